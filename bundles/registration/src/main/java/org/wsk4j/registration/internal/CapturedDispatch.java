// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.nio.CharBuffer;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The provider's functions as a client gets them by a capture: the provider's own, as long as the client holds a
 * capture and the provider does not go; refused with STATUS_DEVICE_NOT_READY otherwise.
 *
 * <p>Threads: safe for all; adds nothing to the level of the function but a short lock before and after it.
 *
 * <p>Locks: none is held during the call.
 *
 * <p>Spec: RELEASE-NPI-04, DEREGISTER-03, NMR-WSK-09.
 */
final class CapturedDispatch implements WskProviderDispatch {
    private static final Logger LOG = LoggerFactory.getLogger(CapturedDispatch.class);

    private final Registration registration;
    private final ProviderBinding binding;
    private final WskProviderDispatch provider;

    CapturedDispatch(Registration registration, ProviderBinding binding, WskProviderDispatch provider) {
        this.registration = registration;
        this.binding = binding;
        this.provider = provider;
    }

    @Override
    public int version() {
        return provider.version();
    }

    @Override
    public int reserved() {
        return provider.reserved();
    }

    @Override
    public NtStatus wskSocket(
            WskClient client,
            int addressFamily,
            int socketType,
            int protocol,
            int flags,
            Object socketContext,
            Object dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!registration.enter(binding)) {
            return irp.fail(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            return provider.wskSocket(
                    client,
                    addressFamily,
                    socketType,
                    protocol,
                    flags,
                    socketContext,
                    dispatch,
                    owningProcess,
                    owningThread,
                    securityDescriptor,
                    irp);
        } finally {
            registration.leave(binding);
        }
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
        if (!registration.enter(binding)) {
            return irp.fail(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            return provider.wskSocketConnect(
                    client,
                    socketType,
                    protocol,
                    localAddress,
                    remoteAddress,
                    flags,
                    socketContext,
                    dispatch,
                    owningProcess,
                    owningThread,
                    securityDescriptor,
                    irp);
        } finally {
            registration.leave(binding);
        }
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
        if (!registration.enter(binding)) {
            return irp == null ? NtStatus.STATUS_DEVICE_NOT_READY : irp.fail(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            return provider.wskControlClient(
                    client, controlCode, inputSize, inputBuffer, outputSize, outputBuffer, outputSizeReturned, irp);
        } finally {
            registration.leave(binding);
        }
    }

    @Override
    public NtStatus wskGetAddressInfo(
            WskClient client,
            String nodeName,
            String serviceName,
            int nameSpace,
            Guid providerId,
            AddrInfoExW hints,
            Ptr<AddrInfoExW> result,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!registration.enter(binding)) {
            return irp.fail(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            return provider.wskGetAddressInfo(
                    client,
                    nodeName,
                    serviceName,
                    nameSpace,
                    providerId,
                    hints,
                    result,
                    owningProcess,
                    owningThread,
                    irp);
        } finally {
            registration.leave(binding);
        }
    }

    @Override
    public void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo) {
        if (!registration.enter(binding)) {
            LOG.debug("WskFreeAddressInfo without a captured provider NPI: left to the garbage collector");
            return;
        }
        try {
            provider.wskFreeAddressInfo(client, addrInfo);
        } finally {
            registration.leave(binding);
        }
    }

    @Override
    public NtStatus wskGetNameInfo(
            WskClient client,
            SockAddr sockAddr,
            int sockAddrLength,
            CharBuffer nodeName,
            CharBuffer serviceName,
            int flags,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!registration.enter(binding)) {
            return irp.fail(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            return provider.wskGetNameInfo(
                    client, sockAddr, sockAddrLength, nodeName, serviceName, flags, owningProcess, owningThread, irp);
        } finally {
            registration.leave(binding);
        }
    }
}
