// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.Holding;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.WaitCause;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.RundownRef;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * What sockets of every category share: whose they are, the requests under way, and the end.
 *
 * <p>The path of a request: the dispatch table checks its arguments, {@link #begin} counts it in {@link #requests} and takes
 * the IRP, the category's class checks the state and hands a {@link TransportRequest} to the endpoint. The request travels
 * in the IRP's driver context, so that an IRP that is reused brings it along and nothing is allocated. If the endpoint
 * answers at once, {@link #finish} completes the IRP in the caller's thread; otherwise {@link #completed} does, from the I/O
 * thread. Either ends the count after the completion routine has returned.
 *
 * <p>State: {@link SocketPhase}, which {@link SocketEnd} leads it through, and the category's own.
 *
 * <p>Threads: safe for all. Locks: none; nothing is ever held while client code runs.
 *
 * <p>Spec: CLOSE-02, CLOSE-05, CLOSE-09.
 */
abstract class EngineSocket
        implements WskSocket, OwnedSocket, TransportRequest.Owner, IoCancelRoutine, TransportRegistry.LeaseHolder {
    /** Operations of every category; {@link SocketEnd} has some, and those of a category start at {@link #FIRST_OF_CATEGORY}. */
    static final int CREATE = 1;

    /** Part of an operation that cannot be cancelled, although it may be pending. */
    static final int FINAL = 1 << 17;

    static final int QUERY = 2;
    static final int FIRST_OF_CATEGORY = 16;
    /** Added to an operation whose outcome was settled before it was posted for completion. */
    private static final int SETTLED = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(EngineSocket.class);

    private static final VarHandle ROUTINE;

    static {
        try {
            ROUTINE = MethodHandles.lookup().findVarHandle(EngineSocket.class, "routine", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SocketEngine engine;
    private final long id;
    private final WskClientObject client;
    private final SocketOwner owner;
    private final Instant opened = Instant.now();
    private final RundownRef requests = new RundownRef();
    private final ConcurrentHashMap<Thread, Integer>
            callers; // inside a function, how deep; null unless the verifier is on
    private final Origins origins; // null unless they are tracked
    private final SocketEnd end = new SocketEnd(this, requests);
    private Thread routine; // in a completion routine of the client, one of them if several are; ROUTINE only: opaque

    EngineSocket(SocketEngine engine, long id, WskClientObject client, SocketOwner owner) {
        this.engine = engine;
        this.id = id;
        this.client = client;
        this.owner = owner;
        this.callers = engine.verifies() ? new ConcurrentHashMap<>() : null;
        this.origins = engine.tracksOrigin() ? new Origins() : null;
    }

    /** The transport's side of the socket. */
    abstract TransportEndpoint endpoint();

    /** Notes the outcome of an operation of the category in its state, before the IRP is completed. */
    abstract void settle(int operation, NtStatus status);

    /** What an operation of the category reports as IoStatus.Information when it has succeeded. */
    abstract long information(int operation, TransportRequest request);

    /** Aborts what the endpoint does because the socket is taken away; answers as {@link TransportEndpoint#close}. */
    abstract NtStatus abortEndpoint(TransportRequest request);

    /** The function that an operation of the category carries out. */
    abstract String functionOf(int operation);

    /** The socket as it is now. */
    abstract SocketReport report();

    final void setLease(TransportLease lease) {
        end.setLease(lease);
    }

    final SocketEngine engine() {
        return engine;
    }

    final long id() {
        return id;
    }

    final WskClientObject client() {
        return client;
    }

    final SocketOwner owner() {
        return owner;
    }

    final Instant opened() {
        return opened;
    }

    final SocketPhase phase() {
        return end.phase();
    }

    /** Since when the client has waited for the close; null unless it does. */
    final Instant closingSince() {
        return end.closingSince();
    }

    /** Whether it was this thread that called WskCloseSocket, from within a completion routine. */
    final boolean wasClosedBy(Thread thread) {
        return end.wasClosedBy(thread);
    }

    /** A thread that was in a completion routine of the client a moment ago, or null. */
    final Thread routineThread() {
        return (Thread) ROUTINE.getOpaque(this);
    }

    /** A completion routine is about to run; true when this thread is noted for it, as no other is. */
    final boolean routineBegins() {
        if (ROUTINE.getOpaque(this) != null) {
            return false; // the one that came first: if one of them hangs, it is that one that explains the most
        }
        ROUTINE.setOpaque(this, Thread.currentThread());
        return true;
    }

    /** It has returned. */
    final void routineEnds(boolean noted) {
        if (noted) {
            ROUTINE.setOpaque(this, null);
        }
    }

    final int requestsUnderWay() {
        return requests.uses();
    }

    // ---- a request's way in

    /** Counts a call and takes its IRP; {@link #leave} ends the call, the end of the request ends the count. */
    final void begin(Irp irp, String function) {
        if (!requests.acquire()) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    function + " on " + describe() + " after WskCloseSocket: no function of a socket may be called then"
                            + " (CLOSE-09).");
        }
        try {
            irp.setNextStackLocation();
        } catch (BugCheck e) {
            requests.release();
            throw e;
        }
        if (callers != null) {
            callers.merge(Thread.currentThread(), 1, Integer::sum);
        }
        if (origins != null) {
            origins.begins(irp);
        }
    }

    /** Ends a call that {@link #begin} began. */
    final void leave() {
        if (callers != null) {
            callers.computeIfPresent(Thread.currentThread(), (thread, depth) -> depth == 1 ? null : depth - 1);
        }
    }

    /** Whether the socket works. */
    final boolean isFunctional() {
        return end.phase() == SocketPhase.OPEN;
    }

    /** The request that travels with an IRP, ready for an operation. */
    final TransportRequest request(Irp irp, int operation, int flags) {
        TransportRequest request;
        if (irp.driverContext() instanceof TransportRequest travelling) {
            request = travelling;
        } else {
            request = new TransportRequest();
            irp.setDriverContext(request);
        }
        request.prepare(this, irp, flags);
        request.setOperation(operation);
        return request;
    }

    /** What the endpoint answered: pending, or over, and then the IRP is completed here. */
    final NtStatus answer(Irp irp, TransportRequest request, NtStatus status) {
        if (status.isPending()) {
            return status;
        }
        settle(request.operation(), status);
        return finish(irp, request, status, information(request.operation(), request), null);
    }

    /** Completes an IRP in the caller's thread, or from the I/O thread when the stack is too deep already. */
    final NtStatus finish(Irp irp, TransportRequest request, NtStatus status, long information, Object object) {
        if (!Completer.mayNest()) {
            irp.markPending();
            int operation = request.operation();
            if (information != information(operation, request)) {
                request.prepare(this, new ControlOutcome(irp, information), 0);
            }
            request.finish(status);
            request.setOperation(operation | SETTLED);
            postOrLater(request);
            return NtStatus.STATUS_PENDING;
        }
        request.clear();
        complete(irp, status, information, object);
        return status;
    }

    /** Calls a transport, which is foreign code: what it throws is a failure of the request, not of the caller. */
    final NtStatus guarded(Supplier<NtStatus> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            return thrown(e);
        }
    }

    /** What a request ends with whose endpoint threw. */
    final NtStatus thrown(Throwable problem) {
        LOG.error("The transport of a socket of {} threw", Completer.name(client.bundle()), problem);
        return problem instanceof OutOfMemoryError
                ? NtStatus.STATUS_INSUFFICIENT_RESOURCES
                : NtStatus.STATUS_UNSUCCESSFUL;
    }

    /** Ends a request that reached no endpoint. */
    final NtStatus finish(Irp irp, NtStatus status) {
        return finish(irp, request(irp, QUERY, 0), status, 0, null);
    }

    // ---- TransportRequest.Owner and IoCancelRoutine

    @Override
    public final boolean pending(TransportRequest request) {
        if (!(request.context() instanceof Irp irp)) {
            return true;
        }
        if ((request.operation() & FINAL) != 0) {
            irp.markPending();
            return true;
        }
        return irp.pend(this);
    }

    @Override
    public final void cancel(Irp irp) {
        if (irp.driverContext() instanceof TransportRequest request) {
            endpoint().cancel(request);
        }
    }

    @Override
    public final void completed(TransportRequest request) {
        int operation = request.operation();
        switch (operation) {
            case SocketEnd.CLOSE, SocketEnd.CLOSE_LATER, SocketEnd.TAKE_AWAY, SocketEnd.TAKE_AWAY_CLOSE ->
                end.completed(request);
            default -> completeRequest(request, operation);
        }
    }

    private void completeRequest(TransportRequest request, int operation) {
        NtStatus status = request.status();
        if ((operation & SETTLED) == 0) {
            settle(operation, status);
        }
        Irp irp;
        long information;
        if (request.context() instanceof ControlOutcome outcome) {
            irp = outcome.irp();
            information = outcome.information();
        } else {
            irp = (Irp) request.context();
            information = information(operation & ~SETTLED, request);
        }
        request.clear();
        complete(irp, status, information, (operation & ~SETTLED) == CREATE ? this : null);
    }

    private void complete(Irp irp, NtStatus status, long information, Object object) {
        if (origins != null) {
            origins.ends(irp);
        }
        Completer.complete(irp, status, information, object, this);
        requests.release();
    }

    /** Completes a request that is over when the stack is less deep: from the I/O thread as long as there is one. */
    final void postOrLater(TransportRequest request) {
        if (end.mayPost()) {
            endpoint().post(request);
        } else {
            Completer.afterwards(request::complete); // the transport may be gone, and with it its threads
        }
    }

    // ---- the end

    /** WskCloseSocket. */
    final NtStatus close(Irp irp) {
        end.requireOpen();
        if (callers != null && callers.size() > (callers.containsKey(Thread.currentThread()) ? 1 : 0)) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskCloseSocket on " + describe()
                            + " while another thread executes one of its functions (CLOSE-05).");
        }
        irp.setNextStackLocation();
        irp.markPending();
        return end.close(irp);
    }

    @Override
    public final void abandon() {
        end.takeAway(); // the client object is told at the end, also when somebody else began it
    }

    @Override
    public final void revoked() {
        end.takeAway();
    }

    /** The socket has its endpoint; see {@link SocketEnd#published}. */
    final boolean published() {
        return end.published();
    }

    // ---- reports

    @Override
    public final String describe() {
        SocketReport now = report();
        return now.category() + " socket " + id + " (" + now.state()
                + (now.remoteAddress() == null ? ", no peer" : ", peer " + now.remoteAddress())
                + ") of " + Completer.name(client.bundle());
    }

    @Override
    public final List<WaitCause> busyWith() {
        return SocketBusiness.of(this);
    }

    @Override
    public final List<Holding> holdings() {
        return SocketBusiness.holdings(this, origins);
    }

    @Override
    public final boolean isCompletingHere() {
        return routineThread() == Thread.currentThread();
    }

    @Override
    public final String toString() {
        return describe();
    }

    /** A request that moved no bytes itself but has a count to report, and waits for a stack that is less deep. */
    private record ControlOutcome(Irp irp, long information) {}

    /** In whose name a socket works: the owning process and thread of WskSocket. */
    record SocketOwner(Bundle process, Thread thread) {}
}
