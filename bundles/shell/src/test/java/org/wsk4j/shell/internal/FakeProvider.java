// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.CharBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskProviderNpi;

/** A provider that connects, listens and exchanges datagrams as a test tells it; everything else is not supported. */
final class FakeProvider implements WskProviderDispatch {
    final List<FakeSocket> sockets = new CopyOnWriteArrayList<>();
    final List<FakeListener> listeners = new CopyOnWriteArrayList<>();
    final List<FakeDatagramSocket> datagrams = new CopyOnWriteArrayList<>();
    final List<SockAddr> tried = new CopyOnWriteArrayList<>();

    static final Guid NAME_SPACE = Guid.parse("{00000000-0000-0000-0000-000000000001}");

    final List<AddrInfoExW> lists = new CopyOnWriteArrayList<>();

    private final WskClient client = new WskClient() {};
    private final WskProviderNpi npi = new WskProviderNpi();
    private volatile Function<SockAddr, NtStatus> connecting = remote -> NtStatus.STATUS_SUCCESS;
    private volatile Consumer<FakeSocket> onConnect = socket -> {};
    private volatile NtStatus listening = NtStatus.STATUS_SUCCESS;
    private volatile NtStatus binding = NtStatus.STATUS_SUCCESS;
    private volatile Consumer<FakeDatagramSocket> onDatagram = socket -> {};
    private volatile Function<String, NtStatus> resolving = asked -> NtStatus.STATUS_NOT_SUPPORTED;
    private volatile boolean inAnotherThread;
    private volatile Irp waiting;
    private volatile boolean connectsWhenCancelled;
    private volatile boolean ignoresCancels;
    private volatile Runnable connectAtLast = () -> {};

    FakeProvider() {
        npi.set(client, this);
    }

    WskProviderNpi npi() {
        return npi;
    }

    /** How connecting ends; STATUS_PENDING: only by being cancelled. */
    FakeProvider connecting(Function<SockAddr, NtStatus> outcome) {
        connecting = outcome;
        return this;
    }

    /** How look-ups end, by what is asked: name and service, or an address; STATUS_PENDING: only by being cancelled. */
    FakeProvider resolving(Function<String, NtStatus> outcome) {
        resolving = outcome;
        return this;
    }

    /** How binding a datagram socket ends. */
    FakeProvider binding(NtStatus outcome) {
        binding = outcome;
        return this;
    }

    /** Lets a peer act on each datagram that is sent. */
    FakeProvider onDatagram(Consumer<FakeDatagramSocket> peer) {
        onDatagram = peer;
        return this;
    }

    /** How making a listening or a datagram socket ends. */
    FakeProvider listening(NtStatus outcome) {
        listening = outcome;
        return this;
    }

    /** Lets the peer act on each new connection. */
    FakeProvider onConnect(Consumer<FakeSocket> peer) {
        onConnect = peer;
        return this;
    }

    /** Lets connecting return STATUS_PENDING and complete later. */
    FakeProvider inAnotherThread() {
        inAnotherThread = true;
        return this;
    }

    /** Lets the cancel of a waiting connect come too late: it succeeds. */
    FakeProvider connectsWhenCancelled() {
        connectsWhenCancelled = true;
        return this;
    }

    /** Lets the cancel of a waiting connect do nothing, until {@link #connectAtLast}. */
    FakeProvider ignoresCancels() {
        ignoresCancels = true;
        return this;
    }

    void connectAtLast() {
        connectAtLast.run();
    }

    boolean isConnecting() {
        return waiting != null;
    }

    FakeSocket onlySocket() {
        if (sockets.size() != 1) {
            throw new AssertionError(sockets.size() + " sockets");
        }
        return sockets.get(0);
    }

    @Override
    public NtStatus wskSocketConnect(
            WskClient caller,
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
        if (caller != client || localAddress.family() != remoteAddress.family()) {
            return irp.fail(NtStatus.STATUS_INVALID_PARAMETER);
        }
        irp.setNextStackLocation();
        tried.add(remoteAddress.copy());
        NtStatus outcome = connecting.apply(remoteAddress);
        if (outcome.isPending()) {
            connectAtLast = () -> connected(localAddress, remoteAddress, irp);
            waiting = irp;
            irp.pend(cancelled -> {
                if (ignoresCancels) {
                    return;
                }
                waiting = null;
                if (connectsWhenCancelled) {
                    connected(localAddress, remoteAddress, irp);
                } else {
                    irp.complete(NtStatus.STATUS_CANCELLED, 0);
                }
            });
            return NtStatus.STATUS_PENDING;
        }
        if (inAnotherThread) {
            irp.markPending();
            new Thread(() -> end(outcome, localAddress, remoteAddress, irp), "provider").start();
            return NtStatus.STATUS_PENDING;
        }
        return end(outcome, localAddress, remoteAddress, irp);
    }

    private NtStatus end(NtStatus outcome, SockAddr local, SockAddr remote, Irp irp) {
        return outcome.isSuccess() ? connected(local, remote, irp) : irp.complete(outcome, 0);
    }

    NtStatus connected(SockAddr local, SockAddr remote, Irp irp) {
        FakeSocket socket = new FakeSocket(local, remote);
        sockets.add(socket);
        onConnect.accept(socket);
        return irp.complete(NtStatus.STATUS_SUCCESS, socket);
    }

    @Override
    public int version() {
        return 0x0100;
    }

    @Override
    public int reserved() {
        return 0;
    }

    @Override
    public NtStatus wskSocket(
            WskClient caller,
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
        boolean known = flags == WskConstants.WSK_FLAG_LISTEN_SOCKET || flags == WskConstants.WSK_FLAG_DATAGRAM_SOCKET;
        if (caller != client || !known || !listening.isSuccess()) {
            return irp.fail(listening.isSuccess() ? NtStatus.STATUS_INVALID_PARAMETER : listening);
        }
        irp.setNextStackLocation();
        if (flags == WskConstants.WSK_FLAG_DATAGRAM_SOCKET) {
            FakeDatagramSocket socket = new FakeDatagramSocket(binding, onDatagram);
            datagrams.add(socket);
            return irp.complete(NtStatus.STATUS_SUCCESS, socket);
        }
        FakeListener listener = new FakeListener(this);
        listeners.add(listener);
        return irp.complete(NtStatus.STATUS_SUCCESS, listener);
    }

    @Override
    public NtStatus wskControlClient(
            WskClient caller,
            int controlCode,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus wskGetAddressInfo(
            WskClient caller,
            String nodeName,
            String serviceName,
            int nameSpace,
            Guid provider,
            AddrInfoExW hints,
            Ptr<AddrInfoExW> result,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        NtStatus outcome = resolving.apply(nodeName + " " + serviceName);
        if (outcome.isPending()) {
            irp.setNextStackLocation();
            irp.pend(cancelled -> irp.complete(NtStatus.STATUS_CANCELLED, 0));
            return outcome;
        }
        if (!outcome.isSuccess()) {
            return irp.fail(outcome);
        }
        irp.setNextStackLocation();
        AddrInfoExW head = entry(hints.flags(), "192.0.2.1");
        head.setNext(entry(0, "192.0.2.2"));
        lists.add(head);
        result.set(head);
        return irp.complete(outcome, 0);
    }

    private static AddrInfoExW entry(int flags, String literal) {
        AddrInfoExW entry = new AddrInfoExW();
        entry.setAddr(SockAddrIn.of(literal, 80));
        entry.setProvider(NAME_SPACE);
        if ((flags & AddrInfoExW.AI_CANONNAME) != 0) {
            entry.setSocketType(1);
            entry.setProtocol(6);
            entry.setCanonName("real.example");
        }
        return entry;
    }

    @Override
    public void wskFreeAddressInfo(WskClient caller, AddrInfoExW addrInfo) {
        if (!lists.remove(addrInfo)) {
            throw new AssertionError("no list");
        }
        addrInfo.setAddr(null);
    }

    @Override
    public NtStatus wskGetNameInfo(
            WskClient caller,
            SockAddr sockAddr,
            int sockAddrLength,
            CharBuffer nodeName,
            CharBuffer serviceName,
            int flags,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        NtStatus outcome = resolving.apply(sockAddr.toString());
        if (!outcome.isSuccess()) {
            return irp.fail(outcome);
        }
        irp.setNextStackLocation();
        store("host.example", nodeName);
        if (serviceName != null) {
            store("http", serviceName);
        }
        return irp.complete(outcome, 0);
    }

    private static void store(String name, CharBuffer buffer) {
        buffer.duplicate().put(name).put('\0');
        buffer.limit(name.length());
    }
}
