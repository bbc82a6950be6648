// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.nio.CharBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
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

/** A provider table that records its calls, succeeds at once, and can be made to wait inside a call. */
final class RecordingTable implements WskProviderDispatch {
    private final int version;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private volatile CountDownLatch entered; // set by the test, read by callers
    private volatile CountDownLatch gate; // set by the test, read by callers

    RecordingTable(int version) {
        this.version = version;
    }

    /** The functions called so far, with what tells the call apart. */
    List<String> calls() {
        return calls;
    }

    /** The next calls wait inside the function; the latch says that one has got there. */
    CountDownLatch hold() {
        gate = new CountDownLatch(1);
        entered = new CountDownLatch(1);
        return entered;
    }

    void letGo() {
        gate.countDown();
    }

    private NtStatus call(String what, Irp irp) {
        calls.add(what);
        CountDownLatch closed = gate;
        if (closed != null) {
            entered.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        if (irp == null) {
            return NtStatus.STATUS_SUCCESS;
        }
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public int version() {
        return version;
    }

    @Override
    public int reserved() {
        return 0x7777;
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
        return call("WskSocket " + List.of(addressFamily, socketType, protocol, flags, socketContext, dispatch), irp);
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
        return call("WskSocketConnect " + List.of(socketType, protocol, flags, socketContext), irp);
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
        return call("WskControlClient " + List.of(controlCode, inputSize, outputSize), irp);
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
        return call("WskGetAddressInfo " + List.of(nodeName, serviceName, nameSpace), irp);
    }

    @Override
    public void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo) {
        call("WskFreeAddressInfo", null);
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
        return call("WskGetNameInfo " + List.of(sockAddrLength, flags), irp);
    }
}
