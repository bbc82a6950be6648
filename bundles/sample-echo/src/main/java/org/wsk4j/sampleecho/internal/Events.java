// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.NPI_WSK_INTERFACE_ID;
import static org.wsk4j.wsk.WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL;
import static org.wsk4j.wsk.WskConstants.SO_WSK_EVENT_CALLBACK;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.NtStatusException;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskSocket;

/** The events of a socket, which are all disabled at first. */
final class Events {
    private Events() {}

    /**
     * Enables events. From now on the provider may call, perhaps before this returns.
     *
     * @param mask {@code WSK_EVENT_*}, added up
     * @throws NtStatusException when that fails
     */
    static void enable(WskSocket socket, int mask) {
        // The one option that is set without an IRP, when it enables: the answer is the return value.
        NtStatus status = socket.dispatch()
                .wskControlSocket(
                        socket,
                        WskControlSocketType.WskSetOption,
                        SO_WSK_EVENT_CALLBACK,
                        SocketOptions.SOL_SOCKET,
                        SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
                        new WskEventCallbackControl(NPI_WSK_INTERFACE_ID, mask),
                        0,
                        null,
                        null,
                        null);
        if (!status.isSuccess()) {
            throw new NtStatusException(status);
        }
    }
}
