// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;

/**
 * An endpoint that answers what the test told it: a final status at once, or STATUS_PENDING until {@link #complete}.
 *
 * <p>It notes every call that a closed endpoint may not get. Threads: safe for all.
 */
final class ScriptedEndpoint implements StreamEndpoint {
    /** What can be pending. */
    enum Kind {
        CONNECT,
        SEND,
        RECEIVE,
        DISCONNECT
    }

    private final ScriptedTransport transport;
    private final StreamObserver observer;
    private final Map<Kind, NtStatus> answers = new ConcurrentHashMap<>();
    private final Object lock = new Object();
    private final Map<Kind, TransportRequestQueue> pending = new EnumMap<>(Kind.class); // guarded by lock
    private final SockAddrIn local = new SockAddrIn(); // guarded by lock
    private final SockAddrIn remote = new SockAddrIn(); // guarded by lock
    private TransportRequest heldClose; // guarded by lock

    volatile NtStatus bindAnswer = STATUS_SUCCESS; // all of these are the test's to set
    volatile Runnable whenBinding = () -> {};
    volatile Runnable whenCancelled = () -> {}; // at the end of cancel
    volatile boolean holdsClose; // until letClose

    private volatile boolean closing; // set once by close
    private volatile boolean closed; // set once, when the close request completes
    private volatile boolean aborted; // set once by abort

    ScriptedEndpoint(ScriptedTransport transport, StreamObserver observer) {
        this.transport = transport;
        this.observer = observer;
        for (Kind kind : Kind.values()) {
            pending.put(kind, new TransportRequestQueue());
        }
    }

    /** From now on requests of a kind are answered so; STATUS_PENDING is how it begins. */
    ScriptedEndpoint answering(Kind kind, NtStatus status) {
        answers.put(kind, status);
        return this;
    }

    StreamObserver observer() {
        return observer;
    }

    boolean isClosed() {
        return closed;
    }

    boolean isAborted() {
        return aborted;
    }

    /** Whether a request of a kind waits. */
    boolean hasPending(Kind kind) {
        synchronized (lock) {
            return !pending.get(kind).isEmpty();
        }
    }

    /** Completes the first request of a kind that waits, from the I/O thread. */
    void complete(Kind kind, NtStatus status) {
        TransportRequest request = take(kind, status);
        transport.io(request::complete);
    }

    /** The same, from the current thread. */
    void completeHere(Kind kind, NtStatus status) {
        take(kind, status).complete();
    }

    /** The same, if one waits. */
    void completeIfPending(Kind kind, NtStatus status) {
        TransportRequest request;
        synchronized (lock) {
            request = pending.get(kind).poll();
        }
        if (request != null) {
            request.finish(status);
            request.complete();
        }
    }

    private TransportRequest take(Kind kind, NtStatus status) {
        synchronized (lock) {
            TransportRequest request = pending.get(kind).poll();
            if (request == null) {
                throw new AssertionError("no " + kind + " is pending");
            }
            request.finish(status);
            return request;
        }
    }

    /** Lets the close go on that is held back, or does not hold back the one that will come. */
    void letClose() {
        TransportRequest request;
        synchronized (lock) {
            holdsClose = false;
            request = heldClose;
            heldClose = null;
        }
        if (request != null) {
            transport.io(() -> endClose(request));
        }
    }

    private NtStatus start(Kind kind, TransportRequest request) {
        mustBeOpen(kind.name());
        NtStatus answer = answers.getOrDefault(kind, STATUS_PENDING);
        if (!answer.isPending()) {
            return request.finish(answer);
        }
        synchronized (lock) {
            if (!request.pend()) {
                return request.finish(STATUS_CANCELLED);
            }
            pending.get(kind).add(request);
            return STATUS_PENDING;
        }
    }

    private void mustBeOpen(String function) {
        if (closing) {
            transport.mistake(function + " of an endpoint that is closed");
        }
    }

    @Override
    public NtStatus bind(SockAddr localAddress) {
        mustBeOpen("bind");
        whenBinding.run();
        if (bindAnswer.isSuccess()) {
            synchronized (lock) {
                local.copyFrom(localAddress);
            }
        }
        return bindAnswer;
    }

    @Override
    public NtStatus shareAddress() {
        return STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus localAddress(SockAddr localAddress) {
        mustBeOpen("localAddress");
        synchronized (lock) {
            return localAddress.copyFrom(local) ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_STATE;
        }
    }

    @Override
    public NtStatus remoteAddress(SockAddr remoteAddress) {
        mustBeOpen("remoteAddress");
        synchronized (lock) {
            return remoteAddress.copyFrom(remote) ? STATUS_SUCCESS : STATUS_INVALID_DEVICE_STATE;
        }
    }

    @Override
    public NtStatus setOption(int level, int option, Object input) {
        mustBeOpen("setOption");
        return STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        mustBeOpen("getOption");
        written.set(4);
        return STATUS_SUCCESS;
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        mustBeOpen("control");
        return STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus connect(TransportRequest request) {
        synchronized (lock) {
            remote.copyFrom(request.address());
        }
        return start(Kind.CONNECT, request);
    }

    @Override
    public NtStatus send(TransportRequest request) {
        return start(Kind.SEND, request);
    }

    @Override
    public NtStatus receive(TransportRequest request) {
        return start(Kind.RECEIVE, request);
    }

    @Override
    public NtStatus disconnect(TransportRequest request) {
        return start(Kind.DISCONNECT, request);
    }

    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            pending.values().forEach(queue -> queue.forEach(visitor));
        }
    }

    @Override
    public void cancel(TransportRequest request) {
        boolean found = false;
        synchronized (lock) {
            for (TransportRequestQueue queue : pending.values()) {
                found |= queue.remove(request);
            }
        }
        if (found) {
            request.finish(STATUS_CANCELLED);
            if (transport.cancelsInline) {
                request.complete();
            } else {
                transport.io(request::complete);
            }
        }
        whenCancelled.run();
    }

    @Override
    public void post(TransportRequest request) {
        transport.io(request::complete);
    }

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        mustBeOpen("abort");
        aborted = true;
        Runnable end = () -> {
            giveUp(pendingSends, pendingReceives);
            request.finish(STATUS_SUCCESS);
        };
        if (transport.endsInline || !request.pend()) {
            end.run();
            return STATUS_SUCCESS;
        }
        transport.io(() -> {
            end.run();
            request.complete();
        });
        return STATUS_PENDING;
    }

    private void giveUp(NtStatus pendingSends, NtStatus pendingReceives) {
        List<TransportRequest> over = new ArrayList<>();
        synchronized (lock) {
            pending.forEach((kind, queue) -> {
                for (TransportRequest next = queue.poll(); next != null; next = queue.poll()) {
                    next.finish(kind == Kind.RECEIVE ? pendingReceives : pendingSends);
                    over.add(next);
                }
            });
        }
        over.forEach(TransportRequest::complete);
    }

    @Override
    public NtStatus close(TransportRequest request) {
        mustBeOpen("close");
        closing = true;
        if (transport.endsInline) {
            giveUp(STATUS_CANCELLED, STATUS_CANCELLED);
            closed = true;
            return request.finish(STATUS_SUCCESS);
        }
        synchronized (lock) {
            if (holdsClose) {
                heldClose = request;
                return STATUS_PENDING;
            }
        }
        transport.io(() -> endClose(request));
        return STATUS_PENDING;
    }

    private void endClose(TransportRequest request) {
        giveUp(STATUS_CANCELLED, STATUS_CANCELLED);
        closed = true;
        request.finish(STATUS_SUCCESS);
        request.complete();
    }

    @Override
    public void observe(int interests) {
        mustBeOpen("observe");
    }

    @Override
    public boolean isPeerDone() {
        return false;
    }

    @Override
    public long bytesSent() {
        return 0;
    }

    @Override
    public long bytesReceived() {
        return 0;
    }
}
