// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import org.slf4j.event.Level;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/** A registry, and what Declarative Services does with it. */
final class RegistryFixture {
    final RankedTransportRegistry registry;

    RegistryFixture(long drainMillis, long releaseMillis) {
        TestLoggerFactory.clearAll();
        registry = new RankedTransportRegistry(drainMillis, releaseMillis);
    }

    FakeReference<TransportProvider> bind(TransportProvider transport, long serviceId, int ranking) {
        FakeReference<TransportProvider> reference = new FakeReference<>(serviceId, ranking);
        registry.bindTransport(transport, reference);
        return reference;
    }

    List<String> names() {
        return registry.transports().stream().map(TransportReport::name).toList();
    }

    /** A lease of a combination for connections, or null when it is refused with STATUS_NOT_SUPPORTED. */
    TransportLease lease(TransportTriple triple, TransportRegistry.LeaseHolder holder) {
        Ptr<TransportLease> lease = new Ptr<>();
        NtStatus status = registry.lease(
                triple.addressFamily(), triple.socketType(), triple.protocol(), StreamTransport.class, holder, lease);
        if (status != (lease.get() == null ? NtStatus.STATUS_NOT_SUPPORTED : NtStatus.STATUS_SUCCESS)) {
            throw new AssertionError(status + " with " + lease);
        }
        return lease.get();
    }

    static List<String> logged(Level level) {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .filter(event -> event.getLevel() == level)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }
}
