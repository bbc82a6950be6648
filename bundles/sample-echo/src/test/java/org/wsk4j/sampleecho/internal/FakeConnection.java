// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * An accepted connection whose peer is played by a test, and which minds the rules of a client: what is called when, what
 * is released when, and when it is closed. Sends complete at once, or when the test says so.
 *
 * <p>Threads: safe for all. Locks: its own monitor; nothing is called and no IRP is completed under it.
 */
final class FakeConnection extends UnusedFunctions implements WskSocket {
    /** What the client did, in its order, in words; shared with whoever made this. */
    private final List<String> calls;

    private final ByteArrayOutputStream echoed = new ByteArrayOutputStream(); // @GuardedBy("this")
    private final Deque<Send> sends = new ArrayDeque<>(); // @GuardedBy("this"); those that wait
    private final List<List<ByteBuffer>> retained = new ArrayList<>(); // @GuardedBy("this"); the memory of each list
    private final List<WskDataIndication> heads = new ArrayList<>(); // @GuardedBy("this"); of these lists
    private final AtomicInteger executing = new AtomicInteger(); // calls, those that are nested counted once
    private final ThreadLocal<Boolean> inside = ThreadLocal.withInitial(() -> false);

    private Object context; // written before the first callback
    private WskClientConnectionDispatch callbacks; // the same
    private int indicating; // @GuardedBy("this"); of the lists, those whose callback has not answered yet: 0 or 1
    private Irp receive; // @GuardedBy("this")
    private WskBuf receiveBuffer; // @GuardedBy("this")
    private Irp disconnect; // @GuardedBy("this"); waits for the sends before it
    private boolean holding; // @GuardedBy("this"); sends wait
    private Irp close; // @GuardedBy("this"); waits, see below
    private boolean slowToClose; // @GuardedBy("this")
    private boolean closing; // @GuardedBy("this")
    private boolean closed; // @GuardedBy("this")

    private record Send(Irp irp, ByteBuffer bytes) {}

    FakeConnection(List<String> calls) {
        this.calls = calls;
    }

    void accepted(Object ownContext, WskClientConnectionDispatch ownCallbacks) {
        context = ownContext;
        callbacks = ownCallbacks;
    }

    // ---- the peer and the platform

    /** Sends wait until they are told to complete. */
    synchronized void holdSends() {
        holding = true;
    }

    /** The close waits until it is told to complete. */
    synchronized void closeSlowly() {
        slowToClose = true;
    }

    /** Data arrives, in pieces: the receive event is called. */
    NtStatus indicate(String... pieces) {
        WskDataIndication head = null;
        List<ByteBuffer> memory = new ArrayList<>();
        for (int i = pieces.length - 1; i >= 0; i--) {
            byte[] bytes = pieces[i].getBytes(StandardCharsets.UTF_8);
            ByteBuffer piece = ByteBuffer.allocateDirect(bytes.length + 3).put(3, bytes);
            memory.add(piece);
            head = new WskDataIndication(head, new WskBuf(Mdl.allocate(piece), 3, bytes.length), null);
        }
        synchronized (this) {
            heads.add(head); // before the call: it may be released before that returns
            retained.add(memory);
            indicating++;
        }
        NtStatus answer = indicate(head);
        synchronized (this) {
            indicating--;
            if (!answer.isPending()) {
                takeBack(head);
            } else if (closing && heads.contains(head)) {
                throw violation("closed with data that is retained");
            }
        }
        return answer;
    }

    /** Calls the receive event, null for a socket that works no longer. */
    NtStatus indicate(WskDataIndication list) {
        return callbacks.wskReceiveEvent().wskReceiveEvent(context, 0, list, 0, null);
    }

    NtStatus disconnected(int flags) {
        return callbacks.wskDisconnectEvent().wskDisconnectEvent(context, flags);
    }

    /** Data arrives for the receive that waits. */
    void arrive(String text) {
        Irp irp;
        int count;
        synchronized (this) {
            irp = receive;
            receive = null;
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            count = (int) Math.min(bytes.length, receiveBuffer.length());
            receiveBuffer.mdl().systemAddress().put(receiveBuffer.offset(), bytes, 0, count);
        }
        irp.complete(NtStatus.STATUS_SUCCESS, count);
    }

    void failReceive(NtStatus status) {
        Irp irp;
        synchronized (this) {
            irp = receive;
            receive = null;
        }
        irp.complete(status, 0);
    }

    /** Completes the send that has waited the longest; false when none waits. */
    boolean completeSend(NtStatus status) {
        Send send;
        Irp last = null;
        synchronized (this) {
            send = sends.poll();
            if (send == null) {
                return false;
            }
            if (status.isSuccess()) {
                record(send.bytes);
            }
            if (sends.isEmpty()) {
                last = disconnect;
                disconnect = null;
            }
        }
        send.irp.complete(status, send.bytes.remaining());
        if (last != null) {
            last.complete(NtStatus.STATUS_SUCCESS, 0);
        }
        return true;
    }

    void completeClose() {
        Irp irp;
        synchronized (this) {
            irp = close;
            closed = true;
        }
        irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    synchronized String echoed() {
        return echoed.toString(StandardCharsets.UTF_8);
    }

    synchronized int retained() {
        return heads.size();
    }

    synchronized int pendingSends() {
        return sends.size();
    }

    synchronized boolean isReceiving() {
        return receive != null;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private void record(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(bytes.position(), copy);
        echoed.writeBytes(copy);
    }

    // ---- the functions

    @Override
    public WskProviderBasicDispatch dispatch() {
        return this;
    }

    @Override
    public NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        boolean outermost = enter();
        try {
            irp.setNextStackLocation();
            ByteBuffer bytes = buffer.mdl().systemAddress();
            bytes.position(buffer.offset()).limit(buffer.offset() + (int) buffer.length());
            synchronized (this) {
                if (holding) {
                    irp.markPending();
                    sends.add(new Send(irp, bytes));
                    return NtStatus.STATUS_PENDING;
                }
                record(bytes);
            }
            return irp.complete(NtStatus.STATUS_SUCCESS, buffer.length());
        } finally {
            leave(outermost);
        }
    }

    @Override
    public NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        boolean outermost = enter();
        try {
            irp.setNextStackLocation();
            irp.markPending();
            synchronized (this) {
                receive = irp;
                receiveBuffer = buffer;
            }
            return NtStatus.STATUS_PENDING;
        } finally {
            leave(outermost);
        }
    }

    @Override
    public NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        boolean outermost = enter();
        try {
            irp.setNextStackLocation();
            boolean abortive = flags == WskConstants.WSK_FLAG_ABORTIVE;
            calls.add(abortive ? "abort" : "disconnect");
            if (abortive) {
                while (completeSend(NtStatus.STATUS_CANCELLED)) {
                    continue;
                }
            }
            synchronized (this) {
                if (!sends.isEmpty()) {
                    irp.markPending();
                    disconnect = irp;
                    return NtStatus.STATUS_PENDING;
                }
            }
            return irp.complete(NtStatus.STATUS_SUCCESS, 0);
        } finally {
            leave(outermost);
        }
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDataIndication list) {
        boolean outermost = enter();
        try {
            takeBack(list);
            return NtStatus.STATUS_SUCCESS;
        } finally {
            leave(outermost);
        }
    }

    /** What a client may still read now is not what it was. */
    private synchronized void takeBack(WskDataIndication head) {
        int index = heads.indexOf(head);
        if (index < 0) {
            throw violation("released, but not retained");
        }
        heads.remove(index);
        for (ByteBuffer piece : retained.remove(index)) {
            for (int i = 0; i < piece.capacity(); i++) {
                piece.put(i, (byte) '#');
            }
        }
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        List<Irp> pending = new ArrayList<>();
        synchronized (this) {
            if (closing) {
                throw violation("closed twice");
            }
            if (executing.get() != 0) {
                throw violation("closed while one of its functions executes");
            }
            if (heads.size() > indicating) {
                throw violation("closed with data that is retained");
            }
            closing = true;
            sends.forEach(send -> pending.add(send.irp));
            sends.clear();
            if (receive != null) {
                pending.add(receive);
                receive = null;
            }
            if (disconnect != null) {
                pending.add(disconnect);
                disconnect = null;
            }
            calls.add("close");
            irp.setNextStackLocation();
            irp.markPending();
            close = irp;
        }
        pending.forEach(each -> each.complete(NtStatus.STATUS_CANCELLED, 0));
        if (!slowToClose) {
            completeClose();
        }
        return NtStatus.STATUS_PENDING;
    }

    /** Also where nobody looks at what is thrown. */
    private AssertionError violation(String rule) {
        calls.add("VIOLATION: " + rule);
        return new AssertionError(rule);
    }

    private synchronized boolean enter() {
        if (closing) {
            throw violation("used after it was closed");
        }
        if (inside.get()) {
            return false;
        }
        inside.set(true);
        executing.incrementAndGet();
        return true;
    }

    private void leave(boolean outermost) {
        if (outermost) {
            inside.set(false);
            executing.decrementAndGet();
        }
    }
}
