// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/**
 * The way of a socket's requests: from the IRP to the endpoint and back.
 *
 * <p>A request travels in its IRP's driver context, so that an IRP that is reused brings it along and nothing is allocated.
 * If the endpoint answers at once, {@link #finish} completes the IRP in the caller's thread; otherwise {@link #completed}
 * does, from the I/O thread. Either ends the count of the request after the completion routine has returned.
 *
 * <p>Threads: safe for all. Locks: none; nothing is ever held while client code runs.
 */
final class SocketRequests implements TransportRequest.Owner, IoCancelRoutine {
    /** Added to an operation whose outcome was settled before it was posted for completion. */
    private static final int SETTLED = 1 << 16;

    private final EngineSocket socket;
    private final SocketEnd end;
    private final Origins origins; // null unless they are tracked

    SocketRequests(EngineSocket socket, SocketEnd end, Origins origins) {
        this.socket = socket;
        this.end = end;
        this.origins = origins;
    }

    /** The request that travels with an IRP, ready for an operation; its context is the IRP or an {@link IrpHolder}. */
    TransportRequest of(Irp irp, Object context, int operation, int flags) {
        TransportRequest request;
        if (irp.driverContext() instanceof TransportRequest travelling) {
            request = travelling;
        } else {
            request = new TransportRequest();
            irp.setDriverContext(request);
        }
        request.prepare(this, context, flags);
        request.setOperation(operation);
        return request;
    }

    /** Hands a request to the endpoint; answers what that does. */
    NtStatus carryOut(TransportRequest request) {
        if (!socket.enterEndpoint()) { // when the client closes, this is one that was under way
            return request.finish(
                    socket.phase().isClosing() ? NtStatus.STATUS_CANCELLED : NtStatus.STATUS_FILE_FORCED_CLOSED);
        }
        try {
            return socket.carryOut(request);
        } catch (RuntimeException | Error e) {
            return request.finish(socket.thrown(e));
        } finally {
            socket.exitEndpoint();
        }
    }

    /** What the endpoint answered: pending, or over, and then the IRP is completed here. */
    NtStatus answer(Irp irp, TransportRequest request, NtStatus status) {
        if (status.isPending()) {
            return status;
        }
        int operation = request.operation();
        socket.settle(request, operation, status);
        return finish(irp, request, status, socket.information(operation, request), null);
    }

    /** Completes an IRP in the caller's thread, or from the I/O thread when the stack is too deep already. */
    NtStatus finish(Irp irp, TransportRequest request, NtStatus status, long information, Object object) {
        int operation = request.operation();
        if (!Completer.mayNest()) {
            irp.markPending();
            if (object != null || information != socket.information(operation, request)) {
                request.prepare(this, new Outcome(irp, information, object), 0);
            }
            request.finish(status);
            request.setOperation(operation | SETTLED);
            postOrLater(request);
            return NtStatus.STATUS_PENDING;
        }
        request.clear();
        socket.allowance().discharge(request); // before the routine runs, which may send more
        complete(irp, status, information, object, operation);
        return status;
    }

    /** Completes an IRP that was pending outside of any endpoint, here or once the stack is less deep. */
    void completePending(Irp irp, NtStatus status, Object object) {
        if (Completer.mayNest()) {
            complete(irp, status, 0, object, EngineSocket.QUERY);
        } else {
            Completer.afterwards(() -> complete(irp, status, 0, object, EngineSocket.QUERY));
        }
    }

    @Override
    public boolean pending(TransportRequest request) {
        Irp irp = IrpHolder.irpOf(request.context());
        if (irp == null) {
            return true;
        }
        if ((request.operation() & EngineSocket.FINAL) != 0) {
            irp.markPending();
            return true;
        }
        return irp.pend(this);
    }

    @Override
    public void cancel(Irp irp) {
        if (irp.driverContext() instanceof TransportRequest request
                && !socket.engine().addressLists().cancel(request)
                && !socket.cancelWaiting(request)) {
            socket.endpoint().cancel(request);
        }
    }

    @Override
    public void completed(TransportRequest request) {
        int operation = request.operation();
        if (SocketEnd.isMeant(operation)) {
            end.completed(request);
        } else if (!socket.goesOn(request)) {
            completeRequest(request, operation);
        }
    }

    private void completeRequest(TransportRequest request, int operation) {
        NtStatus status = request.status();
        if ((operation & SETTLED) == 0) {
            socket.settle(request, operation, status);
        }
        int function = operation & ~SETTLED;
        Irp irp = IrpHolder.irpOf(request.context());
        Object object = null;
        long information;
        if (request.context() instanceof Outcome outcome) {
            information = outcome.information();
            object = outcome.object();
        } else {
            information = socket.information(function, request);
        }
        request.clear();
        socket.allowance().discharge(request); // before the routine runs, which may send more
        complete(irp, status, information, object, function);
    }

    private void complete(Irp irp, NtStatus status, long information, Object object, int operation) {
        if (origins != null) {
            origins.ends(irp);
        }
        Completer.complete(irp, status, information, object, socket);
        socket.routineReturned(operation);
        socket.exit();
    }

    /** Completes a request that is over when the stack is less deep: from the I/O thread as long as there is one. */
    void postOrLater(TransportRequest request) {
        if (end.mayPost()) {
            socket.endpoint().post(request);
        } else {
            Completer.afterwards(request::complete); // the transport may be gone, and with it its threads
        }
    }

    /** What a request ended with, while it waits for a stack that is less deep. */
    private record Outcome(Irp irp, long information, Object object) implements IrpHolder {}
}
