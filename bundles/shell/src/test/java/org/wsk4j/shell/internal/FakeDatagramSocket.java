// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskSocket;

/** A datagram socket to which a test sends. Threads: safe for all. Locks: its own monitor; nothing is called under it. */
final class FakeDatagramSocket implements WskSocket, WskProviderDatagramDispatch {
    static final int FREE_PORT = 50_001;

    /** What was sent, as {@code address<-text}. */
    final List<String> sent = new CopyOnWriteArrayList<>();

    private final Consumer<FakeDatagramSocket> onSend;
    private final NtStatus binding;
    private final Deque<Datagram> arrived = new ArrayDeque<>(); // @GuardedBy("this")
    private SockAddrIn local; // @GuardedBy("this"); null until bound
    private SockAddr remote; // @GuardedBy("this"); null unless fixed
    private Irp receive; // @GuardedBy("this")
    private WskBuf receiveBuffer; // @GuardedBy("this")
    private SockAddr receiveAddress; // @GuardedBy("this")
    private boolean closed; // @GuardedBy("this")

    private record Datagram(SockAddr from, String text) {}

    FakeDatagramSocket(NtStatus binding, Consumer<FakeDatagramSocket> onSend) {
        this.binding = binding;
        this.onSend = onSend;
    }

    /** A datagram comes, from any address. */
    void arrive(String from, int port, String text) {
        Irp irp;
        int count;
        synchronized (this) {
            arrived.add(new Datagram(SockAddrIn.of(from, port), text));
            irp = receive;
            receive = null;
            if (irp == null) {
                return;
            }
            irp.setCancelRoutine(null);
            count = fill();
        }
        irp.complete(NtStatus.STATUS_SUCCESS, count);
    }

    synchronized boolean isReceiving() {
        return receive != null;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized SockAddr remote() {
        return remote;
    }

    private int fill() {
        Datagram next = arrived.remove();
        byte[] bytes = next.text().getBytes(StandardCharsets.UTF_8);
        receiveBuffer.mdl().systemAddress().put(receiveBuffer.offset(), bytes);
        receiveAddress.copyFrom(next.from());
        return bytes.length;
    }

    private void cancel(Irp irp) {
        synchronized (this) {
            if (receive != irp) {
                return;
            }
            receive = null;
        }
        irp.complete(NtStatus.STATUS_CANCELLED, 0);
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return this;
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        irp.setNextStackLocation();
        synchronized (this) {
            local = (SockAddrIn) localAddress.copy();
            if (local.port() == 0) {
                local.setPort(FREE_PORT);
            }
        }
        return irp.complete(binding, 0);
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        irp.setNextStackLocation();
        synchronized (this) {
            localAddress.copyFrom(local);
        }
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskControlSocket(
            WskSocket socket,
            WskControlSocketType requestType,
            int controlCode,
            int level,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        if (requestType != WskControlSocketType.WskIoctl || controlCode != WskConstants.SIO_WSK_SET_REMOTE_ADDRESS) {
            return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
        }
        irp.setNextStackLocation();
        synchronized (this) {
            remote = ((SockAddr) inputBuffer).copy();
        }
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskSendTo(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp) {
        irp.setNextStackLocation();
        byte[] bytes = new byte[(int) buffer.length()];
        ByteBuffer memory = buffer.mdl().systemAddress();
        memory.get(buffer.offset(), bytes);
        synchronized (this) {
            SockAddr to = remoteAddress == null ? remote : remoteAddress;
            sent.add(to + "<-" + new String(bytes, StandardCharsets.UTF_8));
        }
        irp.complete(NtStatus.STATUS_SUCCESS, bytes.length);
        onSend.accept(this);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus wskReceiveFrom(
            WskSocket socket,
            WskBuf buffer,
            int flags,
            SockAddr remoteAddress,
            ULong controlLength,
            CmsgHdr controlInfo,
            ULong controlFlags,
            Irp irp) {
        irp.setNextStackLocation();
        NtStatus status = NtStatus.STATUS_SUCCESS;
        int count = 0;
        synchronized (this) {
            if (closed) {
                throw new AssertionError("used after it was closed");
            }
            receiveBuffer = buffer;
            receiveAddress = remoteAddress;
            if (!arrived.isEmpty()) {
                count = fill();
            } else {
                receive = irp;
                if (irp.pend(this::cancel)) {
                    return NtStatus.STATUS_PENDING;
                }
                receive = null;
                status = NtStatus.STATUS_CANCELLED;
            }
        }
        return irp.complete(status, count);
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        Irp pending;
        synchronized (this) {
            if (closed) {
                throw new AssertionError("closed twice");
            }
            closed = true;
            pending = receive;
            receive = null;
            if (pending != null) {
                pending.setCancelRoutine(null);
            }
        }
        if (pending != null) {
            pending.complete(NtStatus.STATUS_CANCELLED, 0);
        }
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDatagramIndication datagramIndication) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus wskSendMessages(
            WskSocket socket,
            WskBufList bufferList,
            int flags,
            SockAddr remoteAddress,
            int controlInfoLength,
            CmsgHdr controlInfo,
            Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }
}
