// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskDatagramIndication;

/**
 * What happens on a datagram socket, played by a test, with the rules of a client: what is sent is what came, what is
 * released was retained, and nothing is retained or called when it is closed. Sends complete at once, or when the test says
 * so.
 *
 * <p>Threads: safe for all. Locks: its own monitor; nothing is called and no IRP is completed under it.
 */
final class FakeDatagramSocket {
    /** What was sent, as {@code address<-text}. */
    private final List<String> echoed = new ArrayList<>(); // @GuardedBy("this")

    private final List<String> calls; // shared with whoever made this
    private final Deque<Send> sends = new ArrayDeque<>(); // @GuardedBy("this"); those that wait
    private final List<WskDatagramIndication> heads = new ArrayList<>(); // @GuardedBy("this"); what the client has
    private int indicating; // @GuardedBy("this"); of these, those whose callback has not answered yet: 0 or 1
    private boolean holding; // @GuardedBy("this"); sends wait
    private boolean closed; // @GuardedBy("this")

    private record Send(Irp irp, String text) {}

    /** The receive event of the client. */
    @FunctionalInterface
    interface Callback {
        NtStatus indicate(WskDatagramIndication list);
    }

    FakeDatagramSocket(List<String> calls) {
        this.calls = calls;
    }

    // ---- the peers and the platform

    synchronized void holdSends() {
        holding = true;
    }

    /** Datagrams arrive in one list, the first from port 1, the second from port 2, and so on. */
    NtStatus indicate(Callback client, String... datagrams) {
        WskDatagramIndication head = null;
        for (int i = datagrams.length; i > 0; i--) {
            byte[] bytes = datagrams[i - 1].getBytes(StandardCharsets.UTF_8);
            ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length + 3).put(3, bytes);
            head = new WskDatagramIndication(
                    head,
                    new WskBuf(Mdl.allocate(memory), 3, bytes.length),
                    null,
                    0,
                    SockAddrIn.of("127.0.0.1", i),
                    null);
        }
        synchronized (this) {
            heads.add(head); // before the call: it may be released before that returns
            indicating++;
        }
        NtStatus answer = client.indicate(head);
        synchronized (this) {
            indicating--;
            if (!answer.isPending()) {
                takeBack(head);
            } else if (closed && heads.contains(head)) {
                throw violation("closed with data that is retained");
            }
        }
        return answer;
    }

    /** Completes the send that has waited the longest; false when none waits. */
    boolean completeSend(NtStatus status) {
        Send send;
        synchronized (this) {
            send = sends.poll();
            if (send == null) {
                return false;
            }
            if (status.isSuccess()) {
                echoed.add(send.text());
            }
        }
        send.irp().complete(status, 0);
        return true;
    }

    synchronized List<String> echoed() {
        return List.copyOf(echoed);
    }

    synchronized int retained() {
        return heads.size();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    // ---- the functions

    NtStatus sendTo(WskBuf buffer, Object remoteAddress, Irp irp) {
        irp.setNextStackLocation();
        byte[] bytes = new byte[(int) buffer.length()];
        buffer.mdl().systemAddress().get(buffer.offset(), bytes);
        String text = remoteAddress + "<-" + new String(bytes, StandardCharsets.UTF_8);
        synchronized (this) {
            requireOpen();
            if (holding) {
                irp.markPending();
                sends.add(new Send(irp, text));
                return NtStatus.STATUS_PENDING;
            }
            echoed.add(text);
        }
        return irp.complete(NtStatus.STATUS_SUCCESS, bytes.length);
    }

    synchronized NtStatus release(WskDatagramIndication head) {
        requireOpen();
        takeBack(head);
        return NtStatus.STATUS_SUCCESS;
    }

    NtStatus close(Irp irp) {
        synchronized (this) {
            requireOpen();
            if (heads.size() > indicating || !sends.isEmpty()) {
                throw violation("closed with data that is retained");
            }
            closed = true;
            calls.add("close datagrams");
        }
        irp.setNextStackLocation();
        return irp.complete(NtStatus.STATUS_SUCCESS, 0);
    }

    private void requireOpen() {
        if (closed) {
            throw violation("used after it was closed");
        }
    }

    private void takeBack(WskDatagramIndication head) {
        if (!heads.remove(head)) {
            throw violation("released, but not retained");
        }
    }

    /** Also where nobody looks at what is thrown. */
    private AssertionError violation(String rule) {
        calls.add("VIOLATION: " + rule);
        return new AssertionError(rule);
    }
}
