// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.RecordingDatagramObserver;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/** What the transport says it can do, and what its endpoints do: the same. */
@Timeout(60)
class CapabilitiesTest {
    private static final int[] LEVELS = {
        SocketOptions.SOL_SOCKET,
        IpProtocol.IPPROTO_IP,
        IpProtocol.IPPROTO_IPV6,
        IpProtocol.IPPROTO_TCP,
        IpProtocol.IPPROTO_UDP
    };

    private final TcpIpTransport transport = new TcpIpTransport(TcpFixture.config(1));

    @AfterEach
    void end() {
        transport.deactivate();
    }

    static List<TransportTriple> triples() {
        TcpIpTransport asked = new TcpIpTransport(TcpFixture.config(1));
        try {
            return asked.triples();
        } finally {
            asked.deactivate();
        }
    }

    /** All numbers of options that have a name. */
    private static Set<Integer> numbers() {
        return Arrays.stream(SocketOptions.class.getFields())
                .filter(field -> field.getType() == int.class)
                .map(CapabilitiesTest::value)
                .collect(Collectors.toSet());
    }

    private static int value(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private List<TransportCapability> said(TransportTriple triple, Kind kind) {
        return transport.capabilities(triple).stream()
                .filter(each -> each.kind() == kind)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("triples")
    @Clause({"CONTROLSOCKET-06", "CONTROLSOCKET-19"})
    void areThoseOfItsEndpoints(TransportTriple triple) {
        Ptr<TransportEndpoint> opened = new Ptr<>();
        boolean datagrams = triple.socketType() == SocketType.SOCK_DGRAM;
        NtStatus status = datagrams
                ? transport.openDatagram(triple, triple.protocol(), new RecordingDatagramObserver(), opened)
                : transport.openControl(triple, triple.protocol(), opened);
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        TransportEndpoint endpoint = opened.get();

        List<TransportCapability> got = IntStream.of(LEVELS)
                .boxed()
                .flatMap(level -> numbers().stream()
                        .filter(number -> endpoint.getOption(level, number, new ULong(), new SizeT())
                                != NtStatus.STATUS_NOT_SUPPORTED)
                        .map(number -> new TransportCapability(Kind.GET_OPTION, level, number)))
                .toList();
        List<TransportCapability> set = IntStream.of(LEVELS)
                .boxed()
                .flatMap(level -> numbers().stream()
                        .filter(number ->
                                endpoint.setOption(level, number, "no value") != NtStatus.STATUS_NOT_SUPPORTED)
                        .map(number -> new TransportCapability(Kind.SET_OPTION, level, number)))
                .toList();

        assertThat(said(triple, Kind.GET_OPTION)).containsExactlyInAnyOrderElementsOf(got);
        assertThat(said(triple, Kind.SET_OPTION)).containsExactlyInAnyOrderElementsOf(set);
        endpoint.close(new TransportRequest());
    }
}
