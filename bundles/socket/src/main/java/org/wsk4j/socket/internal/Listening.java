// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskConstants;

/**
 * The listening part of a listening socket, or of a stream socket that listens: gets connections from the endpoint and gives
 * them to WskAccept requests, else to WskAcceptEvent, else keeps them until somebody asks.
 *
 * <p>The way of a connection: {@link Arrivals} gets it from the endpoint, in its I/O thread; in conditional accept mode WskInspectEvent sees
 * it; then it is READY and goes to the oldest waiting WskAccept, in whose thread ever that is, or is shown to WskAcceptEvent,
 * in the I/O thread only. The endpoint is told to stop when nobody wants any more, so that the platform's own backlog holds
 * what comes then. A transport on a platform without handshake hooks has finished the handshake by the time of the
 * inspection, which the peer alone can see.
 *
 * <p>While its client, or the provider, detaches, nothing new is announced: no connection is given or inspected, and those
 * that arrive are dropped. That is all that NMR-PROVIDER-DETACH-02 is read to forbid: the callbacks of sockets that the
 * client has go on, and null indications are given, until the socket is closed or taken away, as a client could not end
 * them in good order otherwise.
 *
 * <p>State: that of each connection is its {@link Acceptance.State}; the part itself is open, then ended, never back.
 *
 * <p>Threads: all callbacks belong to the I/O thread; the rest is safe for all.
 *
 * <p>Locks: {@link #lock}; nothing is completed and no client code called with it.
 *
 * <p>Spec: ACCEPT-*, NMR-PROVIDER-DETACH-02.
 */
final class Listening implements TransportRequest.Owner {
    static final int EVENTS = WskConstants.WSK_EVENT_ACCEPT;
    /** The operation of a WskAccept. */
    static final int ACCEPT = EngineSocket.FIRST_OF_CATEGORY + 8;
    /** Connections that wait for the client's decision or for a taker; past that the platform's backlog holds them. */
    static final int MOST_WAITING = 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    private final EngineSocket socket;
    private final ListenEvents callbacks;
    private final Inspections inspections;
    private final Arrivals arrivals;

    private final Object lock = new Object();
    private final TransportRequestQueue accepts =
            new TransportRequestQueue(); // @GuardedBy("lock"): WskAccepts that wait
    private final Deque<Acceptance> ready = new ArrayDeque<>(); // @GuardedBy("lock")
    private NtStatus ended; // @GuardedBy("lock"): what waits and comes ends with it; null before the end
    private boolean turnAsked; // @GuardedBy("lock"): the I/O thread is going to call WskAcceptEvent for what is ready
    private final TransportRequest turn = new TransportRequest(); // with which it is asked
    private volatile ListenEndpoint endpoint; // written once, before anything can be accepted
    private volatile SockAddr boundTo; // likewise; never changed itself; null before

    Listening(EngineSocket socket, ListenEvents callbacks) {
        this.socket = socket;
        this.callbacks = callbacks;
        this.inspections = new Inspections(this, socket, callbacks, lock);
        this.arrivals = new Arrivals(this, socket, callbacks);
    }

    ListenEndpoint endpoint() {
        return endpoint;
    }

    void setEndpoint(ListenEndpoint newEndpoint) {
        endpoint = newEndpoint;
    }

    /** Who gets the connections from the endpoint. */
    ListenObserver observer() {
        return arrivals;
    }

    Inspections inspections() {
        return inspections;
    }

    /** How many connections wait for the client. */
    int backlog() {
        synchronized (lock) {
            return ready.size() + inspections.countLocked();
        }
    }

    void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            accepts.forEach(visitor);
        }
    }

    /** Whether it has an endpoint that is bound. */
    boolean listens() {
        return endpoint != null && boundTo != null;
    }

    /** Where it listens; null before. */
    SockAddr boundTo() {
        return boundTo;
    }

    /** The endpoint is going to listen at an address, or does. Before anything can be accepted. */
    void setAddress(SockAddr address) {
        boundTo = address;
    }

    /** The endpoint listens: what is enabled from the beginning begins. */
    void start() {
        callbacks.events().start(0);
        wanted();
    }

    /** Somebody may want connections who did not before. */
    void wanted() {
        boolean asks;
        boolean accepts;
        synchronized (lock) {
            asks = !ready.isEmpty() && callbacks.events().isEnabled(EVENTS) && !turnAsked && ended == null;
            turnAsked |= asks;
            accepts = wantsMoreLocked();
        }
        if (asks) {
            askForTurn();
        }
        if (accepts) {
            socket.onEndpoint(() -> {
                endpoint.setAccepting(true);
                return NtStatus.STATUS_SUCCESS;
            });
        }
    }

    /** Whether the endpoint is to hand over more. */
    boolean wantsMore() {
        synchronized (lock) {
            return wantsMoreLocked();
        }
    }

    private boolean wantsMoreLocked() {
        return ended == null
                && ready.size() + inspections.countLocked() < MOST_WAITING
                && (callbacks.isConditional() || callbacks.events().isEnabled(EVENTS) || !accepts.isEmpty());
    }

    // ---- WskAccept

    /** WskAccept. */
    NtStatus accept(int flags, AcceptCall call) {
        boolean addressesFit = (call.localAddress() == null || socket.isOfFamily(call.localAddress()))
                && (call.remoteAddress() == null || socket.isOfFamily(call.remoteAddress()));
        NtStatus refused = socket.refusal(flags == 0 && addressesFit);
        if (refused == null && !listens()) {
            refused = NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (refused != null) {
            return socket.finish(call.irp(), refused);
        }
        TransportRequest request = socket.requests().of(call.irp(), call, ACCEPT, 0);
        boolean gives = mayGive();
        try {
            return accept(request, call, gives);
        } finally {
            if (gives) {
                socket.client().release();
            }
        }
    }

    /** Takes a connection that waits, or waits for one. */
    private NtStatus accept(TransportRequest request, AcceptCall call, boolean gives) {
        Acceptance taken;
        NtStatus status = null;
        synchronized (lock) {
            // while others wait, what is ready is theirs, and about to be given to them
            taken = gives && ended == null && accepts.isEmpty() ? pollReadyLocked() : null;
            if (taken == null && ended != null) {
                status = ended;
            } else if (taken == null && request.pend()) {
                accepts.add(request);
                status = NtStatus.STATUS_PENDING;
            } else if (taken == null) {
                status = NtStatus.STATUS_CANCELLED;
            }
        }
        if (taken != null) {
            deliver(taken, call);
            wanted(); // there is room for one more
            return socket.finish(call.irp(), request, NtStatus.STATUS_SUCCESS, 0, taken.socket());
        }
        if (!status.isPending()) {
            return socket.finish(call.irp(), request, status, 0, null);
        }
        wanted();
        return status;
    }

    /** Gives a WskAccept up that waits; false when it does not. */
    boolean cancel(TransportRequest request) {
        synchronized (lock) {
            if (!accepts.remove(request)) {
                return false;
            }
        }
        completeAccept(request, NtStatus.STATUS_CANCELLED, null);
        return true;
    }

    private void completeAccept(TransportRequest request, NtStatus status, Acceptance taken) {
        AcceptCall call = (AcceptCall) request.context();
        if (taken != null) {
            deliver(taken, call);
        }
        request.clear();
        socket.completePending(call.irp(), status, taken == null ? null : taken.socket());
    }

    /** A connection that has arrived is more than the client may have: what waits for one ends with the reason. */
    void refuse(NtStatus reason) {
        TransportRequest request;
        synchronized (lock) {
            request = ready.isEmpty() ? accepts.poll() : null; // else another one is about to be given to it
        }
        if (request != null) {
            completeAccept(request, reason, null);
        }
    }

    private static void deliver(Acceptance acceptance, AcceptCall call) {
        if (call.localAddress() != null) {
            call.localAddress().copyFrom(acceptance.localAddress());
        }
        if (call.remoteAddress() != null) {
            call.remoteAddress().copyFrom(acceptance.remoteAddress());
        }
        acceptance.socket().delivered(call.context(), call.callbacks(), 0);
    }

    // ---- giving out

    /** A new connection waits until somebody takes it, unless it was taken away meanwhile. */
    void ready(Acceptance acceptance) {
        boolean late;
        synchronized (lock) {
            late = ended != null || acceptance.state != Acceptance.State.READY;
            if (late) {
                acceptance.state = Acceptance.State.DROPPED;
            } else {
                ready.add(acceptance);
            }
        }
        if (late) {
            acceptance.socket().drop();
        }
    }

    /**
     * Whether something may be given to the client; then it cannot detach before that was released. To a client that is
     * detaching nothing is given any more: what is ready is dropped (NMR-PROVIDER-DETACH-02).
     */
    private boolean mayGive() {
        if (socket.client().acquire()) {
            return true;
        }
        List<Acceptance> dropped = new ArrayList<>();
        synchronized (lock) {
            dropReadyLocked(dropped);
        }
        dropped.forEach(acceptance -> acceptance.socket().drop());
        return false;
    }

    private void dropReadyLocked(List<Acceptance> dropped) {
        ready.forEach(acceptance -> acceptance.state = Acceptance.State.DROPPED);
        dropped.addAll(ready);
        ready.clear();
    }

    /** Takes the connection that has waited longest, for the client; null when there is none. */
    private Acceptance pollReadyLocked() {
        Acceptance taken = ready.poll();
        if (taken != null) {
            taken.state = Acceptance.State.DELIVERED;
        }
        return taken;
    }

    /**
     * Gives what is ready to the requests that wait, and shows what is left to WskAcceptEvent if {@code offers}, which is for
     * the I/O thread only.
     */
    void giveOut(boolean offers) {
        boolean more = true;
        while (more) {
            more = give(offers);
        }
    }

    /** Gives one connection to the client, and asks before whether it detaches; false when nothing was to be given. */
    private boolean give(boolean offers) {
        if (!mayGive()) {
            return false;
        }
        try {
            return match() || offers && offer();
        } finally {
            socket.client().release();
        }
    }

    private boolean match() {
        Acceptance taken;
        TransportRequest request;
        synchronized (lock) {
            if (ready.isEmpty() || accepts.isEmpty()) {
                return false;
            }
            taken = pollReadyLocked();
            request = accepts.poll();
        }
        completeAccept(request, NtStatus.STATUS_SUCCESS, taken);
        return true;
    }

    private boolean offer() {
        synchronized (lock) {
            if (ready.isEmpty()) {
                return false;
            }
        }
        if (!callbacks.beginAccept()) {
            return false;
        }
        try {
            Acceptance taken;
            synchronized (lock) {
                taken = accepts.isEmpty() ? pollReadyLocked() : null; // a WskAccept comes first
            }
            if (taken != null) {
                offer(taken);
            }
            return true; // if another thread took it, there may be one more
        } finally {
            callbacks.events().end();
        }
    }

    private void offer(Acceptance taken) {
        ConnectionSocket connection = taken.socket();
        if (callbacks.accept(taken)) {
            connection.delivered(
                    taken.context().get(),
                    taken.callbacks().get(),
                    callbacks.events().inherited());
        } else {
            connection.refuse();
        }
    }

    /** Lets the I/O thread call WskAcceptEvent for what is ready. */
    private void askForTurn() {
        turn.prepare(this, null, 0);
        turn.finish(NtStatus.STATUS_SUCCESS);
        post(turn);
    }

    /** Lets the I/O thread complete a request of ours, which then calls {@link EngineSocket#exit}; not after the end. */
    private void post(TransportRequest request) {
        if (!socket.enter()) {
            return; // it is being closed: the client has ended it
        }
        if (!socket.enterEndpoint()) { // the close of the endpoint comes after what is posted before
            socket.exit();
            return;
        }
        try {
            endpoint.post(request);
        } finally {
            socket.exitEndpoint();
        }
    }

    @Override
    public boolean pending(TransportRequest request) {
        return true;
    }

    /** The turn that was asked for. I/O thread. */
    @Override
    public void completed(TransportRequest request) {
        synchronized (lock) {
            turnAsked = false;
        }
        try {
            giveOut(true);
            wanted(); // there is room for more
        } finally {
            socket.exit();
        }
    }

    // ---- losing

    /**
     * A connection is lost before the client has it: the peer has broken off one that was inspected, or one of any kind was
     * taken away. False when the client has it already.
     */
    boolean lost(Acceptance acceptance) {
        synchronized (lock) {
            switch (acceptance.state) {
                case INSPECTED -> {
                    acceptance.state = Acceptance.State.INSPECTED_LOST; // the callback's result decides
                    return true;
                }
                case PENDED -> inspections.forgetLocked(acceptance);
                case READY -> ready.remove(acceptance);
                default -> {
                    return acceptance.state != Acceptance.State.DELIVERED;
                }
            }
            acceptance.state = Acceptance.State.DROPPED;
        }
        if (acceptance.id() != null) {
            post(acceptance.lossNotice()); // callbacks of the listening socket run on its own I/O thread
        }
        acceptance.socket().drop();
        wanted(); // there is room for one more
        return true;
    }

    /** One that was inspected may be given to the client now. */
    void addReadyLocked(Acceptance acceptance) {
        acceptance.state = Acceptance.State.READY;
        ready.add(acceptance);
    }

    boolean hasEndedLocked() {
        return ended != null;
    }

    // ---- the end

    /** The socket is being closed or taken away: ends what waits, and drops the connections that the client does not have. */
    void end(NtStatus status) {
        List<Acceptance> dropped = new ArrayList<>();
        TransportRequestQueue over = new TransportRequestQueue();
        synchronized (lock) {
            ended = status;
            accepts.drainTo(over);
            dropReadyLocked(dropped);
            inspections.dropAllLocked(dropped);
        }
        for (TransportRequest request = over.poll(); request != null; request = over.poll()) {
            completeAccept(request, status, null);
        }
        for (Acceptance acceptance : dropped) {
            LOG.debug("{} is dropped with its listening socket", acceptance.socket());
            acceptance.socket().drop();
        }
    }
}
