// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
 * <p>State: {@link SocketPhase}, and the category's own. Closing is a barrier: the close IRP completes when the endpoint is
 * closed, which completes everything pending, and the count is zero.
 *
 * <p>Threads: safe for all. Locks: none; nothing is ever held while client code runs.
 *
 * <p>Spec: CLOSE-01..CLOSE-21, FORCED-CLOSED-01, FORCED-CLOSED-02.
 */
abstract class EngineSocket
        implements WskSocket, OwnedSocket, TransportRequest.Owner, IoCancelRoutine, TransportRegistry.LeaseHolder {
    /** Operations of every category; those of a category start at {@link #FIRST_OF_CATEGORY}. */
    static final int CREATE = 1;

    /** Part of an operation that cannot be cancelled, although it may be pending. */
    static final int FINAL = 1 << 17;

    static final int CLOSE = 2 | FINAL;
    static final int CLOSE_LATER = 3;
    static final int TAKE_AWAY = 4;
    static final int TAKE_AWAY_CLOSE = 5;
    static final int QUERY = 6;
    static final int FIRST_OF_CATEGORY = 16;
    /** Added to an operation whose outcome was settled before it was posted for completion. */
    private static final int SETTLED = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(EngineSocket.class);

    private static final VarHandle PHASE;
    private static final VarHandle ROUTINE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(EngineSocket.class, "phase", SocketPhase.class);
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
    private final AtomicBoolean owned = new AtomicBoolean(); // while the client object counts the socket
    private final AtomicBoolean takingAway = new AtomicBoolean(); // true once the endpoint is being aborted
    private volatile boolean complete; // set once, when endpoint and client know the socket: now it can be aborted

    private volatile SocketPhase phase = SocketPhase.OPEN; // changed with PHASE only
    private volatile TransportLease lease; // written once, before the socket is published
    private volatile boolean
            drainedElsewhere; // set by a thread that may hold the last use and must not run client code
    private volatile Irp closeIrp; // written once, by whoever moves the phase to CLOSING
    private volatile Instant closeAsked; // likewise, before it
    private volatile Thread closer; // likewise: who did so from within a completion routine, until the end; else null
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

    final void setLease(TransportLease newLease) {
        lease = newLease;
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
        return phase;
    }

    /** Since when the client has waited for the close; null unless it does. */
    final Instant closingSince() {
        return phase == SocketPhase.CLOSING ? closeAsked : null;
    }

    /** Whether it was this thread that called WskCloseSocket, from within a completion routine. */
    final boolean wasClosedBy(Thread thread) {
        return closer == thread;
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
        return phase == SocketPhase.OPEN;
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
            case CLOSE -> endpointClosed();
            case CLOSE_LATER -> closed();
            case TAKE_AWAY -> takeAwayClose(request);
            case TAKE_AWAY_CLOSE -> takenAway();
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
    private void postOrLater(TransportRequest request) {
        if (phase == SocketPhase.OPEN || phase == SocketPhase.CLOSING && !takingAway.get()) {
            endpoint().post(request);
        } else {
            Completer.afterwards(request::complete); // the transport may be gone, and with it its threads
        }
    }

    // ---- the end

    /** WskCloseSocket. */
    final NtStatus close(Irp irp) {
        if (phase.isClosing()) {
            throw closedTwice();
        }
        if (callers != null && callers.size() > (callers.containsKey(Thread.currentThread()) ? 1 : 0)) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskCloseSocket on " + describe()
                            + " while another thread executes one of its functions (CLOSE-05).");
        }
        irp.setNextStackLocation();
        irp.markPending();
        TransportRequest request = request(irp, CLOSE, 0);
        closeAsked = Instant.now();
        closer = isCompletingHere() ? Thread.currentThread() : null;
        SocketPhase before;
        do {
            before = phase;
            if (before.isClosing()) {
                irp.complete(NtStatus.STATUS_INVALID_DEVICE_STATE, 0);
                throw closedTwice();
            }
        } while (!PHASE.weakCompareAndSet(this, before, SocketPhase.CLOSING));
        closeIrp = irp;
        if (before == SocketPhase.OPEN) {
            requests.acquire(); // until the endpoint is closed; cannot fail: only we drain
            if (!guarded(() -> endpoint().close(request)).isPending()) {
                endpointClosed();
            }
        }
        requests.drain(this::drained);
        return NtStatus.STATUS_PENDING;
    }

    private BugCheck closedTwice() {
        return new BugCheck(
                BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "WskCloseSocket on " + describe() + " was called before: a socket is closed once (CLOSE-09).");
    }

    private void endpointClosed() {
        requests.release();
    }

    /**
     * Nothing is outstanding any more: completes the close IRP, here, or from the I/O thread when the stack is too deep or
     * the thread is one that stops a bundle.
     */
    private void drained() {
        if (!drainedElsewhere && Completer.mayNest()) {
            closed();
            return;
        }
        TransportRequest later = request(closeIrp, CLOSE_LATER, 0);
        later.finish(NtStatus.STATUS_SUCCESS);
        postOrLater(later);
    }

    private void closed() {
        phase = SocketPhase.CLOSED;
        closer = null;
        lease.release();
        engine.forget(this);
        if (closeIrp.driverContext() instanceof TransportRequest request) {
            request.clear(); // the client may keep the IRP for long: it shall not keep the socket
        }
        Completer.complete(closeIrp, NtStatus.STATUS_SUCCESS, 0, null, this);
        disown();
    }

    private void disown() {
        if (owned.compareAndSet(true, false)) {
            client.closed(this);
        }
    }

    // ---- taken away from the client

    @Override
    public final void abandon() {
        takeAway(); // the client object is told at the end, also when somebody else began it
    }

    @Override
    public final void revoked() {
        takeAway();
    }

    private void takeAway() {
        if (!requests.acquire()) {
            return; // the client is closing it
        }
        if (!PHASE.compareAndSet(this, SocketPhase.OPEN, SocketPhase.FORCED_CLOSED) || !abortOnce()) {
            drainedElsewhere =
                    phase == SocketPhase.CLOSING; // ours may be the last use: the client's routine runs elsewhere
            requests.release();
        }
    }

    /** Starts to abort the endpoint; false when it is too early (then {@link #published} does it) or it was done. */
    private boolean abortOnce() {
        if (!complete || !takingAway.compareAndSet(false, true)) {
            return false;
        }
        TransportRequest request = new TransportRequest();
        request.prepare(this, null, 0);
        request.setOperation(TAKE_AWAY);
        if (!guarded(() -> abortEndpoint(request)).isPending()) {
            takeAwayClose(request);
        }
        return true;
    }

    /**
     * The socket has its endpoint: counts it with its client. False when it may not live: the transport is leaving, or the
     * client is; then nothing of it stays.
     */
    final boolean published() {
        boolean counted = client.opened(this);
        owned.set(counted);
        complete = true; // whoever took the socket away before has left the rest to us, whoever does it now does it all
        if (counted && isFunctional()) {
            return true;
        }
        PHASE.compareAndSet(this, SocketPhase.OPEN, SocketPhase.FORCED_CLOSED);
        requests.acquire(); // cannot fail: nobody else can close it yet
        if (!abortOnce()) {
            requests.release();
        }
        return false;
    }

    private void takeAwayClose(TransportRequest request) {
        request.prepare(this, null, 0);
        request.setOperation(TAKE_AWAY_CLOSE);
        if (!guarded(() -> endpoint().close(request)).isPending()) {
            takenAway();
        }
    }

    private void takenAway() {
        lease.release();
        engine.forget(this);
        disown();
        requests.release();
    }

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
