// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_KEEPALIVE;
import static org.wsk4j.ws2def.SocketOptions.TCP_NODELAY;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;

/** The options that a listener has for the connections that it accepts. */
class AcceptedOptionsTest {
    private static final String KEEPALIVE = SOL_SOCKET + "," + SO_KEEPALIVE;
    private static final String NODELAY = IPPROTO_TCP + "," + TCP_NODELAY;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private final Acceptor acceptor = new Acceptor(tcp);

    private static int get(TransportEndpoint endpoint, int level, int option) {
        ULong value = new ULong(77);
        SizeT written = new SizeT();
        assertThat(endpoint.getOption(level, option, value, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(4);
        return value.get();
    }

    private static void set(TransportEndpoint endpoint, int level, int option, int value) {
        assertThat(endpoint.setOption(level, option, new ULong(value))).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private TransportEndpoint accepted(ListenEndpoint listener) {
        listener.setAccepting(true);
        tcp.dial(IpFamily.INET, TcpFixture.portOf(IpFamily.INET, listener));
        return acceptor.next();
    }

    @ParameterizedTest
    @CsvSource({KEEPALIVE, NODELAY})
    @Clause({"SO-KEEPALIVE-05", "SO-KEEPALIVE-06"})
    void areOnForConnectionsUnlessTheseSayOtherwise(int level, int option) {
        ListenEndpoint listener = tcp.boundListener(IpFamily.INET, acceptor);
        assertThat(get(listener, level, option)).isZero();
        assertThat(get(accepted(listener), level, option)).isZero();

        set(listener, level, option, 1);
        assertThat(get(listener, level, option)).isOne();
        TransportEndpoint accepted = accepted(listener);
        assertThat(get(accepted, level, option)).isOne();
        set(accepted, level, option, 0);

        assertThat(get(accepted, level, option)).isZero();
        assertThat(get(listener, level, option)).isOne();
        assertThat(get(accepted(listener), level, option)).isOne();
    }

    @ParameterizedTest
    @CsvSource({KEEPALIVE, NODELAY})
    void takeZeroAndOneOnly(int level, int option) {
        ListenEndpoint listener = tcp.openListener(IpFamily.INET, acceptor);

        assertThat(listener.setOption(level, option, new ULong(2))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(listener.setOption(level, option, true)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(listener.setOption(level, option, null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(listener.getOption(level, option, null, new SizeT())).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);

        assertThat(get(listener, level, option)).isZero();
    }

    @ParameterizedTest
    @CsvSource({KEEPALIVE, NODELAY})
    @EnabledOnOs(OS.LINUX)
    @Clause("SO-KEEPALIVE-05")
    void areTakenOverFromTheStreamEndpointThatListens(int level, int option) {
        StreamEndpoint bound = tcp.open(IpFamily.INET);
        set(bound, level, option, 1);
        bound.bind(new SockAddrIn());
        Ptr<ListenEndpoint> listener = new Ptr<>();

        tcp.transport().listen(bound, acceptor, listener);

        tcp.keep(listener.get());
        assertThat(get(accepted(listener.get()), level, option)).isOne();
    }
}
