// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/**
 * The events of a connection: hears what the endpoint tells, and calls the client's callbacks.
 *
 * <p>A receive event that the client refused, wholly or in part, is paused until a WskReceive has completed; the endpoint
 * may offer again before that, and is turned down without the client hearing of it.
 *
 * <p>State: which events are on is the {@link EventSwitch}'s to know; {@link Flow} of the receive events.
 *
 * <p>Threads: the observer's calls come from the I/O thread, one at a time; the rest is safe for all. Locks: none.
 *
 * <p>Spec: RECEIVE-EVENT-*, DISCONNECT-EVENT-*, BACKLOG-EVENT-*, RELEASE-DATA-*, DATA-INDICATION-03.
 */
final class ConnectionEvents implements StreamObserver {
    static final int EVENTS =
            WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT | WskConstants.WSK_EVENT_SEND_BACKLOG;

    private static final VarHandle FLOW;

    static {
        try {
            FLOW = MethodHandles.lookup().findVarHandle(ConnectionEvents.class, "flow", Flow.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /**
     * Whether receive events may be called. A client that refuses data may have had another thread post the WskReceive that
     * resumes them before its callback returns, so that a receive which completes meanwhile counts.
     */
    private enum Flow {
        /** They may. */
        FLOWING,
        /** The client looks at data. */
        INDICATING,
        /** As before, and a receive has completed since. */
        RECEIVED,
        /** The client refused data, wholly or in part, and no receive has completed since. */
        PAUSED
    }

    private final ConnectionSocket socket;
    private final EventSwitch events;
    private final EventFaults faults;
    private final Lender<DataLoan> lender;
    private final SizeT accepted = new SizeT(); // I/O thread only, and the client's during a callback
    private volatile Object context; // the client's own; written before an event can be enabled
    private volatile WskClientConnectionDispatch callbacks; // likewise; null when the client has none
    private volatile Flow flow = Flow.FLOWING; // changed with FLOW

    ConnectionEvents(ConnectionSocket socket) {
        this.socket = socket;
        this.events = new EventSwitch(socket, EVENTS, 0);
        this.faults = new EventFaults(socket);
        this.lender = new Lender<>(socket, faults, DataLoan.class, DataLoan::new, "WskReceiveEvent", "RELEASE-DATA");
    }

    ConnectionSocket socket() {
        return socket;
    }

    EventSwitch events() {
        return events;
    }

    int retained() {
        return lender.retained();
    }

    /** The client's context and callbacks are known. Before anything is enabled. */
    void introduce(Object newContext, WskClientConnectionDispatch newCallbacks) {
        context = newContext;
        callbacks = newCallbacks;
        int available = 0;
        if (newCallbacks != null) {
            available |= newCallbacks.wskReceiveEvent() == null ? 0 : WskConstants.WSK_EVENT_RECEIVE;
            available |= newCallbacks.wskDisconnectEvent() == null ? 0 : WskConstants.WSK_EVENT_DISCONNECT;
            available |= newCallbacks.wskSendBacklogEvent() == null ? 0 : WskConstants.WSK_EVENT_SEND_BACKLOG;
        }
        events.setAvailable(available);
    }

    /** The socket is connected and the client's: what is enabled from the beginning begins. */
    void start(int inherited) {
        if (events.start(inherited) != 0) {
            observe();
        }
    }

    /** Lets the endpoint know what is wanted now, unless its end has begun. */
    void observe() {
        if (!socket.enterEndpoint()) {
            return;
        }
        try {
            int told;
            do { // another thread may tell it of a later change first
                told = interests();
                socket.stream().observe(told);
            } while (told != interests());
        } catch (RuntimeException | Error e) {
            socket.thrown(e); // whoever runs this has a request to complete
        } finally {
            socket.exitEndpoint();
        }
    }

    private int interests() {
        int enabled = events.enabled();
        int interests = 0;
        if ((enabled & WskConstants.WSK_EVENT_RECEIVE) != 0 && flow != Flow.PAUSED) {
            interests |= OBSERVE_RECEIVE;
        }
        if ((enabled & WskConstants.WSK_EVENT_DISCONNECT) != 0 || socket.acceptance() != null) {
            interests |= OBSERVE_DISCONNECT;
        }
        if ((enabled & WskConstants.WSK_EVENT_SEND_BACKLOG) != 0) {
            interests |= OBSERVE_SEND_BACKLOG;
        }
        return interests;
    }

    /** A receive has completed: refused data is offered again. */
    void resume() {
        Flow before = flow;
        while (before == Flow.INDICATING || before == Flow.PAUSED) {
            if (before == Flow.INDICATING) {
                if (FLOW.compareAndSet(this, before, Flow.RECEIVED)) {
                    return; // whoever indicates goes on
                }
            } else if (FLOW.compareAndSet(this, before, Flow.FLOWING)) {
                observeIfEnabled();
                return;
            }
            before = flow;
        }
    }

    private void observeIfEnabled() {
        if (events.isEnabled(WskConstants.WSK_EVENT_RECEIVE)) {
            observe();
        }
    }

    /** The client has looked at data, and did not take all of it if it pauses. I/O thread. */
    private void indicated(boolean pauses) {
        if (!pauses) {
            flow = Flow.FLOWING;
        } else if (!FLOW.compareAndSet(this, Flow.INDICATING, Flow.PAUSED)) {
            flow = Flow.FLOWING;
            observeIfEnabled();
        }
    }

    // ---- StreamObserver

    @Override
    public long received(TransportBuffer data, long bytes, int flags) {
        if (flow == Flow.PAUSED || !events.begin(WskConstants.WSK_EVENT_RECEIVE)) {
            return 0;
        }
        try {
            DataLoan loan = lender.lend(data);
            accepted.set(bytes);
            flow = Flow.INDICATING;
            NtStatus status = indicate(flags, loan.indication(), bytes);
            if (status.isPending()) {
                indicated(false);
                lender.retain(loan);
                return bytes;
            }
            long taken = status == NtStatus.STATUS_SUCCESS ? taken(bytes) : 0;
            lender.end(loan, status);
            indicated(taken < bytes);
            Loan.releaseFirst(data, taken);
            return taken;
        } finally {
            events.end();
        }
    }

    private NtStatus indicate(int flags, WskDataIndication list, long bytes) {
        try {
            NtStatus status = callbacks
                    .wskReceiveEvent()
                    .wskReceiveEvent(context, flags | EventSwitch.level(), list, bytes, accepted);
            return status == null ? NtStatus.STATUS_DATA_NOT_ACCEPTED : status;
        } catch (RuntimeException | Error e) {
            faults.failed("WskReceiveEvent", e);
            return NtStatus.STATUS_DATA_NOT_ACCEPTED;
        }
    }

    private long taken(long bytes) {
        long taken = accepted.get();
        if (taken < 0 || taken > bytes) {
            faults.complain("WskReceiveEvent stored " + taken + " in BytesAccepted, of " + bytes
                    + " bytes indicated: taken as none (RECEIVE-EVENT-09)");
            return 0;
        }
        return taken;
    }

    @Override
    public boolean disconnected(boolean abortive) {
        Acceptance acceptance = socket.acceptance();
        if (acceptance != null) {
            return acceptance.disconnected(abortive); // the client does not have the socket yet
        }
        if (!events.begin(WskConstants.WSK_EVENT_DISCONNECT)) {
            return false;
        }
        try {
            int flags = abortive ? WskConstants.WSK_FLAG_ABORTIVE : 0;
            faults.expectSuccess(
                    callbacks.wskDisconnectEvent().wskDisconnectEvent(context, flags | EventSwitch.level()),
                    "WskDisconnectEvent",
                    "DISCONNECT-EVENT-05");
        } catch (RuntimeException | Error e) {
            faults.failed("WskDisconnectEvent", e);
        } finally {
            events.end();
        }
        return true;
    }

    @Override
    public void idealBacklogChanged(long bytes) {
        if (!events.begin(WskConstants.WSK_EVENT_SEND_BACKLOG)) {
            return;
        }
        try {
            faults.expectSuccess(
                    callbacks.wskSendBacklogEvent().wskSendBacklogEvent(context, bytes),
                    "WskSendBacklogEvent",
                    "BACKLOG-EVENT-04");
        } catch (RuntimeException | Error e) {
            faults.failed("WskSendBacklogEvent", e);
        } finally {
            events.end();
        }
    }

    @Override
    public void failed(NtStatus reason) {
        socket.revoked();
    }

    /** Tells that the socket works no longer, if receive events are enabled. I/O thread. */
    void indicateGone() {
        if (!events.begin(WskConstants.WSK_EVENT_RECEIVE)) {
            return;
        }
        try {
            accepted.set(0);
            indicate(0, null, 0);
        } finally {
            events.end();
        }
    }

    // ---- WskRelease

    /** Takes back a list that the client has retained. */
    NtStatus release(WskDataIndication list) {
        return lender.release(DataLoan.of(list));
    }
}
