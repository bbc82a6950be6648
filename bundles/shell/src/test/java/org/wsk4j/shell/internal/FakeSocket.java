// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * A connected socket whose peer is played by a test.
 *
 * <p>Threads: safe for all. Locks: its own monitor; IRPs are completed and the peer is told outside it.
 */
final class FakeSocket implements WskSocket, WskProviderConnectionDispatch {
    final SockAddr local;
    final SockAddr remote;

    private final Deque<Integer> arrived = new ArrayDeque<>(); // @GuardedBy("this")
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream(); // @GuardedBy("this")
    private final Pending receive = new Pending();
    private final Pending send = new Pending();
    private final Pending disconnect = new Pending();
    private WskBuf receiveBuffer; // @GuardedBy("this")
    private NtStatus broken; // @GuardedBy("this"); what everything ends with, null as long as the connection works
    private boolean peerClosed; // @GuardedBy("this")
    private boolean disconnected; // @GuardedBy("this")
    private boolean closed; // @GuardedBy("this")
    private boolean stuck; // @GuardedBy("this"); sends and disconnects wait for ever
    private boolean halfSent; // @GuardedBy("this"); what waits is not ended by being cancelled
    private boolean closesNever; // @GuardedBy("this"); a close is pending for ever

    private volatile Consumer<FakeSocket> onSend = socket -> {};
    private volatile Consumer<FakeSocket> onDisconnect = socket -> {};

    FakeSocket(SockAddr local, SockAddr remote) {
        this.local = local.copy();
        this.remote = remote.copy();
    }

    /** A place for one IRP that waits, with the race between its cancellation and its completion. */
    private final class Pending {
        private Irp waiting; // @GuardedBy("FakeSocket.this")

        /** Lets an IRP wait; false when it was cancelled before. Under the lock. */
        boolean pend(Irp irp) {
            if (waiting != null) {
                throw new AssertionError("two requests of one kind at once");
            }
            waiting = irp;
            if (!irp.pend(this::cancel)) {
                waiting = null;
                return false;
            }
            return true;
        }

        /** Takes the IRP that waits, or null. Under the lock. */
        Irp take() {
            Irp irp = waiting;
            waiting = null;
            if (irp != null) {
                irp.setCancelRoutine(null);
            }
            return irp;
        }

        private void cancel(Irp irp) {
            synchronized (FakeSocket.this) {
                if (waiting != irp || halfSent) {
                    return;
                }
                waiting = null;
            }
            irp.complete(NtStatus.STATUS_CANCELLED, 0);
        }
    }

    // ---- the peer

    void onSend(Consumer<FakeSocket> peer) {
        onSend = peer;
    }

    void onDisconnect(Consumer<FakeSocket> peer) {
        onDisconnect = peer;
    }

    void peerSends(String text) {
        synchronized (this) {
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                arrived.add((int) b);
            }
        }
        serveReceive();
    }

    void peerCloses() {
        synchronized (this) {
            peerClosed = true;
        }
        serveReceive();
    }

    void breakWith(NtStatus status) {
        synchronized (this) {
            broken = status;
        }
        serveReceive();
        Irp waitingSend;
        synchronized (this) {
            waitingSend = send.take();
        }
        if (waitingSend != null) {
            waitingSend.complete(status, 0);
        }
    }

    synchronized void getStuck() {
        stuck = true;
    }

    /** The peer takes half of each send, which cannot be cancelled any more: only the end of the socket ends it. */
    synchronized void getStuckHalfway() {
        stuck = true;
        halfSent = true;
    }

    synchronized void closeNever() {
        closesNever = true;
    }

    synchronized String sent() {
        return sent.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean isDisconnected() {
        return disconnected;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized boolean isReceiving() {
        return receive.waiting != null;
    }

    synchronized boolean isSending() {
        return send.waiting != null;
    }

    private void serveReceive() {
        Irp irp;
        NtStatus status;
        int count;
        synchronized (this) {
            if (receive.waiting == null || !isReadyToReceive()) {
                return;
            }
            irp = receive.take();
            status = broken == null ? NtStatus.STATUS_SUCCESS : broken;
            count = broken == null ? fill() : 0;
        }
        irp.complete(status, count);
    }

    private boolean isReadyToReceive() {
        return broken != null || peerClosed || !arrived.isEmpty();
    }

    private int fill() {
        ByteBuffer memory = receiveBuffer.mdl().systemAddress();
        memory.position(receiveBuffer.offset());
        int count = 0;
        while (count < receiveBuffer.length() && !arrived.isEmpty()) {
            memory.put(arrived.poll().byteValue());
            count++;
        }
        return count;
    }

    // ---- the provider's functions

    @Override
    public WskProviderBasicDispatch dispatch() {
        return this;
    }

    @Override
    public NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        irp.setNextStackLocation();
        NtStatus status;
        int count = 0;
        synchronized (this) {
            requireOpen();
            receiveBuffer = buffer;
            if (!isReadyToReceive()) {
                if (receive.pend(irp)) {
                    return NtStatus.STATUS_PENDING;
                }
                status = NtStatus.STATUS_CANCELLED;
            } else {
                status = broken == null ? NtStatus.STATUS_SUCCESS : broken;
                count = broken == null ? fill() : 0;
            }
        }
        return irp.complete(status, count);
    }

    @Override
    public NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        irp.setNextStackLocation();
        NtStatus status = NtStatus.STATUS_SUCCESS;
        synchronized (this) {
            requireOpen();
            if (broken != null) {
                status = broken;
            } else if (disconnected) {
                status = NtStatus.STATUS_INVALID_DEVICE_STATE;
            } else if (stuck) {
                if (send.pend(irp)) {
                    return NtStatus.STATUS_PENDING;
                }
                status = NtStatus.STATUS_CANCELLED;
            } else {
                byte[] bytes = new byte[(int) buffer.length()];
                buffer.mdl().systemAddress().get(buffer.offset(), bytes);
                sent.writeBytes(bytes);
            }
        }
        irp.complete(status, buffer.length());
        if (status.isSuccess()) {
            onSend.accept(this);
        }
        return status;
    }

    @Override
    public NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        irp.setNextStackLocation();
        NtStatus status = NtStatus.STATUS_SUCCESS;
        synchronized (this) {
            requireOpen();
            if (broken != null) {
                status = broken;
            } else if (stuck) {
                if (disconnect.pend(irp)) {
                    return NtStatus.STATUS_PENDING;
                }
                status = NtStatus.STATUS_CANCELLED;
            } else {
                disconnected = true;
            }
        }
        irp.complete(status, 0);
        if (status.isSuccess()) {
            onDisconnect.accept(this);
        }
        return status;
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        irp.setNextStackLocation();
        List<Irp> underWay = new ArrayList<>();
        synchronized (this) {
            requireOpen();
            closed = true;
            if (closesNever) {
                irp.markPending();
                return NtStatus.STATUS_PENDING;
            }
            for (Pending pending : List.of(receive, send, disconnect)) {
                if (pending.waiting != null) {
                    underWay.add(pending.take());
                }
            }
        }
        underWay.forEach(pending -> pending.complete(NtStatus.STATUS_CANCELLED, 0));
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    private void requireOpen() {
        if (closed) {
            throw new AssertionError("used after it was closed");
        }
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
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Override
    public NtStatus wskBind(WskSocket socket, SockAddr localAddress, int flags, Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Override
    public NtStatus wskConnect(WskSocket socket, SockAddr remoteAddress, int flags, Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Override
    public NtStatus wskGetLocalAddress(WskSocket socket, SockAddr localAddress, Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Override
    public NtStatus wskGetRemoteAddress(WskSocket socket, SockAddr remoteAddress, Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDataIndication dataIndication) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus wskConnectEx(WskSocket socket, SockAddr remoteAddress, WskBuf buffer, int flags, Irp irp) {
        return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
    }
}
