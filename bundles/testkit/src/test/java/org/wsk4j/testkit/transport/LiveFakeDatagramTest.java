// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.MSG_BCAST;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.Irql;
import org.wsk4j.ws2def.SockAddrIn;

/** A fake transport of datagrams with an I/O thread. */
class LiveFakeDatagramTest {
    private static final SockAddrIn REMOTE = FakeDatagramFixture.REMOTE;

    private static final String LAST = "last";

    private final FakeDatagramTransport transport = FakeDatagramTransport.live();
    private final RecordingDatagramObserver observer = new RecordingDatagramObserver();

    @AfterEach
    void closeEverything() {
        for (FakeDatagramEndpoint endpoint : transport.endpoints()) {
            if (endpoint.isClosed()) {
                continue;
            }
            RecordedRequest close = RecordedRequest.empty();
            close.start(endpoint::close);
            assertThat(close.await()).isEqualTo(STATUS_SUCCESS);
        }
        transport.close();
    }

    private FakeDatagramEndpoint bound() {
        FakeDatagramEndpoint endpoint = FakeDatagramFixture.open(transport, observer);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        return endpoint;
    }

    @Test
    void completesAReceiveInTheIoThread() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receiveFrom);

        endpoint.deliver(REMOTE, "ab");

        assertThat(receive.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("ab");
        assertThat(receive.thread()).isNotSameAs(Thread.currentThread());
        assertThat(receive.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    void completesACancelledReceiveByItself() {
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest receive = RecordedRequest.room(4);
        receive.start(endpoint::receiveFrom);

        endpoint.cancel(receive.request());

        assertThat(receive.await()).isEqualTo(STATUS_CANCELLED);
    }

    @Test
    void offersWhatArrivesTogetherAsOneList() {
        FakeDatagramEndpoint endpoint = bound();
        endpoint.observe(true);

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(observer.await(1)).containsExactly("received a, b");
    }

    @Test
    void goesOnWithWhatWasHeld() {
        transport.holdSends();
        FakeDatagramEndpoint endpoint = bound();
        RecordedRequest send = RecordedRequest.of("ab").address(REMOTE);
        assertThat(send.start(endpoint::sendTo).isPending()).isTrue();

        transport.releaseHolds();

        assertThat(send.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).containsExactly(FakeDatagram.of("ab", REMOTE));
    }

    @Test
    void isNotStepped() {
        assertThatIllegalStateException().isThrownBy(transport::step);
    }

    // ---- random use

    /** Everything that arrives is taken by one receive, or by the observer, or counted as lost. */
    @Test
    void losesAndDoublesNothingUnderRandomUse() throws InterruptedException {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        int rounds = Boolean.getBoolean("stress") ? 2_000 : 200;
        System.out.println("LiveFakeDatagramTest: " + rounds + " endpoints, -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < rounds; round++) {
            useAtRandom(random.split(), "seed " + seed + ", round " + round);
        }
    }

    private void useAtRandom(SplittableRandom random, String where) throws InterruptedException {
        RecordingDatagramObserver ours = new RecordingDatagramObserver();
        FakeDatagramEndpoint endpoint = FakeDatagramFixture.open(transport, ours);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        endpoint.setReceiveRoom(random.nextInt(1, 60));
        SplittableRandom networksRandom = random.split();
        int[] delivered = new int[1];
        Thread network = new Thread(() -> delivered[0] = deliverAtRandom(endpoint, networksRandom));
        network.start();
        List<RecordedRequest> receives = new ArrayList<>();

        for (int i = random.nextInt(100); i > 0; i--) {
            switch (random.nextInt(5)) {
                case 0 -> endpoint.observe(random.nextBoolean());
                case 1 -> ours.taking(random.nextBoolean());
                case 2 -> endpoint.cancel(anyOf(receives, random).request());
                default -> receives.add(receive(endpoint));
            }
        }
        network.join();
        endpoint.observe(false);
        endpoint.setReceiveRoom(Integer.MAX_VALUE);
        endpoint.deliver(REMOTE, LAST);
        while (receives.stream().noneMatch(LiveFakeDatagramTest::isLast)) {
            receives.add(receive(endpoint));
        }
        RecordedRequest close = RecordedRequest.empty();
        close.start(endpoint::close);
        assertThat(close.await()).isEqualTo(STATUS_SUCCESS);

        List<String> received = new ArrayList<>();
        ours.taken().forEach(datagram -> received.add(datagram.text()));
        receives.stream().filter(over -> over.status().isSuccess()).forEach(over -> received.add(over.text()));
        assertThat(received).as(where).doesNotHaveDuplicates();
        assertThat(received.size() + endpoint.lostDatagrams()).as(where).isEqualTo(delivered[0] + 1);
        assertThat(receives).as(where).allMatch(RecordedRequest::isOver);
        assertThat(endpoint.buffersOnLoan()).as(where).isZero();
    }

    private static RecordedRequest receive(FakeDatagramEndpoint endpoint) {
        RecordedRequest receive = RecordedRequest.room(8);
        receive.start(endpoint::receiveFrom);
        return receive;
    }

    private static RecordedRequest anyOf(List<RecordedRequest> receives, SplittableRandom random) {
        return receives.isEmpty() ? RecordedRequest.room(1) : receives.get(random.nextInt(receives.size()));
    }

    private static boolean isLast(RecordedRequest receive) {
        return receive.await().isSuccess() && receive.text().equals(LAST);
    }

    private static int deliverAtRandom(FakeDatagramEndpoint endpoint, SplittableRandom random) {
        int count = 0;
        for (int i = random.nextInt(60); i > 0; i--) {
            FakeDatagram[] batch = new FakeDatagram[random.nextInt(1, 4)];
            for (int j = 0; j < batch.length; j++) {
                batch[j] = FakeDatagram.of(Integer.toString(count++), REMOTE).with(random.nextInt(2) * MSG_BCAST);
            }
            endpoint.deliver(batch);
        }
        return count;
    }
}
