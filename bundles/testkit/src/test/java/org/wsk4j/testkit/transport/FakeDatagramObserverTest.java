// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;
import org.wsk4j.ws2def.SockAddrIn;

/** What the observer of an endpoint of datagrams is told, and what becomes of that which it does not take. */
class FakeDatagramObserverTest extends FakeDatagramFixture {
    @Test
    void offersWhatArrivesTogetherAsOneList() {
        FakeDatagramEndpoint endpoint = observing();

        endpoint.deliver(REMOTE, "ab", "", "cd");
        endpoint.deliver(OTHER, "e");

        assertThat(observer.calls()).containsExactly("received ab, , cd", "received e");
        assertThat(observer.taken().get(3)).isEqualTo(FakeDatagram.of("e", OTHER));
        assertThat(endpoint.bytesReceived()).isEqualTo(5);
        assertThat(endpoint.keptDatagrams()).isZero();
    }

    @Test
    void keepsWhatIsRefusedUntilItIsAskedAgain() {
        FakeDatagramEndpoint endpoint = observing();
        observer.taking(false);
        endpoint.deliver(REMOTE, "a", "b");
        endpoint.deliver(REMOTE, "c");
        assertThat(endpoint.keptDatagrams()).isEqualTo(3);
        observer.taking(true);
        endpoint.deliver(REMOTE, "d");

        endpoint.observe(true);
        transport.run();

        assertThat(observer.calls()).containsExactly("refused a, b", "refused c", "received d", "received a, b, c");
    }

    @Test
    void countsWhatIsOnLoan() {
        FakeDatagramEndpoint endpoint = observing();
        observer.keeping(true);

        endpoint.deliver(REMOTE, "a", "b");

        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        observer.releaseAll();
        assertThat(endpoint.buffersOnLoan()).isZero();
    }

    @Test
    void deliversToBoundEndpointsOnly() {
        FakeDatagramEndpoint endpoint = open();

        assertThatIllegalStateException().isThrownBy(() -> endpoint.deliver(new SockAddrIn(), "a"));
    }
}
