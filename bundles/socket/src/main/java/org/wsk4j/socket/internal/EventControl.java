// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskEventCallbackControl;

/**
 * SO_WSK_EVENT_CALLBACK: enables event callbacks of a socket, several at once and without an IRP, or disables one, with an
 * IRP or without.
 *
 * <p>Spec: SO-EVENT-01..SO-EVENT-26, EVENT-CONTROL-03.
 */
final class EventControl {
    private EventControl() {}

    static boolean isMeant(WskControlSocketType type, int level, int code) {
        return type == WskControlSocketType.WskSetOption
                && level == SocketOptions.SOL_SOCKET
                && code == WskConstants.SO_WSK_EVENT_CALLBACK;
    }

    /** Answers what WskControlSocket returns. */
    static NtStatus run(EngineSocket socket, long inputSize, Object input, boolean outputs, Irp irp) {
        if (irp == null) {
            socket.enter("WskControlSocket");
            try {
                return control(socket, inputSize, input, outputs, null);
            } finally {
                socket.exit();
            }
        }
        socket.begin(irp, "WskControlSocket");
        try {
            NtStatus status = control(socket, inputSize, input, outputs, irp);
            return status.isPending() ? status : socket.finish(irp, status);
        } finally {
            socket.leave();
        }
    }

    private static NtStatus control(EngineSocket socket, long inputSize, Object input, boolean outputs, Irp irp) {
        if (!socket.isFunctional()) {
            return NtStatus.STATUS_FILE_FORCED_CLOSED;
        }
        if (inputSize != WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL
                || !(input instanceof WskEventCallbackControl control)
                || outputs
                || !WskConstants.NPI_WSK_INTERFACE_ID.equals(control.npiId())) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        boolean disables = (control.eventMask() & WskConstants.WSK_EVENT_DISABLE) != 0;
        if (!disables && irp != null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!socket.mayControlEvents()) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        int events = control.eventMask() & ~WskConstants.WSK_EVENT_DISABLE;
        return disables ? disable(socket, events, irp) : enable(socket, events);
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
