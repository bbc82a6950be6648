// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.NtStatus;

/** What every transport of datagrams tells of those that no request waits for. */
public abstract class DatagramObserverContract extends AnyDatagramContract {
    /** For those who run it. */
    protected DatagramObserverContract() {}

    @Test
    void tellsNothingUnlessAsked() {
        DatagramEndpoint endpoint = bound();

        peers().datagrams().send("a", endpoint);

        assertThat(receive(endpoint)).isEqualTo("a");
        settle(endpoint);
        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void tellsOfThoseThatWaitBeforeNewOnes() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer one = peers().datagrams();
        DatagramPeer other = peers().datagrams();
        one.send("a", endpoint);
        other.send("b", endpoint);

        endpoint.observe(true);
        one.send("c", endpoint);
        one.send("", endpoint);

        assertThat(taken(4)).containsExactly("a", "b", "c", "");
        assertThat(observer.taken().stream().map(FakeDatagram::address))
                .containsExactly(one.address(), other.address(), one.address(), one.address());
        assertThat(observer.taken().stream().map(FakeDatagram::flags)).containsOnly(0);
        settle(endpoint);
        assertThat(endpoint.bytesReceived()).isEqualTo(3);
    }

    @Test
    void tellsTheLargest() {
        DatagramEndpoint endpoint = bound();
        String largest = "x".repeat(datagrams().largestDatagram());
        endpoint.observe(true);

        peers().datagrams().send(largest, endpoint);

        assertThat(taken(1).get(0).equals(largest)).isTrue();
    }

    @Test
    void prefersReceivesThatWait() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        RecordedRequest receive = waiting(endpoint);
        endpoint.observe(true);

        peer.send("a", endpoint);
        peer.send("b", endpoint);

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("a");
        assertThat(taken(1)).containsExactly("b");
    }

    @Test
    void tellsOfNoneFromStrangers() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer friend = peers().datagrams();
        DatagramPeer stranger = peers().datagrams();
        stranger.send("before", endpoint);
        succeeds(endpoint.restrict(friend.address()));
        endpoint.observe(true);

        stranger.send("after", endpoint);
        friend.send("hello", endpoint);

        assertThat(taken(1)).containsExactly("hello");
    }

    @Test
    void keepsWhatWasRefusedForReceives() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        observer.taking(false);
        endpoint.observe(true);
        peer.send("a", endpoint);
        assertThat(observer.await(1)).containsExactly("refused a");
        settle(endpoint);

        assertThat(receive(endpoint)).isEqualTo("a");
        assertThat(observer.calls()).hasSize(1);
        assertThat(endpoint.bytesReceived()).isEqualTo(1);
    }

    @Test
    void offersNewOnesAfterARefusalAndTheOldOnesWhenAskedAgain() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        observer.taking(false);
        endpoint.observe(true);
        peer.send("a", endpoint);
        observer.await(1);
        settle(endpoint);
        assertThat(observer.calls()).as("not offered again by itself").containsExactly("refused a");
        observer.taking(true);

        peer.send("b", endpoint);
        assertThat(taken(1)).containsExactly("b");
        endpoint.observe(true);

        assertThat(taken(2)).containsExactly("b", "a");
    }

    @Test
    void countsAnObserveThatComesDuringTheRefusal() {
        DatagramEndpoint endpoint = bound();
        observer.taking(false).during(() -> {
            observer.taking(true);
            endpoint.observe(true);
        });
        endpoint.observe(true);

        peers().datagrams().send("a", endpoint);

        assertThat(observer.await(2)).containsExactly("refused a", "received a");
    }

    @Test
    void tellsNoMoreOnceToldNotTo() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        AtomicBoolean told = new AtomicBoolean();
        observer.taking(false).during(() -> {
            endpoint.observe(false);
            assertThat(told.getAndSet(true)).as("told again").isFalse();
        });
        endpoint.observe(true);
        peer.send("a", endpoint);
        observer.await(1);

        peer.send("b", endpoint);

        assertThat(receive(endpoint)).isEqualTo("a");
        assertThat(receive(endpoint)).isEqualTo("b");
        settle(endpoint);
        assertThat(observer.calls()).containsExactly("refused a");
    }

    @Test
    void receivesFromWithinACall() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        RecordedRequest receive = RecordedRequest.room(100);
        observer.during(() -> {
            observer.during(null);
            receive.start(endpoint::receiveFrom);
        });
        endpoint.observe(true);

        peer.send("a", endpoint);
        observer.await(1);
        peer.send("b", endpoint);

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("b");
        assertThat(taken(1)).containsExactly("a");
    }

    @Test
    void goesOnWhileTheObserverKeepsBuffers() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        observer.keeping(true);
        endpoint.observe(true);

        for (String text : List.of("a", "b", "c", "d")) {
            peer.send(text, endpoint);
        }

        assertThat(taken(4)).containsExactly("a", "b", "c", "d");
        observer.releaseAll();
        peer.send("e", endpoint);
        assertThat(taken(5)).endsWith("e");
        succeeds(close(endpoint).await());
        observer.releaseAll();
    }

    @Test
    void closesFromWithinACall() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        RecordedRequest[] close = new RecordedRequest[1];
        observer.during(() -> close[0] = close(endpoint));
        peer.send("a", endpoint);
        endpoint.observe(true);
        observer.await(1);
        settle(endpoint);

        assertThat(close[0].answer()).isEqualTo(NtStatus.STATUS_PENDING);
        succeeds(close[0].await());
        assertThat(observer.calls()).containsExactly("received a");
    }

    @Test
    void tellsNothingOnceItIsClosed() {
        DatagramEndpoint endpoint = bound();
        peers().datagrams().send("a", endpoint);
        succeeds(close(endpoint).await());

        endpoint.observe(true);
        settle(endpoint);

        assertThat(observer.calls()).isEmpty();
    }
}
