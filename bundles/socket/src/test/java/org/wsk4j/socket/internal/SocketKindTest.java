// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_IMPLEMENTED;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.AddressFamily.AF_INET6;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_ICMP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_ICMPV6;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_RAW;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_SCTP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;
import static org.wsk4j.ws2def.SocketType.SOCK_DGRAM;
import static org.wsk4j.ws2def.SocketType.SOCK_RAW;
import static org.wsk4j.ws2def.SocketType.SOCK_RDM;
import static org.wsk4j.ws2def.SocketType.SOCK_SEQPACKET;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_BASIC_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_CONNECTION_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_DATAGRAM_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_LISTEN_SOCKET;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_STREAM_SOCKET;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeDatagramEndpoint;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskSocket;

/** Which combinations of address family, socket type, protocol and category make a socket, over transports for all of IP. */
@Timeout(60)
class SocketKindTest {
    private static final int[] TYPES = {0, SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_RDM, SOCK_SEQPACKET, 6, -1};
    private static final int[] PROTOCOLS = {IPPROTO_IP, IPPROTO_ICMP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_RAW, 256, -1};

    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    @AfterEach
    void nothingIsLeftOfWhatWasRefused() {
        assertThat(streams.transport(FakeTransport.class).openEndpoints())
                .isEqualTo(streams.engine().sockets().size());
        assertThat(datagrams.transport(FakeDatagramTransport.class).openEndpoints())
                .isEqualTo(datagrams.engine().sockets().size());
    }

    /** What can be made, by type and protocol; whatever else happens is a refusal as not supported. */
    private Set<String> made(int family, int flags) {
        Set<String> made = new TreeSet<>();
        for (int type : TYPES) {
            for (int protocol : PROTOCOLS) {
                for (SocketFixture fixture : new SocketFixture[] {streams, datagrams}) {
                    Call call = fixture.create(family, type, protocol, flags, null, null);
                    if (call.returned().isSuccess()) {
                        call.completedInlineWith(STATUS_SUCCESS);
                        AnySocket socket = fixture.adoptAny(call.irp().object(WskSocket.class));
                        socket.close().completedWith(STATUS_SUCCESS);
                        made.add(type + "/" + protocol);
                    } else {
                        call.completedInlineWith(STATUS_NOT_SUPPORTED);
                    }
                }
            }
        }
        return made;
    }

    @ParameterizedTest
    @ValueSource(ints = {AF_INET, AF_INET6})
    @Clause({
        "AF-INET-02",
        "AF-INET-03",
        "AF-INET-04",
        "AF-INET-05",
        "AF-INET-06",
        "AF-INET-08",
        "AF-INET6-02",
        "AF-INET6-03",
        "AF-INET6-04",
        "AF-INET6-05",
        "AF-INET6-06",
        "AF-INET6-08",
        "SOCKET-08"
    })
    void hasTheCombinationsOfEachCategory(int family) {
        assertThat(made(family, WSK_FLAG_BASIC_SOCKET))
                .containsExactlyInAnyOrder("1/6", "2/17", "3/0", "3/1", "3/6", "3/17", "3/255", "3/256", "3/-1");
        assertThat(made(family, WSK_FLAG_LISTEN_SOCKET)).containsExactlyInAnyOrder("1/6", "2/17");
        assertThat(made(family, WSK_FLAG_DATAGRAM_SOCKET))
                .containsExactlyInAnyOrder("2/17", "3/0", "3/1", "3/6", "3/17", "3/255", "3/256", "3/-1");
        assertThat(made(family, WSK_FLAG_CONNECTION_SOCKET)).containsExactly("1/6");
        assertThat(made(family, WSK_FLAG_STREAM_SOCKET)).containsExactly("1/6");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 99, 65_535, 65_536, -1, Integer.MIN_VALUE})
    void hasNoSocketsOfOtherFamilies(int family) {
        for (int flags : new int[] {0, 1, 2, 4, 8}) {
            assertThat(made(family, flags)).isEmpty();
        }
    }

    @Test
    void looksAtTheFlagsBeforeTheKind() {
        streams.create(99, 99, 99, WSK_FLAG_LISTEN_SOCKET | WSK_FLAG_STREAM_SOCKET, null, null)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        streams.create(99, 99, 99, WSK_FLAG_LISTEN_SOCKET, null, new Object())
                .completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    // ---- raw sockets

    @ParameterizedTest
    @ValueSource(ints = {IPPROTO_ICMP, IPPROTO_SCTP, IPPROTO_RAW})
    @Clause({"AF-INET-05", "AF-INET-08"})
    void sendsOfAProtocolWithoutACategoryRaw(int protocol) {
        assertCarriesRaw(AF_INET, protocol, new SockAddrIn(), SockAddrIn.of("192.0.2.1", 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {IPPROTO_ICMPV6, IPPROTO_SCTP})
    @Clause({"AF-INET6-05", "AF-INET6-08"})
    void sendsOfAProtocolWithoutACategoryRawOverIpv6(int protocol) {
        assertCarriesRaw(AF_INET6, protocol, new SockAddrIn6(), SockAddrIn6.of("2001:db8::1", 0));
    }

    private void assertCarriesRaw(int family, int protocol, SockAddr local, SockAddr remote) {
        AnySocket made = datagrams.socketOf(family, SOCK_RAW, protocol, WSK_FLAG_DATAGRAM_SOCKET);
        DatagramClient socket = new DatagramClient(made.socket());
        FakeDatagramEndpoint endpoint =
                datagrams.transport(FakeDatagramTransport.class).endpoint();
        socket.bind(local).completedWith(STATUS_SUCCESS);

        socket.sendTo("raw", remote).succeededWith(3);

        assertThat(endpoint.protocol()).isEqualTo(protocol);
        assertThat(endpoint.triple().socketType()).isEqualTo(SOCK_RAW);
        assertThat(endpoint.sent()).hasSize(1);
    }

    // ---- the listening socket that cannot listen

    @ParameterizedTest
    @ValueSource(ints = {AF_INET, AF_INET6})
    @Clause({"AF-INET-04", "AF-INET6-04", "BIND-17"})
    void doesNotBindAListeningSocketForDatagrams(int family) {
        WskSocket made = datagrams
                .create(family, SOCK_DGRAM, IPPROTO_UDP, WSK_FLAG_LISTEN_SOCKET, null, null)
                .completedInlineWith(STATUS_SUCCESS)
                .irp()
                .object(WskSocket.class);
        ListeningSocket socket = datagrams.adoptListening(made);
        SockAddr address = family == AF_INET ? new SockAddrIn() : new SockAddrIn6();
        SockAddr other = family == AF_INET ? new SockAddrIn6() : new SockAddrIn();

        Call bind = socket.bind(address).completedInlineWith(STATUS_NOT_IMPLEMENTED);
        socket.bind(other).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.bind(address, 1).completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.accept().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.getLocalAddress(address).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(bind.irp().information()).isZero();
        assertThat(datagrams.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.category()).isEqualTo("listen");
            assertThat(report.state()).isEqualTo("UNBOUND");
        });
        socket.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    void takesOptionsAndItsEndThoughItCannotListen() {
        Object callbacks = new RecordedListenEvents(datagrams).dispatch();
        WskSocket made = datagrams
                .create(AF_INET, SOCK_DGRAM, IPPROTO_UDP, WSK_FLAG_LISTEN_SOCKET, null, callbacks)
                .irp()
                .object(WskSocket.class);
        ListeningSocket socket = datagrams.adoptListening(made);

        socket.set(SOL_SOCKET, SO_RCVBUF, 4, new ULong(1234)).completedInlineWith(STATUS_SUCCESS);
        socket.setConditional(new ULong(1)).completedInlineWith(STATUS_SUCCESS);
        socket.bind(new SockAddrIn()).completedInlineWith(STATUS_NOT_IMPLEMENTED);
        datagrams.registry().revokeAll();
        datagrams.transport(FakeDatagramTransport.class).run();

        socket.close().completedWith(STATUS_SUCCESS);
    }
}
