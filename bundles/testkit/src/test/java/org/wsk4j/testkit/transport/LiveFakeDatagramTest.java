// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.Irql;
import org.wsk4j.ws2def.SockAddrIn;

/** A fake transport of datagrams with an I/O thread. */
class LiveFakeDatagramTest {
    private static final SockAddrIn REMOTE = FakeDatagramFixture.REMOTE;

    private final FakeDatagramTransport transport = FakeDatagramTransport.live();
    private final RecordingDatagramObserver observer = new RecordingDatagramObserver();

    @AfterEach
    void closeEverything() {
        for (FakeDatagramEndpoint endpoint : transport.endpoints()) {
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
}
