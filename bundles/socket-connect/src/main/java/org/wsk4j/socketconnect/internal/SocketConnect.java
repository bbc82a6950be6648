// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.spi.PfnWskSocket;
import org.wsk4j.wsk.spi.PfnWskSocketConnect;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * WskSocketConnect: create, bind and connect as one request with one IRP, undone whole when any part of it fails.
 *
 * <p>Each call is one {@link ConnectOperation}, which drives the socket engine with an IRP of its own.
 *
 * <p>Threads: safe for all. Spec: SOCKETCONNECT-01..SOCKETCONNECT-16.
 */
@Component
public final class SocketConnect implements PfnWskSocketConnect {
    private final PfnWskSocket sockets;

    /** Called by Declarative Services. */
    @Activate
    public SocketConnect(@Reference(name = "sockets") PfnWskSocket sockets) {
        this.sockets = sockets;
    }

    @Override
    public NtStatus wskSocketConnect(
            WskClient client,
            int socketType,
            int protocol,
            SockAddr localAddress,
            SockAddr remoteAddress,
            int flags,
            Object socketContext,
            WskClientConnectionDispatch dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!(client instanceof WskClientObject attached)) {
            return refuse(irp, NtStatus.STATUS_INVALID_HANDLE, null);
        }
        if (flags != 0
                || localAddress == null
                || remoteAddress == null
                || localAddress.family() != remoteAddress.family()) {
            return refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached.bundle());
        }
        // the caller's memory is the caller's again when this call returns, but a stage may still need the addresses
        // then
        ConnectOperation operation =
                new ConnectOperation(attached, irp, localAddress.copy(), remoteAddress.copy(), securityDescriptor);
        NtStatus refused = operation.begin();
        if (!refused.isSuccess()) {
            return refuse(irp, refused, attached.bundle());
        }
        try {
            irp.setNextStackLocation();
        } catch (RuntimeException e) {
            operation.end();
            throw e;
        }
        return operation.start(inner -> sockets.wskSocket(
                client,
                localAddress.family(),
                socketType,
                protocol,
                WskConstants.WSK_FLAG_CONNECTION_SOCKET,
                socketContext,
                dispatch,
                owningProcess,
                owningThread,
                securityDescriptor,
                inner));
    }

    private static NtStatus refuse(Irp irp, NtStatus status, Bundle client) {
        irp.setNextStackLocation();
        return ConnectOperation.complete(irp, status, null, client);
    }
}
