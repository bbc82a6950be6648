// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskEventCallbackControl;

/**
 * SO_WSK_EVENT_CALLBACK: enables event callbacks of a socket, several at once and without an IRP, or disables one, with an
 * IRP or without.
 *
 * <p>Spec: SO-EVENT-01, SO-EVENT-02, SO-EVENT-04..SO-EVENT-14, SO-EVENT-16, SO-EVENT-18..SO-EVENT-26,
 * EVENT-CONTROL-03.
 */
final class EventControl {
    private EventControl() {}

    /** Answers pending, or how it ended; that the arguments are those of its row is known. */
    static NtStatus run(EngineSocket socket, ControlCall call) {
        WskEventCallbackControl control = (WskEventCallbackControl) call.input();
        if (call.inputSize() != WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL
                || call.sizeReturned() != null
                || !WskConstants.NPI_WSK_INTERFACE_ID.equals(control.npiId())) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        boolean disables = (control.eventMask() & WskConstants.WSK_EVENT_DISABLE) != 0;
        if (!disables && call.irp() != null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!socket.mayControlEvents()) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        int events = control.eventMask() & ~WskConstants.WSK_EVENT_DISABLE;
        return disables ? disable(socket, events, call.irp()) : enable(socket, events);
    }

    private static NtStatus enable(EngineSocket socket, int events) {
        socket.beforeEnabling();
        NtStatus status = socket.events().enable(events);
        if (status.isSuccess()) {
            socket.eventsChanged();
        }
        return status;
    }

    private static NtStatus disable(EngineSocket socket, int event, Irp irp) {
        if (!socket.events().canDisable(event)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        socket.events().disable(event);
        socket.eventsChanged();
        return socket.events().awaitReturn(event, irp); // last: the IRP may complete, and the client close the socket
    }
}
