// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.spi.PfnWskControlClient;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * WskControlClient: operations on a client as a whole, held against their row of {@link ClientControl} and carried out.
 *
 * <p>There is no TDI outside Windows Vista: a mapping is refused, and WSK_TDI_BEHAVIOR changes nothing, as native transports
 * are all there is. An IRP that an operation does not take is completed with the refusal.
 *
 * <p>Threads: safe for all.
 *
 * <p>Locks: none.
 *
 * <p>Spec: CONTROLCLIENT-01..CONTROLCLIENT-14, STATIC-EVENTS-01..STATIC-EVENTS-06, TDI-MAP-05, TDI-BEHAVIOR-01..05.
 */
@Component
public final class ControlClient implements PfnWskControlClient {
    private static final int EVENTS = WskConstants.WSK_EVENT_ACCEPT
            | WskConstants.WSK_EVENT_RECEIVE_FROM
            | WskConstants.WSK_EVENT_RECEIVE
            | WskConstants.WSK_EVENT_DISCONNECT
            | WskConstants.WSK_EVENT_SEND_BACKLOG;

    private final TransportList transports;
    private final TransportListChanges changes;

    /** Called by Declarative Services. */
    @Activate
    public ControlClient(
            @Reference(name = "transports") TransportRegistry transports,
            @Reference(name = "changes") TransportListChanges changes) {
        this.transports = new TransportList(transports);
        this.changes = changes;
    }

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
        ClientControl row = ClientControl.of(controlCode);
        ControlCall call =
                new ControlCall(attached, inputSize, inputBuffer, outputSize, outputBuffer, outputSizeReturned, irp);
        if (row == null || !row.isMetBy(call)) {
            return refuse(irp, NtStatus.STATUS_INVALID_PARAMETER);
        }
        return switch (row) {
            case TRANSPORT_LIST_QUERY -> transports.query(call);
            case TRANSPORT_LIST_CHANGE -> changes.await(attached, irp);
            case CACHE_SD -> cache(attached, (Ptr<?>) inputBuffer, (Ptr<?>) outputBuffer);
            case RELEASE_SD -> release(attached, (Ptr<?>) inputBuffer);
            case TDI_DEVICENAME_MAPPING -> NtStatus.STATUS_NOT_SUPPORTED;
            case SET_STATIC_EVENT_CALLBACKS -> setStaticEvents(attached, (WskEventCallbackControl) inputBuffer);
            case TDI_BEHAVIOR -> setTdiBehavior(attached, (ULong) inputBuffer);
        };
    }

    private static NtStatus cache(WskClientObject client, Ptr<?> input, Ptr<?> output) {
        if (!(input.get() instanceof SecurityDescriptor descriptor)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        // the client declares it as Ptr<SecurityDescriptor>, as the operation demands
        @SuppressWarnings("unchecked")
        Ptr<SecurityDescriptor> result = (Ptr<SecurityDescriptor>) output;
        result.set(client.securityDescriptors().cache(descriptor));
        return NtStatus.STATUS_SUCCESS;
    }

    private static NtStatus release(WskClientObject client, Ptr<?> input) {
        return input.get() instanceof SecurityDescriptor cached
                        && client.securityDescriptors().release(cached)
                ? NtStatus.STATUS_SUCCESS
                : NtStatus.STATUS_INVALID_PARAMETER;
    }

    private static NtStatus setTdiBehavior(WskClientObject client, ULong flags) {
        if ((flags.get() & ~WskConstants.WSK_TDI_BEHAVIOR_BYPASS_TDI) != 0) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        return client.hasOpened() ? NtStatus.STATUS_INVALID_DEVICE_STATE : NtStatus.STATUS_SUCCESS;
    }

    private static NtStatus setStaticEvents(WskClientObject client, WskEventCallbackControl control) {
        if (!WskConstants.NPI_WSK_INTERFACE_ID.equals(control.npiId())
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
