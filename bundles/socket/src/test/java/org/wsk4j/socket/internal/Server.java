// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;

/**
 * A server on the loopback interface, written as a client of WSK would: it never waits, and does everything in callbacks and
 * completion routines.
 *
 * <p>Threads: safe for all. {@link #close} waits until the peers have ended all connections.
 */
final class Server implements AutoCloseable {
    /** How connections are accepted, and how their bytes are received. */
    enum Style {
        IRPS(false, false),
        ACCEPT_EVENTS(true, false),
        RECEIVE_EVENTS(false, true),
        EVENTS(true, true);

        private final boolean acceptEvents;
        private final boolean receiveEvents;

        Style(boolean acceptEvents, boolean receiveEvents) {
            this.acceptEvents = acceptEvents;
            this.receiveEvents = receiveEvents;
        }
    }

    /** What a server does with the bytes of one connection; it is asked for one thing at a time. */
    @FunctionalInterface
    interface Talk {
        /** Bytes came; they are gone when the call returns. */
        void received(Conversation with, ByteBuffer bytes);

        /** The peer will send no more. */
        default void ended(Conversation with) {
            with.disconnect();
        }
    }

    private static final int ACCEPTS = 16; // WskAccepts that wait
    private static final int CONNECTION_EVENTS = WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT;

    private final SocketFixture wsk;
    private final Style style;
    private final Supplier<Talk> talks;
    private final ListeningSocket listener;
    private final int port;
    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();

    private volatile boolean closing; // set before the listener is closed

    Server(SocketFixture wsk, Style style, Supplier<Talk> talks) {
        this.wsk = wsk;
        this.style = style;
        this.talks = talks;
        listener = wsk.listening(null, new WskClientListenDispatch(this::accept, null, null));
        listener.bind(SockAddrIn.of(InetAddress.getLoopbackAddress(), 0)).completedWith(NtStatus.STATUS_SUCCESS);
        port = listener.localAddress().port();
        if (style.acceptEvents) {
            int passedOn = style.receiveEvents ? CONNECTION_EVENTS : 0;
            assertThat(listener.enable(WskConstants.WSK_EVENT_ACCEPT | passedOn))
                    .isEqualTo(NtStatus.STATUS_SUCCESS);
        } else {
            for (int i = 0; i < ACCEPTS; i++) {
                new Accept().start();
            }
        }
    }

    int port() {
        return port;
    }

    /** How many connections were accepted so far. */
    int accepted() {
        return accepted.get();
    }

    /** How many are not closed yet. */
    int open() {
        return open.size();
    }

    /** Notes what went another way than it should have. */
    void mistake(String what) {
        mistakes.add(what);
    }

    // ---- accepting

    private NtStatus accept(
            Object context,
            int flags,
            SockAddr localAddress,
            SockAddr remoteAddress,
            WskSocket socket,
            Ptr<Object> itsContext,
            Ptr<WskClientConnectionDispatch> itsCallbacks) {
        if (socket == null || closing) {
            return NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
        }
        Conversation conversation = new Conversation(this, talks.get());
        itsContext.set(conversation);
        itsCallbacks.set(Conversation.CALLBACKS);
        begin(conversation, socket);
        return NtStatus.STATUS_SUCCESS;
    }

    private void begin(Conversation conversation, WskSocket socket) {
        open.add(conversation);
        accepted.incrementAndGet();
        conversation.begin(socket, style.receiveEvents, style.acceptEvents);
    }

    /** One of the WskAccepts that wait. */
    private final class Accept {
        private final Irp irp = Irp.allocate(1);
        private Conversation next; // for the connection that comes

        private void start() {
            next = new Conversation(Server.this, talks.get());
            irp.setCompletionRoutine((device, completed, context) -> completed(), null, true, true, true);
            listener.listenTable().wskAccept(listener.socket(), 0, next, Conversation.CALLBACKS, null, null, irp);
        }

        private NtStatus completed() {
            NtStatus status = irp.ioStatus().status();
            if (status == NtStatus.STATUS_SUCCESS) {
                begin(next, irp.ioStatus().informationObject(WskSocket.class));
                irp.reuse(NtStatus.STATUS_SUCCESS);
                start();
            } else if (!closing) {
                mistake("WskAccept: " + status);
            }
            return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
        }
    }

    // ---- the end

    void gone(Conversation conversation) {
        open.remove(conversation);
    }

    @Override
    public void close() {
        closing = true;
        wsk.done(listener);
        SocketFixture.eventually("connections have ended, as their peers have", open::isEmpty);
        assertThat(mistakes).isEmpty();
    }
}
