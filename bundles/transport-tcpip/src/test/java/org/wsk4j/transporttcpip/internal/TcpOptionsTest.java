// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

class TcpOptionsTest {
    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private static int get(StreamEndpoint endpoint, int level, int option) {
        ULong value = new ULong(77);
        SizeT written = new SizeT();
        assertThat(endpoint.getOption(level, option, value, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(4);
        return value.get();
    }

    @ParameterizedTest
    @CsvSource({
        SocketOptions.SOL_SOCKET + "," + SocketOptions.SO_KEEPALIVE,
        SocketOptions.SOL_SOCKET + "," + SocketOptions.SO_REUSEADDR,
        IpProtocol.IPPROTO_TCP + "," + SocketOptions.TCP_NODELAY
    })
    @Clause({"SO-KEEPALIVE-01", "SO-KEEPALIVE-03", "SO-KEEPALIVE-04"})
    void switchesAnOptionOnAndOff(int level, int option) {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        assertThat(get(endpoint, level, option)).isZero();

        assertThat(endpoint.setOption(level, option, new ULong(1))).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(get(endpoint, level, option)).isEqualTo(1);
        assertThat(endpoint.setOption(level, option, new ULong(0))).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(get(endpoint, level, option)).isZero();
        assertThat(endpoint.setOption(level, option, new ULong(2))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"SO-RCVBUF-01", "SO-RCVBUF-03", "SO-RCVBUF-04"})
    void setsTheReceiveBuffer() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);

        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, new ULong(50_000)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(get(endpoint, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF))
                .isGreaterThanOrEqualTo(50_000);
        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, new ULong(0)))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, new ULong(-1)))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    @Clause("SO-REUSEADDR-01")
    void letsListenersShareAnAddressWhenBothSaySo() {
        SockAddr address = TcpFixture.loopback(IpFamily.INET, 0);
        ListenEndpoint first = reusing();
        ListenEndpoint second = reusing();
        ListenEndpoint other = tcp.openListener(IpFamily.INET, new Acceptor(tcp));
        assertThat(first.bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
        first.localAddress(address);

        assertThat(other.bind(address)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(second.bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private ListenEndpoint reusing() {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET, new Acceptor(tcp));
        assertThat(listener.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        return listener;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesTheListenersOwnReuseOfAddressesThatAreOver() throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            assertThat(TcpOptions.REUSEADDR.set(channel, new ULong(1))).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(channel.getOption(StandardSocketOptions.SO_REUSEPORT)).isTrue();

            assertThat(TcpOptions.REUSEADDR.set(channel, new ULong(0))).isEqualTo(NtStatus.STATUS_SUCCESS);

            assertThat(channel.getOption(StandardSocketOptions.SO_REUSEPORT)).isFalse();
            assertThat(channel.getOption(StandardSocketOptions.SO_REUSEADDR)).isTrue();
        }
    }

    @Test
    void refusesValuesOfAnotherType() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);

        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, 1))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, null))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(endpoint.getOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, null, new SizeT()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    void hasNoOtherOptionsAndNoControlOperations() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        SizeT written = new SizeT();

        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_DEBUG, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.setOption(IpProtocol.IPPROTO_IP, SocketOptions.SO_KEEPALIVE, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.getOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_DEBUG, new ULong(), written))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.control(1, null, null, written)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    @Test
    void comesTooLateOnceTheChannelIsGone() {
        StreamEndpoint endpoint = tcp.open(IpFamily.INET);
        Call.empty()
                .ends(
                        request ->
                                endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED),
                        NtStatus.STATUS_SUCCESS);

        assertThat(endpoint.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, new ULong(1)))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.getOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, new ULong(1), new SizeT()))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }
}
