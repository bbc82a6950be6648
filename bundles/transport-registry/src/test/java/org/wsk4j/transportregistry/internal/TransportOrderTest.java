// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.transportregistry.internal.FakeTransport.RAW4;
import static org.wsk4j.transportregistry.internal.FakeTransport.TCP4;
import static org.wsk4j.transportregistry.internal.FakeTransport.TCP6;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SocketType;

/** Which transports are listed, in which order, and which one is leased. */
class TransportOrderTest {
    private final RegistryFixture fixture = new RegistryFixture(0, 0);

    @Test
    void listsHighestRankingFirstThenLowestServiceId() {
        fixture.bind(new FakeTransport("late"), 30, 5);
        fixture.bind(new FakeTransport("low"), 10, -1);
        fixture.bind(new FakeTransport("early"), 20, 5);

        assertThat(fixture.names()).containsExactly("early", "late", "low");
    }

    @Test
    void takesRankingZeroWhenNoneIsGiven() {
        fixture.registry.bindTransport(new FakeTransport("plain"), new FakeReference<>(1));

        assertThat(fixture.registry.transports().get(0).ranking()).isZero();
    }

    @Test
    void reportsWhatTheTransportSaysOfItself() {
        FakeTransport transport = new FakeTransport("memory", TCP4, TCP6);
        fixture.bind(transport, 1, 3);

        TransportReport report = fixture.registry.transports().get(0);

        assertThat(report.name()).isEqualTo("memory");
        assertThat(report.providerId()).isEqualTo(transport.providerId());
        assertThat(report.version()).isEqualTo(0x0102);
        assertThat(report.triples()).containsExactly(TCP4, TCP6);
        assertThat(report.ranking()).isEqualTo(3);
        assertThat(report.endpoints()).isZero();
    }

    @Test
    void givesSnapshotsThatNobodyCanChange() {
        fixture.bind(new FakeTransport("one"), 1, 0);
        List<TransportReport> snapshot = fixture.registry.transports();

        fixture.bind(new FakeTransport("two"), 2, 0);

        assertThat(snapshot).hasSize(1);
        assertThatThrownBy(snapshot::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void ordersAnewWhenARankingChanges() {
        fixture.bind(new FakeTransport("first"), 1, 10);
        FakeReference<TransportProvider> second = fixture.bind(new FakeTransport("second"), 2, 0);

        second.setRanking(11);
        fixture.registry.updatedTransport(second);

        assertThat(fixture.names()).containsExactly("second", "first");
        assertThat(fixture.registry.transports().get(0).ranking()).isEqualTo(11);
    }

    @Test
    void keepsLeasesWhenARankingChanges() {
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport("one"), 1, 0);
        TransportLease lease = fixture.lease(TCP4, () -> {});

        reference.setRanking(1);
        fixture.registry.updatedTransport(reference);

        assertThat(fixture.registry.transports().get(0).endpoints()).isEqualTo(1);
        lease.release();
        assertThat(fixture.registry.transports().get(0).endpoints()).isZero();
    }

    @Test
    void leasesTheBestOfThoseThatServeATriple() {
        fixture.bind(new FakeTransport("good"), 1, 0);
        FakeTransport better = new FakeTransport("better");
        fixture.bind(better, 2, 1);
        FakeTransport six = new FakeTransport("six", TCP6);
        fixture.bind(six, 3, 2);

        assertThat(fixture.lease(TCP4, () -> {}).transport()).isSameAs(better);
        assertThat(fixture.lease(TCP6, () -> {}).transport()).isSameAs(six);
    }

    @Test
    void leasesTheTripleThatServesEveryProtocol() {
        fixture.bind(new FakeTransport("raw", TCP4, RAW4), 1, 0);
        Ptr<TransportLease> lease = new Ptr<>();

        NtStatus status = fixture.registry.lease(
                AddressFamily.AF_INET, SocketType.SOCK_RAW, 89, StreamTransport.class, () -> {}, lease);

        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(lease.get().triple()).isEqualTo(RAW4);
    }

    @Test
    void refusesWhatNoTransportServes() {
        fixture.bind(new FakeTransport("four"), 1, 0);

        assertThat(fixture.lease(TCP6, () -> {})).isNull();
    }

    @Test
    void refusesAnAbilityThatTheTransportLacks() {
        fixture.bind(new FakeTransport("streams"), 1, 0);
        Ptr<TransportLease> lease = new Ptr<>();

        NtStatus status = fixture.registry.lease(
                TCP4.addressFamily(), TCP4.socketType(), TCP4.protocol(), DatagramTransport.class, () -> {}, lease);

        assertThat(status).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(lease.get()).isNull();
    }

    @Test
    void countsLeasesUntilTheirFirstRelease() {
        fixture.bind(new FakeTransport("one"), 1, 0);
        TransportReport report = fixture.registry.transports().get(0);
        TransportLease[] leases = new TransportLease[5];
        Arrays.setAll(leases, i -> fixture.lease(TCP4, () -> {}));
        assertThat(report.endpoints()).isEqualTo(5);

        for (int i : new int[] {2, 4, 0, 2, 2, 3, 1, 0}) {
            leases[i].release();
        }

        assertThat(report.endpoints()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "providerId", "version", "triples"})
    void leavesOutATransportThatThrowsAndNamesItsBundle(String method) {
        fixture.bind(
                new FakeTransport("broken") {
                    private void fail(String now) {
                        if (now.equals(method)) {
                            throw new IllegalStateException("broken on purpose");
                        }
                    }

                    @Override
                    public String name() {
                        fail("name");
                        return super.name();
                    }

                    @Override
                    public Guid providerId() {
                        fail("providerId");
                        return super.providerId();
                    }

                    @Override
                    public int version() {
                        fail("version");
                        return super.version();
                    }

                    @Override
                    public List<TransportTriple> triples() {
                        fail("triples");
                        return super.triples();
                    }
                },
                1,
                9);
        fixture.bind(new FakeTransport("fine"), 2, 0);

        assertThat(fixture.names()).containsExactly("fine");
        assertThat(fixture.lease(TCP4, () -> {})).isNotNull();
        assertThat(RegistryFixture.logged(Level.WARN))
                .singleElement()
                .asString()
                .contains("org.example.fake [7]");
    }

    @Test
    void leavesOutATransportWhoseAnswersAreNoUse() {
        fixture.bind(new FakeTransport(" "), 1, 0);
        fixture.bind(
                new FakeTransport("wide") {
                    @Override
                    public int version() {
                        return 0x10000;
                    }
                },
                2,
                0);
        fixture.bind(
                new FakeTransport("empty") {
                    @Override
                    public List<TransportTriple> triples() {
                        return List.of();
                    }
                },
                3,
                0);
        fixture.bind(
                new FakeTransport("holes") {
                    @Override
                    public List<TransportTriple> triples() {
                        return Arrays.asList(TCP4, null);
                    }
                },
                4,
                0);

        assertThat(fixture.names()).isEmpty();
        assertThat(RegistryFixture.logged(Level.WARN)).hasSize(4);
    }

    @Test
    void forgetsATransportThatWasLeftOutWithoutAWord() {
        FakeReference<TransportProvider> reference = fixture.bind(new FakeTransport(""), 1, 0);

        fixture.registry.updatedTransport(reference);
        fixture.registry.unbindTransport(reference);

        assertThat(RegistryFixture.logged(Level.INFO)).isEmpty();
    }
}
