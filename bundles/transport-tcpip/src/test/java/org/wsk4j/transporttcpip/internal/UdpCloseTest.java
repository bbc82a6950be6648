// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;

class UdpCloseTest {
    @RegisterExtension
    final UdpFixture udp = new UdpFixture();

    private final UdpWatcher watcher = new UdpWatcher();

    @Test
    void closesAtOnceWhatNoThreadKnows() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        UdpFixture.send("a", udp.peer(IpFamily.INET).address()).ends(endpoint::sendTo, NtStatus.STATUS_SUCCESS);
        udp.forget(endpoint);

        Call.empty().ends(endpoint::close, NtStatus.STATUS_SUCCESS);

        assertThat(endpoint.bytesSent()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void cancelsWhatWaitsInOrderAndThenCompletes(IpFamily family) {
        DatagramEndpoint endpoint = udp.bound(family);
        SockAddr address = UdpFixture.addressOf(family, endpoint);
        List<Call> ended = Collections.synchronizedList(new ArrayList<>());
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(Call.into(10).then(ended::add).pends(endpoint::receiveFrom));
        }
        udp.forget(endpoint);
        Call close = Call.empty().then(ended::add);
        calls.add(close);

        close.pends(endpoint::close);

        close.awaits(NtStatus.STATUS_SUCCESS);
        assertThat(ended).containsExactlyElementsOf(calls);
        calls.subList(0, 10).forEach(call -> call.awaits(NtStatus.STATUS_CANCELLED));
        assertThat(close.announcements()).isZero();
        DatagramEndpoint next = udp.open(family);
        assertThat(next.bind(address)).as("the address is free").isEqualTo(NtStatus.STATUS_SUCCESS);
        endpoint.cancel(calls.get(0).request());
        endpoint.observe(true);
    }

    @Test
    void letsTheObserverClose() {
        Call close = Call.empty();
        DatagramEndpoint[] endpoint = new DatagramEndpoint[1];
        watcher.takes(() -> {
            close.pends(endpoint[0]::close);
            return true;
        });
        endpoint[0] = udp.bound(IpFamily.INET, watcher);
        udp.forget(endpoint[0]);
        endpoint[0].observe(true);

        udp.peer(IpFamily.INET).send("a", endpoint[0]);

        close.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expect("took a").expectNothing();
    }

    @Test
    void letsAnOwnerCloseWhenItsRequestCompletes() {
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET);
        udp.forget(endpoint);
        Call close = Call.empty();
        Call receive = Call.into(10).then(call -> close.start(endpoint::close)).pends(endpoint::receiveFrom);
        Call behind = Call.into(10).pends(endpoint::receiveFrom);

        udp.peer(IpFamily.INET).send("a", endpoint);

        receive.awaits(NtStatus.STATUS_SUCCESS);
        behind.awaits(NtStatus.STATUS_CANCELLED);
        close.awaits(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void tellsTheObserverNothingOfWhatWaitsOnceItIsClosed() {
        watcher.takes(() -> false);
        DatagramEndpoint endpoint = udp.bound(IpFamily.INET, watcher);
        endpoint.observe(true);
        udp.peer(IpFamily.INET).send("a", endpoint);
        watcher.expect("refused a");

        udp.close(endpoint);
        endpoint.observe(true);

        watcher.expectNothing();
        assertThat(watcher.failures()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void failsWhatIsLeftOpenWhenTheTransportIsDeactivated(IpFamily family) {
        udp.expectErrors();
        DatagramEndpoint endpoint = udp.bound(family, watcher);
        List<Call> ended = new ArrayList<>();
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(Call.into(10).then(ended::add).pends(endpoint::receiveFrom));
        }

        udp.transport().deactivate();

        assertThat(ended).containsExactlyElementsOf(calls);
        calls.forEach(call -> call.awaits(NtStatus.STATUS_FILE_FORCED_CLOSED));
        assertThat(watcher.failures()).containsExactly(NtStatus.STATUS_FILE_FORCED_CLOSED);
        Call.into(10).ends(endpoint::receiveFrom, NtStatus.STATUS_FILE_FORCED_CLOSED);
        UdpFixture.send("a", TcpFixture.loopback(family, 9)).ends(endpoint::sendTo, NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(endpoint.restrict(null)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        udp.close(endpoint);
        assertThat(watcher.failures()).hasSize(1);
    }

    @Test
    void tellsTheObserverOfAnIdleEndpointThatItIsGivenUp() {
        udp.expectErrors();
        DatagramEndpoint unbound = udp.open(IpFamily.INET, watcher);

        udp.transport().deactivate();

        assertThat(watcher.failures()).containsExactly(NtStatus.STATUS_FILE_FORCED_CLOSED);
        assertThat(unbound.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void bindsOnceAndToLocalAddressesOnly() {
        DatagramEndpoint endpoint = udp.open(IpFamily.INET);

        assertThat(endpoint.localAddress(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.bind(SockAddrIn.of("192.0.2.123", 0))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(endpoint.bind(null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(TcpFixture.portOf(IpFamily.INET, endpoint)).isPositive();
    }
}
