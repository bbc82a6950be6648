// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/**
 * Passes the bytes of one connection on to a server, and the server's back: either copies them through its own memory with
 * IRPs, or sends them out of the memory in which they were indicated and gives that back when they are sent.
 *
 * <p>Threads: safe for all; the fixture closes the sockets.
 */
final class Relay {
    private static final int ROOM = 64 * 1024;
    private static final int WATCHED = WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT;

    private final SocketFixture wsk;
    private final boolean events;
    private final ListeningSocket listener;
    private final Call accept;
    private final Pipe there = new Pipe();
    private final Pipe back = new Pipe();
    private final AtomicInteger open = new AtomicInteger(2); // directions

    /** Waits for its connection. */
    Relay(SocketFixture wsk, boolean events) {
        this.wsk = wsk;
        this.events = events;
        listener = wsk.listeningOnLoopback();
        accept = listener.accept(there, there.callbacks);
    }

    int port() {
        return listener.localAddress().port();
    }

    /** Takes the connection, connects to the server, and begins. */
    void begin(int serverPort) {
        ClientSocket accepted = wsk.accepted(accept);
        ClientSocket connected = wsk.socket(back, back.callbacks);
        connected.bind(SocketFixture.anyLocal()).completedWith(NtStatus.STATUS_SUCCESS);
        connected
                .connect(SockAddrIn.of(InetAddress.getLoopbackAddress(), serverPort))
                .completedWith(NtStatus.STATUS_SUCCESS);
        there.begin(accepted, connected);
        back.begin(connected, accepted);
    }

    /** Both directions have ended, in good order or not. */
    boolean isOver() {
        return open.get() == 0;
    }

    /** One direction. */
    private final class Pipe {
        private final WskClientConnectionDispatch callbacks = new WskClientConnectionDispatch(
                (context, flags, list, bytes, accepted) -> received(list),
                (context, flags) -> {
                    end((flags & WskConstants.WSK_FLAG_ABORTIVE) == 0);
                    return NtStatus.STATUS_SUCCESS;
                },
                null);

        private final Mdl room = Mdl.allocate(ByteBuffer.allocateDirect(events ? 1 : ROOM));
        private final Irp irp = Irp.allocate(1);
        private ClientSocket from;
        private ClientSocket to;

        private void begin(ClientSocket newFrom, ClientSocket newTo) {
            from = newFrom;
            to = newTo;
            if (!events) {
                receive();
            } else if (from.enable(WATCHED) != NtStatus.STATUS_SUCCESS) {
                throw new AssertionError("events could not be enabled");
            }
        }

        // ---- with IRPs

        private void receive() {
            prepare(this::received);
            from.dispatch().wskReceive(from.socket(), new WskBuf(room, 0, ROOM), 0, irp);
        }

        private void prepare(IoCompletionRoutine routine) {
            irp.reuse(NtStatus.STATUS_SUCCESS);
            irp.setCompletionRoutine(routine, null, true, true, true);
        }

        private NtStatus received(Object device, Irp completed, Object context) {
            int count = (int) completed.ioStatus().information();
            boolean success = completed.ioStatus().status().isSuccess();
            if (success && count > 0) {
                prepare(this::sent);
                to.dispatch().wskSend(to.socket(), new WskBuf(room, 0, count), 0, irp);
            } else {
                end(success);
            }
            return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
        }

        private NtStatus sent(Object device, Irp completed, Object context) {
            if (completed.ioStatus().status().isSuccess()) {
                receive();
            } else {
                end(false);
            }
            return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
        }

        // ---- with events

        private NtStatus received(WskDataIndication list) {
            if (list == null) {
                return NtStatus.STATUS_SUCCESS; // the socket was taken away
            }
            AtomicInteger unsent = new AtomicInteger(1); // pieces, and this call
            for (WskDataIndication piece = list; piece != null; piece = piece.next()) {
                unsent.incrementAndGet();
            }
            WskDataIndication next;
            for (WskDataIndication piece = list; piece != null; piece = next) {
                next = piece.next(); // the list may be gone once its last piece is sent, which this call prevents
                to.send(piece.buffer(), 0, RecordedIrp.ready().then(done -> release(list, unsent)));
            }
            release(list, unsent);
            return NtStatus.STATUS_PENDING;
        }

        private void release(WskDataIndication list, AtomicInteger unsent) {
            if (unsent.decrementAndGet() == 0) {
                from.release(list);
            }
        }

        private void end(boolean gracefully) {
            if (gracefully) {
                to.disconnect();
            } else {
                to.abort();
            }
            open.decrementAndGet();
        }
    }
}
