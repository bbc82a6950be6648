// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

class UdpObserveTest {
    private static final int ROOM = 64; // what a small datagram is counted as
    private static final int MOST = 10; // small datagrams that an endpoint keeps

    @RegisterExtension
    final UdpFixture udp = new UdpFixture(TcpFixture.config(1, MOST * ROOM, 1 << 20));

    private final UdpWatcher watcher = new UdpWatcher();

    private DatagramEndpoint observed(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family, watcher);
        endpoint.observe(true);
        return endpoint;
    }

    /** Waits until the loop's thread has done what it had to do. */
    private static void settle(DatagramEndpoint endpoint) {
        for (int i = 0; i < 5; i++) {
            Call.empty()
                    .start(request -> {
                        request.finish(NtStatus.STATUS_SUCCESS);
                        endpoint.post(request);
                        return NtStatus.STATUS_PENDING;
                    })
                    .awaits(NtStatus.STATUS_SUCCESS);
        }
    }

    private static Call receive(DatagramEndpoint endpoint, String expected) {
        Call receive = Call.into(100).start(endpoint::receiveFrom);
        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo(expected);
        return receive;
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void offersWhatArrives(IpFamily family) {
        DatagramEndpoint endpoint = observed(family);
        UdpPeer peer = udp.peer(family);

        peer.send("abc", endpoint);
        watcher.expect("took abc");
        peer.send("", endpoint);
        watcher.expect("took ");

        assertThat(watcher.sender()).isEqualTo(peer.address());
        assertThat(watcher.flags()).isZero();
        settle(endpoint);
        assertThat(endpoint.bytesReceived()).isEqualTo(3);
    }

    @Test
    void offersNothingUnlessItIsWanted() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, watcher);
        udp.peer(IpFamily.INET).send("abc", endpoint);

        endpoint.observe(false);
        settle(endpoint);

        watcher.expectNothing();
        receive(endpoint, "abc");
    }

    @Test
    void offersWhatHasArrivedBeforeItWasObservedInOrder() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, watcher);
        UdpPeer peer = udp.peer(IpFamily.INET);
        for (int i = 0; i < 40; i++) {
            peer.send("datagram " + i, endpoint);
        }

        endpoint.observe(true);

        for (int i = 0; i < 40; i++) {
            watcher.expect("took datagram " + i);
        }
    }

    @Test
    void observesAnEndpointThatIsBoundLater() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET, watcher);
        endpoint.observe(true);
        settle(endpoint);
        assertThat(endpoint.bind(TcpFixture.loopback(IpFamily.INET, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);

        udp.peer(IpFamily.INET).send("abc", endpoint);

        watcher.expect("took abc");
    }

    @Test
    void servesReceivesFirst() {
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        Call receive = Call.into(10).pends(endpoint::receiveFrom);

        peer.send("a", endpoint).send("b", endpoint);

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("a");
        watcher.expect("took b").expectNothing();
    }

    @Test
    void keepsWhatIsRefusedForReceivesInOrder() {
        watcher.takes(() -> false);
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        SockAddr from = TcpFixture.wildcard(IpFamily.INET);
        for (String text : List.of("a", "bcd", "", "e")) {
            peer.send(text, endpoint);
            watcher.expect("refused " + text);
        }
        settle(endpoint);

        receive(endpoint, "a");
        Call cut = UdpFixture.receive(2, from).start(endpoint::receiveFrom);
        cut.awaits(NtStatus.STATUS_SUCCESS);
        receive(endpoint, "");
        receive(endpoint, "e");

        assertThat(cut.text()).isEqualTo("bc");
        assertThat(cut.request().messageFlags()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertThat(from).isEqualTo(peer.address());
        Call.into(10).pends(endpoint::receiveFrom);
        watcher.expectNothing();
    }

    @Test
    void offersWhatWasRefusedAgainWhenItIsObservedAgain() {
        watcher.takes(() -> false);
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        peer.send("a", endpoint);
        watcher.expect("refused a");
        peer.send("b", endpoint);
        watcher.expect("refused b");
        settle(endpoint);
        watcher.expectNothing();
        watcher.takes(() -> true);

        endpoint.observe(true);
        peer.send("c", endpoint);

        watcher.expect("took a", "took b", "took c");
    }

    @Test
    void offersTheRefusedAgainWhenItIsObservedWithinTheCall() {
        AtomicInteger calls = new AtomicInteger();
        DatagramEndpoint[] endpoint = new DatagramEndpoint[1];
        watcher.takes(() -> {
            if (calls.incrementAndGet() == 1) {
                endpoint[0].observe(true);
                return false;
            }
            return true;
        });
        endpoint[0] = udp.bound(IpFamily.INET, watcher);
        endpoint[0].observe(true);

        udp.peer(IpFamily.INET).send("a", endpoint[0]);

        watcher.expect("refused a", "took a").expectNothing();
    }

    @Test
    void givesAReceiveMadeWithinTheCallWhatIsRefused() {
        Call receive = Call.into(10);
        DatagramEndpoint[] endpoint = new DatagramEndpoint[1];
        watcher.takes(() -> {
            receive.pends(endpoint[0]::receiveFrom);
            return false;
        });
        endpoint[0] = udp.bound(IpFamily.INET, watcher);
        endpoint[0].observe(true);

        udp.peer(IpFamily.INET).send("abc", endpoint[0]);

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
    }

    @Test
    void offersNoMoreOnceItIsToldSo() {
        watcher.takes(() -> false);
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        peer.send("a", endpoint);
        watcher.expect("refused a");

        endpoint.observe(false);
        settle(endpoint);
        peer.send("b", endpoint);
        settle(endpoint);

        watcher.expectNothing();
        receive(endpoint, "a");
        receive(endpoint, "b");
    }

    @Test
    void givesUpTheOldestThatWereRefusedWhenThereIsNoRoom() {
        watcher.takes(() -> false);
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);

        for (int i = 0; i < 2 * MOST; i++) {
            peer.send("datagram " + i, endpoint);
            watcher.expect("refused datagram " + i);
        }
        settle(endpoint);

        for (int i = MOST; i < 2 * MOST; i++) {
            receive(endpoint, "datagram " + i);
        }
        Call.into(10).pends(endpoint::receiveFrom);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void readsNoMoreWhileTheObserverRetainsTooMuch(IpFamily family) {
        watcher.retains();
        DatagramEndpoint endpoint = observed(family);
        UdpPeer peer = udp.peer(family);
        for (int i = 0; i < 2 * MOST; i++) {
            peer.send("", endpoint);
        }
        for (int i = 0; i < MOST; i++) {
            watcher.expect("took ");
        }
        settle(endpoint);
        watcher.expectNothing();
        receive(endpoint, "");

        List<TransportBuffer> retained = watcher.takeRetained();
        retained.subList(0, MOST / 2).forEach(TransportBuffer::release);

        for (int i = 0; i < MOST / 2; i++) {
            watcher.expect("took ");
        }
        retained.subList(MOST / 2, MOST).forEach(TransportBuffer::release);
        watcher.takeRetained().forEach(TransportBuffer::release);
        for (int i = 0; i < MOST / 2 - 1; i++) {
            watcher.expect("took ");
        }
        settle(endpoint);
        watcher.expectNothing();
        watcher.takeRetained().forEach(TransportBuffer::release);
    }

    @Test
    void letsRetainedDatagramsBeReadAfterTheEnd() {
        watcher.retains();
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        UdpPeer peer = udp.peer(IpFamily.INET);
        peer.send("abc", endpoint);
        watcher.expect("took abc");
        udp.close(endpoint);

        TransportBuffer retained = watcher.takeRetained().get(0);

        assertThat(Bytes.text(Watcher.bytesOf(retained, 3).slice(), 3)).isEqualTo("abc");
        assertThat(retained.remoteAddress()).isEqualTo(peer.address());
        retained.release();
    }

    @Test
    void keepsWhatAnObserverThatFailsWasOffered() {
        udp.expectErrors();
        AtomicInteger calls = new AtomicInteger();
        watcher.takes(() -> {
            calls.incrementAndGet();
            throw new IllegalArgumentException("on purpose");
        });
        DatagramEndpoint endpoint = observed(IpFamily.INET);
        Call receive = Call.into(10);
        udp.peer(IpFamily.INET).send("abc", endpoint);
        while (calls.get() == 0) {
            Thread.onSpinWait();
        }

        receive.start(endpoint::receiveFrom);

        assertThat(receive.awaits(NtStatus.STATUS_SUCCESS).text()).isEqualTo("abc");
    }

    @Test
    void givesUpAnEndpointWhoseObserverReleasesWhatItDoesNotTake() {
        udp.expectErrors();
        List<NtStatus> failures = new ArrayList<>();
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, new UdpFixture.SilentObserver() {
            @Override
            public boolean received(TransportBuffer datagrams, int flags) {
                datagrams.release();
                return false;
            }

            @Override
            public void failed(NtStatus reason) {
                failures.add(reason);
            }
        });
        endpoint.observe(true);
        udp.peer(IpFamily.INET).send("abc", endpoint);

        Call receive = Call.into(10);
        do {
            Thread.onSpinWait();
        } while (endpoint.restrict(null).isSuccess());

        receive.start(endpoint::receiveFrom).awaits(NtStatus.STATUS_FILE_FORCED_CLOSED);
        settle(endpoint);
        assertThat(failures).containsExactly(NtStatus.STATUS_FILE_FORCED_CLOSED);
    }
}
