// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.SocketOptions.IP_TTL;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_BROADCAST;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

/** What a fake transport of datagrams serves and makes, and the options and operations of its endpoints. */
class FakeDatagramTransportTest extends FakeDatagramFixture {
    private static final TransportTriple RAW6 =
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_RAW, TransportTriple.ANY_PROTOCOL);

    private final ULong value = new ULong();
    private final SizeT written = new SizeT();

    private FakeControlEndpoint control() {
        Ptr<TransportEndpoint> made = new Ptr<>();
        assertThat(transport.openControl(UDP, UDP.protocol(), made)).isEqualTo(STATUS_SUCCESS);
        FakeControlEndpoint endpoint = transport.controlEndpoints().get(0);
        assertThat(made.get()).isSameAs(endpoint);
        return endpoint;
    }

    @Test
    void makesRawEndpointsForAnyProtocol() {
        Ptr<DatagramEndpoint> made = new Ptr<>();
        assertThat(transport.openDatagram(RAW6, 58, observer, made)).isEqualTo(STATUS_SUCCESS);

        FakeDatagramEndpoint endpoint = transport.endpoint();
        assertThat(endpoint.triple()).isEqualTo(RAW6);
        assertThat(endpoint.protocol()).isEqualTo(58);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.bind(new SockAddrIn6())).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.restrict(SockAddrIn6.of("::1", 0))).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.restrict(new SockAddrIn6())).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    void servesWhatItIsTold() {
        try (FakeDatagramTransport raw = FakeDatagramTransport.stepped(List.of(RAW6))) {
            assertThat(raw.triples()).containsExactly(RAW6);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> raw.openDatagram(UDP, UDP.protocol(), observer, new Ptr<>()));
            assertThatIllegalArgumentException().isThrownBy(() -> raw.openControl(UDP, UDP.protocol(), new Ptr<>()));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> transport.openDatagram(UDP, UDP.protocol() + 1, observer, new Ptr<>()));
    }

    @Test
    void makesNoEndpointWhenTheTestSaysSo() {
        Ptr<DatagramEndpoint> made = new Ptr<>();
        transport.whenOpening(() -> transport.refuseOpen(STATUS_INSUFFICIENT_RESOURCES));

        assertThat(transport.openDatagram(UDP, UDP.protocol(), observer, made))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(made.get()).isNull();
        assertThat(transport.endpoints()).isEmpty();
        assertThatIllegalStateException().isThrownBy(transport::endpoint);
        transport.whenOpening(() -> {});
        transport.refuseOpen(null);
        open();
        assertThat(transport.openEndpoints()).isOne();
    }

    @Test
    void hasTheOptionsThatTheTestAdds() {
        FakeDatagramEndpoint older = open();
        transport.addOption(IPPROTO_IP, IP_TTL, 64);
        FakeDatagramEndpoint endpoint = open();

        assertThat(endpoint.getOption(IPPROTO_IP, IP_TTL, value, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(value.get()).isEqualTo(64);
        assertThat(endpoint.setOption(IPPROTO_IP, IP_TTL, new ULong(3))).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.option(IPPROTO_IP, IP_TTL)).isEqualTo(3);
        assertThat(older.setOption(IPPROTO_IP, IP_TTL, value)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(older.option(SOL_SOCKET, SO_BROADCAST)).isZero();
        assertThat(older.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(FakePeer.WINDOW);
    }

    @Test
    void runsTheControlOperationsThatTheTestAdds() {
        FakeDatagramEndpoint endpoint = open();
        assertThat(endpoint.control(7, null, null, written)).isEqualTo(STATUS_NOT_SUPPORTED);

        transport.addControl(7, (input, output, count) -> {
            count.set(((ULong) input).get());
            return STATUS_SUCCESS;
        });

        assertThat(endpoint.control(7, new ULong(5), null, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(5);
    }

    @Test
    void makesEndpointsOfControlOperations() {
        transport.addOption(IPPROTO_IP, IP_TTL, 64);
        transport.addControl(7, (input, output, count) -> STATUS_SUCCESS);
        FakeControlEndpoint endpoint = control();

        assertThat(endpoint.setOption(IPPROTO_IP, IP_TTL, new ULong(3))).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.option(IPPROTO_IP, IP_TTL)).isEqualTo(3);
        assertThat(endpoint.control(7, null, null, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.bind(new SockAddrIn())).isEqualTo(STATUS_NOT_SUPPORTED);
        endpoint.forEachPending(request -> {
            throw new AssertionError("nothing waits, but for " + request);
        });
        assertThat(transport.openEndpoints()).isOne();

        assertThat(RecordedRequest.empty().start(endpoint::close)).isEqualTo(STATUS_SUCCESS);

        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    void holdsTheCloseOfAnEndpointOfControlOperations() {
        transport.holdCloses();
        RecordedRequest close = RecordedRequest.empty();
        close.start(control()::close);
        assertThat(close.isOver()).isFalse();

        transport.releaseHolds();

        assertThat(close.status()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void findsOutWhatIsLeftOpen() {
        FakeDatagramEndpoint endpoint = open();

        assertThatIllegalStateException().isThrownBy(transport::close).withMessageContaining(endpoint.toString());
    }
}
