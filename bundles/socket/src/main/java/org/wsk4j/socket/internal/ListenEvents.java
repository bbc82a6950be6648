// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;

/**
 * The callbacks of a listening socket, and what is enabled of them.
 *
 * <p>Threads: the callbacks run on the I/O thread of the listening endpoint, one at a time. Locks: none.
 *
 * <p>Spec: ACCEPT-EVENT-*, INSPECT-EVENT-*, ABORT-EVENT-*, COND-ACCEPT-*.
 */
final class ListenEvents {

    private final EventSwitch events;
    private final EventFaults faults;
    private final Object context; // the client's own
    private final WskClientListenDispatch callbacks; // null when the client has none
    private volatile boolean conditional; // conditional accept mode; set before the bind only

    ListenEvents(EngineSocket socket, Object context, WskClientListenDispatch callbacks) {
        this.context = context;
        this.callbacks = callbacks;
        this.events = new EventSwitch(socket, Listening.EVENTS, ConnectionEvents.EVENTS);
        this.faults = new EventFaults(socket);
        boolean accepts = callbacks != null && callbacks.wskAcceptEvent() != null;
        events.setAvailable(accepts ? WskConstants.WSK_EVENT_ACCEPT : 0);
    }

    EventSwitch events() {
        return events;
    }

    boolean isConditional() {
        return conditional;
    }

    /** Turns conditional accept mode on (1) or off (0), which needs the callbacks for it. */
    NtStatus setConditional(int value) {
        boolean possible =
                callbacks != null && callbacks.wskInspectEvent() != null && callbacks.wskAbortEvent() != null;
        if ((value & ~1) != 0 || value == 1 && !possible) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        conditional = value == 1;
        return NtStatus.STATUS_SUCCESS;
    }

    /** Whether WskAcceptEvent may be called now; {@link EventSwitch#end} ends it. */
    boolean beginAccept() {
        return events.begin(WskConstants.WSK_EVENT_ACCEPT);
    }

    /** Calls WskAcceptEvent, after {@link #beginAccept}; true when the client takes the connection. */
    boolean accept(Acceptance acceptance) {
        try {
            NtStatus status = callbacks
                    .wskAcceptEvent()
                    .wskAcceptEvent(
                            context,
                            EventSwitch.level(),
                            acceptance.localAddress().copy(),
                            acceptance.remoteAddress().copy(),
                            acceptance.socket(),
                            acceptance.context(),
                            acceptance.callbacks());
            return status == NtStatus.STATUS_SUCCESS;
        } catch (RuntimeException | Error e) {
            faults.failed("WskAcceptEvent", e);
            return false;
        }
    }

    /** Calls WskInspectEvent. */
    WskInspectAction inspect(Acceptance acceptance) {
        events.begin(EventSwitch.UNCONTROLLED);
        try {
            WskInspectAction action = callbacks
                    .wskInspectEvent()
                    .wskInspectEvent(
                            context,
                            acceptance.localAddress().copy(),
                            acceptance.remoteAddress().copy(),
                            acceptance.id().copy());
            return action == null ? WskInspectAction.WskInspectReject : action;
        } catch (RuntimeException | Error e) {
            faults.failed("WskInspectEvent", e);
            return WskInspectAction.WskInspectReject;
        } finally {
            events.end();
        }
    }

    /** Calls WskAbortEvent. */
    void abort(Acceptance acceptance) {
        events.begin(EventSwitch.UNCONTROLLED);
        try {
            faults.expectSuccess(
                    callbacks
                            .wskAbortEvent()
                            .wskAbortEvent(context, acceptance.id().copy()),
                    "WskAbortEvent",
                    "ABORT-EVENT-05");
        } catch (RuntimeException | Error e) {
            faults.failed("WskAbortEvent", e);
        } finally {
            events.end();
        }
    }

    /** Tells that the socket works no longer, as far as callbacks are enabled. I/O thread. */
    void indicateGone() {
        if (beginAccept()) {
            try {
                callbacks
                        .wskAcceptEvent()
                        .wskAcceptEvent(
                                context,
                                EventSwitch.level(),
                                null,
                                null,
                                null,
                                new Ptr<Object>(),
                                new Ptr<WskClientConnectionDispatch>());
            } catch (RuntimeException | Error e) {
                faults.failed("WskAcceptEvent", e);
            } finally {
                events.end();
            }
        }
        if (conditional) {
            inspectGone();
        }
    }

    private void inspectGone() {
        events.begin(EventSwitch.UNCONTROLLED);
        try {
            WskInspectId none = null;
            callbacks.wskInspectEvent().wskInspectEvent(context, null, null, none);
        } catch (RuntimeException | Error e) {
            faults.failed("WskInspectEvent", e);
        } finally {
            events.end();
        }
    }
}
