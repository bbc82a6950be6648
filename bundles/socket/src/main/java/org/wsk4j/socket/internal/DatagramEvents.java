// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/**
 * The event of a datagram socket: hears of arriving datagrams, and calls WskReceiveFromEvent.
 *
 * <p>A refusal disables an event that SO_WSK_EVENT_CALLBACK has enabled, unless another thread has enabled it again
 * meanwhile; what was refused waits in the endpoint until it is enabled again, or a WskReceiveFrom takes it. One that is
 * enabled statically stays enabled, for new datagrams.
 *
 * <p>State: whether the event is on is the {@link EventSwitch}'s to know, what the client retains the {@link Lender}'s.
 *
 * <p>Threads: the observer's calls come from the I/O thread, one at a time; the rest is safe for all. Locks: none.
 *
 * <p>Spec: RECEIVEFROM-EVENT-*, RELEASE-DGRAM-*, EVENT-03, SO-EVENT-17.
 */
final class DatagramEvents implements DatagramObserver {
    static final int EVENTS = WskConstants.WSK_EVENT_RECEIVE_FROM;
    static final String RULES_OF_RELEASE = "RELEASE-DGRAM";

    private final DatagramSocket socket;
    private final Object context;
    private final WskClientDatagramDispatch callbacks; // null when the client has none
    private final EventSwitch events;
    private final EventFaults faults;
    private final Lender<DatagramLoan> lender;

    DatagramEvents(DatagramSocket socket, Object context, WskClientDatagramDispatch callbacks) {
        this.socket = socket;
        this.context = context;
        this.callbacks = callbacks;
        this.events = new EventSwitch(socket, EVENTS, 0);
        this.faults = new EventFaults(socket);
        this.lender = new Lender<>(
                socket, faults, DatagramLoan.class, DatagramLoan::new, "WskReceiveFromEvent", RULES_OF_RELEASE);
        boolean receives = callbacks != null && callbacks.wskReceiveFromEvent() != null;
        events.setAvailable(receives ? EVENTS : 0);
    }

    EventSwitch events() {
        return events;
    }

    int retained() {
        return lender.retained();
    }

    /** The socket is bound: what is enabled from the beginning begins. */
    void start() {
        if (events.start(0) != 0) {
            observe();
        }
    }

    /** Lets the endpoint know what is wanted now, unless its end has begun. */
    void observe() {
        if (!socket.enterEndpoint()) {
            return;
        }
        try {
            boolean told;
            do { // another thread may tell it of a later change first
                told = events.isEnabled(EVENTS);
                socket.datagrams().observe(told);
            } while (told != events.isEnabled(EVENTS));
        } catch (RuntimeException | Error e) {
            socket.thrown(e); // whoever runs this has a request to complete
        } finally {
            socket.exitEndpoint();
        }
    }

    // ---- DatagramObserver

    @Override
    public boolean received(TransportBuffer datagrams, int flags) {
        if (!events.begin(EVENTS)) {
            return false;
        }
        try {
            DatagramLoan loan = lender.lend(datagrams);
            NtStatus status = indicate(flags, loan.indication());
            if (status.isPending()) {
                lender.retain(loan);
                return true;
            }
            lender.end(loan, status);
            if (status == NtStatus.STATUS_SUCCESS) {
                loan.giveBack();
                return true;
            }
            if (events.canDisable(EVENTS) && events.disableRefused(EVENTS)) {
                observe();
            }
            return false;
        } finally {
            events.end();
        }
    }

    private NtStatus indicate(int flags, WskDatagramIndication list) {
        try {
            NtStatus status =
                    callbacks.wskReceiveFromEvent().wskReceiveFromEvent(context, flags | EventSwitch.level(), list);
            return status == null ? NtStatus.STATUS_DATA_NOT_ACCEPTED : status;
        } catch (RuntimeException | Error e) {
            faults.failed("WskReceiveFromEvent", e);
            return NtStatus.STATUS_DATA_NOT_ACCEPTED;
        }
    }

    @Override
    public void failed(NtStatus reason) {
        socket.revoked();
    }

    /** Tells that the socket works no longer, if the event is enabled. I/O thread. */
    void indicateGone() {
        if (!events.begin(EVENTS)) {
            return;
        }
        try {
            indicate(0, null);
        } finally {
            events.end();
        }
    }

    // ---- WskRelease

    /** Takes back a list that the client has retained. */
    NtStatus release(WskDatagramIndication list) {
        return lender.release(DatagramLoan.of(list));
    }
}
