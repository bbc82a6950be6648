// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.RundownRef;

/**
 * How a socket ends: closed by its client, or taken away from it, or first the one and then the other.
 *
 * <p>Closing is a barrier: the close IRP completes when the endpoint is closed, which completes everything pending, and the
 * count of requests is zero. Taking away aborts the endpoint, then closes it, and leaves a socket that can only be closed.
 *
 * <p>State: {@link SocketPhase}.
 *
 * <p>Threads: safe for all. Locks: none; nothing is ever held while client code runs.
 *
 * <p>Spec: CLOSE-01, CLOSE-03, CLOSE-06..CLOSE-10, CLOSE-13, CLOSE-16..CLOSE-21, FORCED-CLOSED-01, FORCED-CLOSED-02.
 */
final class SocketEnd {
    /** The endpoint is closing for the client. */
    static final int CLOSE = 3 | EngineSocket.FINAL;

    /** The close IRP waits for a stack that is less deep. */
    static final int CLOSE_LATER = 4;

    /** The endpoint is being aborted. */
    static final int TAKE_AWAY = 5;

    /** The client's callbacks are to be told that the socket was taken away. */
    static final int TAKE_AWAY_TELL = 6;

    /** The endpoint is closing, as it was taken away. */
    static final int TAKE_AWAY_CLOSE = 7;

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(SocketEnd.class, "phase", SocketPhase.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EngineSocket socket;
    private final RundownRef uses;
    private final RundownRef calls = new RundownRef(); // of the endpoint's functions
    private final AtomicBoolean owned = new AtomicBoolean(); // while the client object counts the socket
    private final AtomicBoolean takingAway = new AtomicBoolean(); // true once the endpoint is being aborted
    private volatile boolean complete; // set once, when endpoint and client know the socket: now it can be aborted

    private volatile SocketPhase phase = SocketPhase.OPEN; // changed with PHASE only
    private volatile TransportLease lease; // written once, before the socket is published
    private volatile boolean refused; // set once: the client turned the socket down when it was offered
    private volatile boolean
            drainedElsewhere; // set by a thread that may hold the last use and must not run client code
    private volatile Irp closeIrp; // written once, by whoever moves the phase to CLOSING
    private volatile Instant closeAsked; // likewise, before it
    private volatile Thread closer; // likewise: who did so from within a completion routine, until the end; else null

    SocketEnd(EngineSocket socket, RundownRef uses) {
        this.socket = socket;
        this.uses = uses;
    }

    void setLease(TransportLease newLease) {
        lease = newLease;
    }

    TransportLease lease() {
        return lease;
    }

    SocketPhase phase() {
        return phase;
    }

    /** Why no function may be called any more, as a sentence goes on. */
    String whyUnusable() {
        return refused
                ? " after WskAcceptEvent refused it: the socket is not the client's then (ACCEPT-EVENT-13)."
                : " after WskCloseSocket: no function of a socket may be called then (CLOSE-09).";
    }

    /** Since when the client has waited for the close; null unless it does. */
    Instant closingSince() {
        return phase == SocketPhase.CLOSING ? closeAsked : null;
    }

    /** Whether it was this thread that called WskCloseSocket, from within a completion routine. */
    boolean wasClosedBy(Thread thread) {
        return closer == thread;
    }

    /** Whether the endpoint has a thread that completes what is posted to it. */
    boolean mayPost() {
        return phase == SocketPhase.OPEN || phase == SocketPhase.CLOSING && !takingAway.get();
    }

    /** Whether an operation is one of this class's. */
    static boolean isMeant(int operation) {
        return switch (operation) {
            case CLOSE, CLOSE_LATER, TAKE_AWAY, TAKE_AWAY_TELL, TAKE_AWAY_CLOSE -> true;
            default -> false;
        };
    }

    /** Something that this class asked of the endpoint is over. */
    void completed(TransportRequest request) {
        switch (request.operation()) {
            case CLOSE -> endpointClosed();
            case CLOSE_LATER -> closed();
            case TAKE_AWAY -> takeAwayTell(request);
            case TAKE_AWAY_TELL -> {
                tell();
                takeAwayClose(request);
            }
            case TAKE_AWAY_CLOSE -> takenAway();
            default -> throw new IllegalStateException("operation " + request.operation());
        }
    }

    // ---- closed by the client

    /** A socket is closed once. */
    void requireOpen() {
        if (refused) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskCloseSocket on " + socket.describe() + whyUnusable());
        }
        if (phase.isClosing()) {
            throw closedTwice();
        }
    }

    /** WskCloseSocket, with an IRP that is taken and marked pending. */
    NtStatus close(Irp irp) {
        TransportRequest request = socket.request(irp, CLOSE, 0);
        closeAsked = Instant.now();
        closer = socket.isCompletingHere() ? Thread.currentThread() : null;
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
            uses.acquire(); // until the endpoint is closed; cannot fail: only we drain
            socket.closing(NtStatus.STATUS_CANCELLED);
            socket.engine().addressLists().end(socket, NtStatus.STATUS_CANCELLED);
            closeEndpoint(request);
        }
        uses.drain(this::drained);
        return NtStatus.STATUS_PENDING;
    }

    /**
     * A function of the endpoint is about to be called; false when the endpoint is being closed, and may not be called any
     * more. {@link #exitEndpoint} ends the call.
     */
    boolean enterEndpoint() {
        return calls.acquire();
    }

    void exitEndpoint() {
        calls.release();
    }

    /** Closes the endpoint, which then completes the request, as soon as no call of it is in progress. */
    private void closeEndpoint(TransportRequest request) {
        calls.drain(() -> {
            if (!socket.guarded(() -> socket.endpoint().close(request)).isPending()) {
                completed(request);
            }
        });
    }

    private BugCheck closedTwice() {
        return new BugCheck(
                BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "WskCloseSocket on " + socket.describe() + " was called before: a socket is closed once (CLOSE-09).");
    }

    private void endpointClosed() {
        socket.unbound();
        uses.release();
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
        TransportRequest later = socket.request(closeIrp, CLOSE_LATER, 0);
        later.finish(NtStatus.STATUS_SUCCESS);
        socket.requests().postOrLater(later);
    }

    private void closed() {
        phase = SocketPhase.CLOSED;
        closer = null;
        lease.release();
        socket.engine().forget(socket);
        if (closeIrp.driverContext() instanceof TransportRequest request) {
            request.clear(); // the client may keep the IRP for long: it shall not keep the socket
        }
        Completer.complete(closeIrp, NtStatus.STATUS_SUCCESS, 0, null, socket);
        disown();
    }

    private void disown() {
        if (owned.compareAndSet(true, false)) {
            socket.client().closed(socket);
        }
    }

    // ---- taken away from the client

    /** The client, or the transport, does not have the socket any more: aborts it, unless the client is closing it. */
    void takeAway() {
        if (!uses.acquire()) {
            return; // the client is closing it
        }
        if (!PHASE.compareAndSet(this, SocketPhase.OPEN, SocketPhase.FORCED_CLOSED) || !abortOnce()) {
            if (phase == SocketPhase.CLOSING) {
                drainedElsewhere = true; // ours may be the last use: the client's routine runs elsewhere
            }
            uses.release();
        }
    }

    /** The client turned the socket down: takes it away, and nobody may use it any more. */
    void refuse() {
        refused = true;
        takeAway();
        uses.drain(() -> {});
    }

    /** Starts to abort the endpoint; false when it is too early (then {@link #published} does it) or it was done. */
    private boolean abortOnce() {
        if (!complete || !takingAway.compareAndSet(false, true)) {
            return false;
        }
        TransportRequest request = new TransportRequest();
        request.prepare(socket.requests(), null, 0);
        request.setOperation(TAKE_AWAY);
        socket.closing(NtStatus.STATUS_FILE_FORCED_CLOSED);
        socket.engine().addressLists().end(socket, NtStatus.STATUS_FILE_FORCED_CLOSED);
        if (!socket.guarded(() -> socket.abortEndpoint(request)).isPending()) {
            takeAwayTell(request);
        }
        return true;
    }

    /** The client hears of it from the I/O thread, as of everything, after the requests that waited. */
    private void takeAwayTell(TransportRequest request) {
        if (!socket.tellsEnd()) {
            takeAwayClose(request);
            return;
        }
        request.prepare(socket.requests(), null, 0);
        request.setOperation(TAKE_AWAY_TELL);
        request.finish(NtStatus.STATUS_SUCCESS);
        socket.endpoint().post(request);
    }

    private void tell() {
        if (phase == SocketPhase.FORCED_CLOSED && !refused) { // else the client knows
            socket.indicateGone();
        }
    }

    /**
     * The socket has its endpoint: counts it with its client. False when it may not live: the transport is leaving, or the
     * client is; then nothing of it stays.
     */
    boolean published() {
        boolean counted = socket.client().opened(socket);
        owned.set(counted);
        complete = true; // whoever took the socket away before has left the rest to us, whoever does it now does it all
        if (counted && phase == SocketPhase.OPEN) {
            return true;
        }
        PHASE.compareAndSet(this, SocketPhase.OPEN, SocketPhase.FORCED_CLOSED);
        uses.acquire(); // cannot fail: nobody else can close it yet
        if (!abortOnce()) {
            uses.release();
        }
        return false;
    }

    private void takeAwayClose(TransportRequest request) {
        request.prepare(socket.requests(), null, 0);
        request.setOperation(TAKE_AWAY_CLOSE);
        closeEndpoint(request);
    }

    private void takenAway() {
        socket.unbound();
        lease.release();
        socket.engine().forget(socket);
        disown();
        uses.release();
    }
}
