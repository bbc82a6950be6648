// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.AddressFamily.AF_INET6;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketType.SOCK_DGRAM;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

class DirectRegistryTest {
    private final FakeTransport first = FakeTransport.stepped();
    private final FakeTransport second = FakeTransport.stepped();
    private final DirectRegistry registry = DirectRegistry.of(first, second);
    private final List<String> told = new ArrayList<>();

    private NtStatus lease(String holder, Class<? extends TransportProvider> ability, Ptr<TransportLease> lease) {
        return registry.lease(AF_INET, SOCK_STREAM, IPPROTO_TCP, ability, () -> told.add(holder), lease);
    }

    private TransportLease leased(String holder) {
        Ptr<TransportLease> lease = new Ptr<>();
        assertThat(lease(holder, StreamTransport.class, lease)).isEqualTo(STATUS_SUCCESS);
        return lease.get();
    }

    @Test
    void leasesTheFirstTransportThatServes() {
        TransportLease lease = leased("a");

        assertThat(lease.transport()).isSameAs(first);
        assertThat(lease.triple()).isEqualTo(first.triples().get(0));
        assertThat(registry.openLeases()).isOne();
    }

    @Test
    void leasesNothingThatNobodyServes() {
        Ptr<TransportLease> lease = new Ptr<>();

        assertThat(lease("a", DatagramTransport.class, lease)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(registry.lease(AF_INET6, SOCK_DGRAM, IPPROTO_TCP, StreamTransport.class, () -> {}, lease))
                .isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(DirectRegistry.of().lease(AF_INET, SOCK_STREAM, IPPROTO_TCP, StreamTransport.class, () -> {}, lease))
                .isEqualTo(STATUS_NOT_SUPPORTED);

        assertThat(lease.get()).isNull();
        assertThat(registry.openLeases()).isZero();
    }

    @Test
    void takesALeaseBackOnce() {
        TransportLease lease = leased("a");
        leased("b");

        lease.release();
        lease.release();

        assertThat(registry.openLeases()).isOne();
    }

    @Test
    void reportsItsTransports() {
        leased("a");

        List<TransportReport> reports = registry.transports();

        assertThat(reports).hasSize(2);
        TransportReport report = reports.get(0);
        assertThat(report.name()).isEqualTo(first.name());
        assertThat(report.providerId()).isEqualTo(first.providerId());
        assertThat(report.version()).isEqualTo(first.version());
        assertThat(report.triples()).isEqualTo(first.triples());
        assertThat(report.ranking()).isZero();
        assertThat(report.endpoints()).isOne();
        assertThat(reports.get(1).endpoints()).isZero();
    }

    @Test
    void tellsTheHoldersOfATransportThatLeaves() {
        leased("a");
        TransportLease released = leased("b");
        leased("c");
        released.release();

        registry.revoke(first);

        assertThat(told).containsExactly("a", "c");
        assertThat(registry.transports()).hasSize(1);
        assertThat(leased("d").transport()).isSameAs(second);
        registry.revoke(first);
        assertThat(told).as("once each").containsExactly("a", "c");
        assertThat(registry.openLeases()).as("until they are released").isEqualTo(3);
    }

    @Test
    void letsAHolderReleaseAtOnce() {
        List<TransportLease> leases = new ArrayList<>();
        Ptr<TransportLease> lease = new Ptr<>();
        registry.lease(
                AF_INET,
                SOCK_STREAM,
                IPPROTO_TCP,
                StreamTransport.class,
                () -> leases.get(0).release(),
                lease);
        leases.add(lease.get());

        registry.revoke(first);

        assertThat(registry.openLeases()).isZero();
    }

    @Test
    void revokesAtPassiveLevelOnly() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            assertThatExceptionOfType(BugCheck.class).isThrownBy(() -> registry.revoke(first));
        } finally {
            Irql.lower(old);
        }
    }
}
