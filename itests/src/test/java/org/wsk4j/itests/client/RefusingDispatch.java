// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.nio.CharBuffer;
import org.osgi.framework.Bundle;
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
import org.wsk4j.wsk.WskVersion;

/** A provider's table that refuses every request with a status that no other provider answers. */
public final class RefusingDispatch implements WskProviderDispatch {
    /** The only one. */
    public static final RefusingDispatch TABLE = new RefusingDispatch();

    private static final NtStatus REFUSAL = NtStatus.STATUS_REQUEST_NOT_ACCEPTED;

    @Override
    public int version() {
        return WskVersion.make(1, 0);
    }

    @Override
    public int reserved() {
        return 0;
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
        return irp.fail(REFUSAL);
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
        return irp.fail(REFUSAL);
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
        return irp == null ? REFUSAL : irp.fail(REFUSAL);
    }

    @Override
    public NtStatus wskGetAddressInfo(
            WskClient client,
            String nodeName,
            String serviceName,
            int nameSpace,
            Guid provider,
            AddrInfoExW hints,
            Ptr<AddrInfoExW> result,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        return irp.fail(REFUSAL);
    }

    @Override
    public void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo) {
        // nothing was ever given
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
        return irp.fail(REFUSAL);
    }
}
