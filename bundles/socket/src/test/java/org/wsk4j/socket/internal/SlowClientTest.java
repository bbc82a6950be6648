// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** A client that keeps what it is indicated stops the peer that sends it, and nobody else. */
@Timeout(120)
class SlowClientTest {
    private static final int EVENTS = WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT;
    private static final long MUCH = 64 << 20; // more than the platform and the transport take together
    private static final int STILL = 300; // echoes without a byte of the stream, until the stream stands still

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @Test
    @Clause({"RECEIVE-EVENT-13", "RELEASE-DATA-01"})
    void stopsNoOtherSocketOfItsThread() throws Exception {
        SplittableRandom random = new SplittableRandom(Rival.seed("a client that keeps all", 1));
        Keeper keeper = new Keeper();
        ConnectedSocket slow = connect(keeper.callbacks);
        assertThat(slow.enable(EVENTS)).isEqualTo(STATUS_SUCCESS);
        try (StreamSource source = new StreamSource(slow.peer(), MUCH, random).start()) {
            SocketFixture.eventually("the first bytes are kept", () -> keeper.thread() != null);
            ConnectedSocket other = neighbour(keeper.thread());

            awaitStandstill(slow, other);

            long kept = keeper.bytes();
            System.out.println("the peer stopped when " + kept + " bytes were kept");
            assertThat(source.written()).as("what the peer got rid of").isLessThan(MUCH);
            assertThat(kept).isPositive();
            keeper.releaseFromNowOn(slow);
            SocketFixture.eventually("the stream has ended", keeper::hasEnded);
            assertThat(keeper.bytes()).isEqualTo(MUCH);
            assertThat(keeper.failure()).isNull();
            assertThat(slow.engineSide().retained()).isZero();
            echo(other, "still here");
        }
    }

    private ConnectedSocket connect(WskClientConnectionDispatch callbacks) {
        ClientSocket socket = wsk.socket(null, callbacks);
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        return wsk.connect(socket);
    }

    /** Another socket that belongs to an I/O thread, found by trying. */
    private ConnectedSocket neighbour(Thread thread) {
        while (true) {
            ConnectedSocket candidate = connect(null);
            Call receive = candidate.receive(Bytes.room(1).buf()).isPending();
            candidate.peer().write("?");
            receive.succeededWith(1);
            if (receive.irp().thread() == thread) {
                return candidate;
            }
        }
    }

    /** Echoes over one socket until another has received nothing for very many echoes. */
    private static void awaitStandstill(ClientSocket slow, ConnectedSocket other) {
        int[] still = {0};
        long[] last = {-1};
        SocketFixture.eventually("the stream stands still", () -> {
            echo(other, "echo " + still[0]);
            long now = slow.engineSide().stream().bytesReceived();
            still[0] = now == last[0] ? still[0] + 1 : 0;
            last[0] = now;
            return still[0] >= STILL;
        });
    }

    private static void echo(ConnectedSocket connected, String text) {
        Bytes room = Bytes.room(text.length());
        Call receive =
                connected.receive(room.buf(), WskConstants.WSK_FLAG_WAITALL).isPending();
        connected.peer().write(text);
        receive.succeededWith(text.length());
        assertThat(room.text()).isEqualTo(text);
        connected.send(text).succeededWith(text.length());
        assertThat(connected.peer().readText(text.length())).isEqualTo(text);
    }

    /** Keeps everything, until it is told to keep nothing any more. */
    private static final class Keeper {
        private final WskClientConnectionDispatch callbacks =
                new WskClientConnectionDispatch(this::received, this::disconnected, null);
        private final List<WskDataIndication> kept = new ArrayList<>(); // guarded by this, and so is the rest
        private long bytes;
        private boolean generous;
        private boolean ended;
        private Thread thread;
        private Throwable failure;

        private synchronized NtStatus received(
                Object context, int flags, WskDataIndication list, long count, SizeT accepted) {
            thread = Thread.currentThread();
            try {
                for (WskDataIndication piece = list; piece != null; piece = piece.next()) {
                    EndlessBytes.assertFrom(bytes, Conversation.view(piece.buffer()));
                    bytes += piece.buffer().length();
                }
            } catch (AssertionError e) {
                failure = e;
            }
            if (generous) {
                return STATUS_SUCCESS;
            }
            kept.add(list);
            return NtStatus.STATUS_PENDING;
        }

        private synchronized NtStatus disconnected(Object context, int flags) {
            ended = true;
            return STATUS_SUCCESS;
        }

        private void releaseFromNowOn(ClientSocket socket) {
            Set<WskDataIndication> lists;
            synchronized (this) {
                generous = true;
                lists = new HashSet<>(kept);
                assertThat(lists).hasSameSizeAs(kept);
                kept.clear();
            }
            lists.forEach(list -> assertThat(socket.release(list)).isEqualTo(STATUS_SUCCESS)); // in no order
        }

        private synchronized long bytes() {
            return bytes;
        }

        private synchronized boolean hasEnded() {
            return ended;
        }

        private synchronized Thread thread() {
            return thread;
        }

        private synchronized Throwable failure() {
            return failure;
        }
    }
}
