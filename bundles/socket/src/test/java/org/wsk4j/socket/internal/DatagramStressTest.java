// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/**
 * Very many datagrams through WskReceiveFromEvent, whose client takes, retains and refuses lists as it comes, rewrites their
 * links, and gives them back in any order from another thread.
 *
 * <p>There are 50,000 of them, or a million with {@code -Dstress=true}.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class DatagramStressTest {
    private static final int RECEIVE_FROM = WskConstants.WSK_EVENT_RECEIVE_FROM;
    private static final SockAddrIn PEER = SockAddrIn.of("127.0.0.1", 7);
    private static final int LONGEST = 64;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.liveDatagrams();

    private final int datagrams = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 1_000_000 : 50_000);
    private Client client;
    private FakeDatagramEndpoint endpoint;

    @BeforeEach
    void start() {
        client = new Client();
        client.socket =
                wsk.boundDatagram(null, new WskClientDatagramDispatch((context, flags, list) -> client.event(list)));
        endpoint = wsk.transport(FakeDatagramTransport.class).endpoint();
    }

    @AfterEach
    void stop() {
        client.interrupt();
    }

    private SplittableRandom begin(String what) {
        SplittableRandom random = new SplittableRandom(Rival.seed(what, datagrams));
        client.random = random.split();
        client.start();
        assertThat(client.socket.enable(RECEIVE_FROM)).isEqualTo(STATUS_SUCCESS);
        return random;
    }

    /** Datagrams of one batch, numbered, and of any length. */
    private static FakeDatagram[] batch(int first, int count, SplittableRandom random) {
        FakeDatagram[] batch = new FakeDatagram[count];
        for (int i = 0; i < count; i++) {
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES + random.nextInt(LONGEST - Integer.BYTES));
            batch[i] = FakeDatagram.of(bytes.putInt(0, first + i).array(), PEER);
        }
        return batch;
    }

    /** The sender waits for the client before the buffer of the socket is full. */
    @Test
    @Clause({
        "RECEIVEFROM-EVENT-05",
        "RECEIVEFROM-EVENT-06",
        "RECEIVEFROM-EVENT-07",
        "RECEIVEFROM-EVENT-08",
        "RELEASE-DGRAM-01"
    })
    void losesNothingAsLongAsThereIsRoom() {
        SplittableRandom random = begin("datagrams within the room");
        int most = FakePeer.WINDOW / LONGEST;
        for (int sent = 0; sent < datagrams; ) {
            int count = Math.min(1 + random.nextInt(8), datagrams - sent);
            int limit = sent + count - most;
            SocketFixture.eventually("the client gets on", () -> client.accepted >= limit || client.mistake != null);
            endpoint.deliver(batch(sent, count, random));
            sent += count;
        }

        SocketFixture.eventually("all are accepted", () -> client.accepted == datagrams || client.mistake != null);

        client.assertAllGivenBack();
        assertThat(endpoint.lostDatagrams()).isZero();
        assertThat(client.seen.cardinality()).isEqualTo(datagrams);
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    /** The sender does not wait: what the client refuses may be lost, nothing else, and nothing comes twice. */
    @Test
    @Clause({
        "RECEIVEFROM-EVENT-05",
        "RECEIVEFROM-EVENT-06",
        "RECEIVEFROM-EVENT-07",
        "RECEIVEFROM-EVENT-08",
        "RELEASE-DGRAM-01"
    })
    void losesOnlyWhatHasNoRoom() {
        SplittableRandom random = begin("datagrams beyond the room");
        endpoint.setReceiveRoom(4 * LONGEST);
        for (int sent = 0; sent < datagrams; ) {
            int count = Math.min(1 + random.nextInt(8), datagrams - sent);
            endpoint.deliver(batch(sent, count, random));
            sent += count;
        }

        SocketFixture.eventually(
                "each is accepted or lost",
                () -> client.accepted + endpoint.lostDatagrams() == datagrams || client.mistake != null);

        client.assertAllGivenBack();
        assertThat(client.seen.cardinality()).isEqualTo(client.accepted);
        assertThat(endpoint.buffersOnLoan()).isZero();
        System.out.println("datagrams beyond the room: " + endpoint.lostDatagrams() + " were lost");
    }

    /** The event of the client, and its thread that enables the event again and gives back what it retains. */
    private static final class Client extends Thread {
        private final BitSet seen = new BitSet(); // the I/O thread's, then the test's
        private final Semaphore refusals = new Semaphore(0);
        private final ConcurrentLinkedQueue<Retained> retained = new ConcurrentLinkedQueue<>();
        private SplittableRandom random; // the I/O thread's
        private WskDatagramIndication before; // the I/O thread's: the last of the list that was retained last
        private volatile DatagramClient socket; // set by the test, first
        private volatile int accepted; // the I/O thread's to set
        private volatile long kept; // likewise: lists
        private volatile long givenBack; // this thread's to set: lists
        private volatile String mistake; // null for none

        private Client() {
            super("client");
            setDaemon(true);
        }

        /** A list, and what it held when it was retained. */
        private record Retained(WskDatagramIndication head, List<WskDatagramIndication> all, int[] numbers) {}

        private NtStatus event(WskDatagramIndication list) {
            List<WskDatagramIndication> all = new ArrayList<>();
            for (WskDatagramIndication each = list; each != null; each = each.next()) {
                all.add(each);
            }
            int[] numbers = all.stream().mapToInt(Client::number).toArray();
            int answer = random.nextInt(10);
            rewriteLinks(all);
            if (answer == 0) {
                refusals.release();
                return STATUS_DATA_NOT_ACCEPTED;
            }
            for (int number : numbers) {
                if (seen.get(number)) {
                    mistake = "datagram " + number + " came twice";
                }
                seen.set(number);
            }
            if (answer > 5) {
                accepted += numbers.length;
                return STATUS_SUCCESS;
            }
            kept++;
            retained.add(new Retained(list, all, numbers));
            accepted += numbers.length;
            return STATUS_PENDING;
        }

        private static int number(WskDatagramIndication datagram) {
            ByteBuffer view = datagram.buffer().mdl().claim(datagram.buffer().offset(), Integer.BYTES);
            try {
                return view.getInt(view.position());
            } finally {
                datagram.buffer().mdl().unclaim(view);
            }
        }

        /** Makes a queue of lists, or cuts one, or turns it in a circle: the links are the client's to write. */
        private void rewriteLinks(List<WskDatagramIndication> all) {
            WskDatagramIndication last = all.get(all.size() - 1);
            switch (random.nextInt(4)) {
                case 0 -> all.get(0).setNext(null);
                case 1 -> last.setNext(all.get(0));
                case 2 -> last.setNext(before);
                default -> {}
            }
            before = last;
        }

        @Override
        public void run() {
            Deque<Retained> held = new ArrayDeque<>();
            SplittableRandom order = new SplittableRandom(1);
            while (!isInterrupted()) {
                if (refusals.tryAcquire() && socket.enable(RECEIVE_FROM) != STATUS_SUCCESS) {
                    mistake = "the event could not be enabled again";
                }
                Retained next = retained.poll();
                if (next != null && order.nextBoolean()) {
                    held.addFirst(next);
                } else if (next != null) {
                    held.addLast(next);
                }
                if (!held.isEmpty() && (next == null || held.size() > 100 || order.nextInt(3) == 0)) {
                    giveBack(order.nextBoolean() ? held.pollFirst() : held.pollLast());
                } else if (next == null) {
                    Thread.yield();
                }
            }
        }

        private void giveBack(Retained list) {
            for (int i = 0; i < list.numbers.length; i++) {
                if (number(list.all.get(i)) != list.numbers[i]) {
                    mistake = "datagram " + list.numbers[i] + " was overwritten while it was retained";
                }
            }
            NtStatus status = socket.release(list.head);
            if (status != STATUS_SUCCESS) {
                mistake = "a release ended with " + status;
            }
            givenBack++;
        }

        private void assertAllGivenBack() {
            assertThat(mistake).isNull();
            SocketFixture.eventually("all lists are given back", () -> givenBack == kept || mistake != null);
            SocketFixture.eventually(
                    "nothing is retained", () -> socket.engineSide().retained() == 0 || mistake != null);
            assertThat(mistake).isNull();
        }
    }
}
