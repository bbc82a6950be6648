// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.spi.PfnWskControlClient;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * WskControlClient: operations on a client as a whole.
 *
 * <p>WSK_SET_STATIC_EVENT_CALLBACKS is carried out; the other codes that WSK knows are STATUS_NOT_SUPPORTED, as they are
 * while nobody implements the function. An IRP is completed with whatever is returned.
 *
 * <p>Threads: safe for all.
 *
 * <p>Locks: none.
 *
 * <p>Spec: CONTROLCLIENT-01..CONTROLCLIENT-14, STATIC-EVENTS-01..STATIC-EVENTS-06.
 */
@Component
public final class ControlClient implements PfnWskControlClient {
    private static final int EVENTS = WskConstants.WSK_EVENT_ACCEPT
            | WskConstants.WSK_EVENT_RECEIVE_FROM
            | WskConstants.WSK_EVENT_RECEIVE
            | WskConstants.WSK_EVENT_DISCONNECT
            | WskConstants.WSK_EVENT_SEND_BACKLOG;

    /** Called by Declarative Services. */
    @Activate
    public ControlClient() {}

    @Override
    public NtStatus wskControlClient(
            WskClient client,
            int controlCode,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        if (!(client instanceof WskClientObject attached)) {
            return refuse(irp, NtStatus.STATUS_INVALID_HANDLE);
        }
        return switch (controlCode) {
            case WskConstants.WSK_SET_STATIC_EVENT_CALLBACKS -> {
                boolean output = outputSize != 0 || outputBuffer != null || outputSizeReturned != null;
                yield output || irp != null
                        ? refuse(irp, NtStatus.STATUS_INVALID_PARAMETER)
                        : setStaticEvents(attached, inputSize, inputBuffer);
            }
            case WskConstants.WSK_TRANSPORT_LIST_QUERY,
                    WskConstants.WSK_TRANSPORT_LIST_CHANGE,
                    WskConstants.WSK_CACHE_SD,
                    WskConstants.WSK_RELEASE_SD,
                    WskConstants.WSK_TDI_DEVICENAME_MAPPING,
                    WskConstants.WSK_TDI_BEHAVIOR -> refuse(irp, NtStatus.STATUS_NOT_SUPPORTED);
            default -> refuse(irp, NtStatus.STATUS_INVALID_PARAMETER);
        };
    }

    private static NtStatus setStaticEvents(WskClientObject client, long inputSize, Object input) {
        if (inputSize != WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL
                || !(input instanceof WskEventCallbackControl control)
                || !WskConstants.NPI_WSK_INTERFACE_ID.equals(control.npiId())
                || control.eventMask() == 0
                || (control.eventMask() & ~EVENTS) != 0) { // nor WSK_EVENT_DISABLE: they are always on
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        return client.enableStatically(control.eventMask())
                ? NtStatus.STATUS_SUCCESS
                : NtStatus.STATUS_INVALID_DEVICE_STATE;
    }

    /** The status is the whole answer when there is no IRP. */
    private static NtStatus refuse(Irp irp, NtStatus status) {
        return irp == null ? status : irp.fail(status);
    }
}
