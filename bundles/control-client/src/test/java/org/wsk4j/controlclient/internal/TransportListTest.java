// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.DirectRegistry;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskTransport;

/** WSK_TRANSPORT_LIST_QUERY. */
class TransportListTest {
    private static final int SIZE = WskConstants.SIZEOF_WSK_TRANSPORT;
    private static final Guid IP = Guid.parse("{00000000-0000-0000-0000-000000000001}");
    private static final Guid OTHER = Guid.parse("{00000000-0000-0000-0000-000000000002}");
    private static final TransportTriple TCP =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
    private static final TransportTriple UDP6 =
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
    private static final TransportTriple RAW =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_RAW, TransportTriple.ANY_PROTOCOL);

    private final DirectRegistry registry =
            DirectRegistry.of(new Named(IP, 3, List.of(TCP, UDP6)), new Named(OTHER, 9, List.of(RAW, TCP)));
    private final ControlClient control = new ControlClient(registry, new TransportListChanges());
    private final SizeT returned = new SizeT();

    private record Named(Guid providerId, int version, List<TransportTriple> triples) implements TransportProvider {
        @Override
        public String name() {
            return "named";
        }
    }

    private NtStatus query(long size, WskTransport[] output) {
        return control.wskControlClient(
                new FakeClient(), WskConstants.WSK_TRANSPORT_LIST_QUERY, 0, null, size, output, returned, null);
    }

    @Test
    @Clause({"TRANSPORT-QUERY-03", "CONTROLCLIENT-04"})
    void tellsTheSizeToWhoHasNoRoom() {
        assertThat(query(0, null)).isEqualTo(NtStatus.STATUS_BUFFER_OVERFLOW);
        assertThat(returned.get()).isEqualTo(3 * SIZE);
    }

    @Test
    @Clause({"TRANSPORT-QUERY-04", "CONTROLCLIENT-04"})
    void tellsTheSizeToWhoHasTooLittleRoomAndStoresNothing() {
        WskTransport[] output = new WskTransport[3];

        assertThat(query(3 * SIZE - 1, output)).isEqualTo(NtStatus.STATUS_BUFFER_OVERFLOW);
        assertThat(returned.get()).isEqualTo(3 * SIZE);
        assertThat(output).containsOnlyNulls();
    }

    @Test
    @Clause({
        "TRANSPORT-QUERY-01",
        "TRANSPORT-QUERY-05",
        "TRANSPORT-QUERY-06",
        "TRANSPORT-QUERY-07",
        "TRANSPORT-01",
        "TRANSPORT-02",
        "TRANSPORT-03",
        "TRANSPORT-04",
        "TRANSPORT-05",
        "CONTROLCLIENT-02"
    })
    void listsEachCombinationOnceWithTheTransportThatItGets() {
        query(0, null);
        WskTransport[] output = new WskTransport[(int) (returned.get() / SIZE)];

        assertThat(query(returned.get(), output)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(returned.get()).isEqualTo(3 * SIZE);
        assertThat(output)
                .containsExactly(
                        new WskTransport(3, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP, AddressFamily.AF_INET, IP),
                        new WskTransport(3, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP, AddressFamily.AF_INET6, IP),
                        new WskTransport(
                                9, SocketType.SOCK_RAW, TransportTriple.ANY_PROTOCOL, AddressFamily.AF_INET, OTHER));
    }

    @Test
    @Clause("TRANSPORT-QUERY-01")
    void leavesAloneWhatItDoesNotNeed() {
        WskTransport[] output = new WskTransport[5];

        assertThat(query(5 * SIZE, output)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(returned.get()).isEqualTo(3 * SIZE);
        assertThat(Arrays.asList(output).subList(0, 3)).doesNotContainNull();
        assertThat(Arrays.asList(output).subList(3, 5)).containsOnlyNulls();
    }

    @Test
    @Clause("TRANSPORT-QUERY-05")
    void followsTheRegistry() {
        TransportProvider added = new Named(OTHER, 1, List.of(UDP6));
        DirectRegistry few = DirectRegistry.of();
        ControlClient its = new ControlClient(few, new TransportListChanges());

        NtStatus none = its.wskControlClient(
                new FakeClient(), WskConstants.WSK_TRANSPORT_LIST_QUERY, 0, null, 0, null, returned, null);
        assertThat(none).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(returned.get()).isZero();

        few.add(added);
        NtStatus one = its.wskControlClient(
                new FakeClient(), WskConstants.WSK_TRANSPORT_LIST_QUERY, 0, null, 0, null, returned, null);
        assertThat(one).isEqualTo(NtStatus.STATUS_BUFFER_OVERFLOW);
        assertThat(returned.get()).isEqualTo(SIZE);
    }

    @Test
    void refusesASizeBeyondTheArray() {
        returned.set(77);

        assertThat(query(4 * SIZE, new WskTransport[3])).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);

        assertThat(returned.get()).isEqualTo(77);
    }
}
