// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportListListener;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * The registry: the transports that are services now, best first, and the leases on them.
 *
 * <p>Each transport service becomes a {@link RankedTransport} in one immutable list, which every change replaces as a
 * whole. {@link #lease} walks the list and asks the {@link OpenLeases} of the first match. A transport that goes leaves
 * the list and shuts its leases, the {@link ChangeAnnouncer} tells the listeners, and a {@link Departure} waits, on the
 * thread that withdraws the service, until nobody uses the transport: only then does its service go.
 *
 * <p>Threads: safe for all. Withdrawing a transport and deactivating block, for the drain timeout and then once more
 * for at most {@value #RELEASE_MILLIS} ms.
 *
 * <p>Locks: {@code lock} for replacing the list, and one in each {@code OpenLeases}; neither is taken under the other,
 * and no transport, listener, holder or logger is called under one.
 *
 * <p>Spec: AF-TYPES-04, TRANSPORT-QUERY-07, TRANSPORT-CHANGE-02.
 */
@Component(service = TransportRegistry.class, immediate = true, configurationPid = TransportRegistryConfig.PID)
@Designate(ocd = TransportRegistryConfig.class)
public final class RankedTransportRegistry implements TransportRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(RankedTransportRegistry.class);
    private static final long RELEASE_MILLIS = 5_000;

    private final Object lock = new Object();
    private final ChangeAnnouncer announcer = new ChangeAnnouncer();
    private final long releaseMillis;
    private volatile long drainMillis; // replaced when the configuration changes, read by any thread
    private volatile List<RankedTransport> transports =
            List.of(); // replaced as a whole under the lock, read without it

    /** A registry that knows no transport yet. */
    @Activate
    public RankedTransportRegistry(TransportRegistryConfig config) {
        this(config.transportDrainTimeout(), RELEASE_MILLIS);
    }

    RankedTransportRegistry(long drainMillis, long releaseMillis) {
        this.drainMillis = drainMillis;
        this.releaseMillis = releaseMillis;
    }

    /** Takes a new configuration; departures under way keep the old one. */
    @Modified
    void configure(TransportRegistryConfig config) {
        drainMillis = config.transportDrainTimeout();
    }

    /** Lets all transports go together, so that the timeouts are spent once and not once for each. */
    @Deactivate
    void deactivate() {
        List<RankedTransport> all;
        synchronized (lock) {
            all = transports;
            transports = List.of();
        }
        if (!all.isEmpty()) {
            letGo(all);
        }
    }

    @Override
    public List<TransportReport> transports() {
        return List.copyOf(transports); // the same list, as it is immutable
    }

    @Override
    public NtStatus lease(
            int addressFamily,
            int socketType,
            int protocol,
            Class<? extends TransportProvider> ability,
            LeaseHolder holder,
            Ptr<? super TransportLease> lease) {
        Objects.requireNonNull(holder, "holder");
        Objects.requireNonNull(lease, "lease");
        for (RankedTransport transport : transports) {
            if (!ability.isInstance(transport.provider())) {
                continue;
            }
            TransportTriple triple = transport.tripleFor(addressFamily, socketType, protocol);
            if (triple == null) {
                continue;
            }
            Lease given = new Lease(transport.leases(), transport.provider(), triple, holder);
            if (transport.leases().add(given)) {
                lease.set(given);
                return NtStatus.STATUS_SUCCESS;
            } // else it began to leave since the list was read: the next one may serve it, too
        }
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Reference(
            name = "listener",
            service = TransportListListener.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindListener(TransportListListener listener, ServiceReference<TransportListListener> reference) {
        announcer.add(listener, reference);
    }

    void unbindListener(ServiceReference<TransportListListener> reference) {
        announcer.remove(reference);
    }

    @Reference(
            name = "transport",
            service = TransportProvider.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTransport(TransportProvider provider, ServiceReference<TransportProvider> reference) {
        RankedTransport transport;
        try {
            transport = RankedTransport.of(provider, reference);
        } catch (RuntimeException | Error e) {
            LOG.warn("A transport of bundle {} is left out", RankedTransport.bundleOf(reference), e);
            return;
        }
        synchronized (lock) {
            replaceLocked(null, transport);
        }
        LOG.info("Transport {} came, with ranking {}: {}", transport, transport.ranking(), transport.triples());
        announcer.announce();
    }

    /**
     * The ranking may be another one now. That is no change that listeners hear of: nothing was added, nothing is gone.
     */
    void updatedTransport(ServiceReference<TransportProvider> reference) {
        int ranking = RankedTransport.rankingOf(reference);
        synchronized (lock) {
            RankedTransport known = findLocked(reference);
            if (known != null && known.ranking() != ranking) {
                replaceLocked(known, known.at(ranking));
            }
        }
    }

    void unbindTransport(ServiceReference<TransportProvider> reference) {
        RankedTransport gone;
        synchronized (lock) {
            gone = findLocked(reference);
            if (gone == null) {
                return; // it was left out
            }
            replaceLocked(gone, null);
        }
        letGo(List.of(gone));
    }

    private void letGo(List<RankedTransport> leaving) {
        leaving.forEach(transport -> transport.leases().shut());
        announcer.announce();
        new Departure(leaving, drainMillis, releaseMillis).run();
        leaving.forEach(transport -> LOG.info("Transport {} is gone", transport));
    }

    private RankedTransport findLocked(ServiceReference<?> reference) {
        long serviceId = RankedTransport.serviceIdOf(reference);
        for (RankedTransport transport : transports) {
            if (transport.serviceId() == serviceId) {
                return transport;
            }
        }
        return null;
    }

    private void replaceLocked(RankedTransport without, RankedTransport with) {
        List<RankedTransport> changed = new ArrayList<>(transports);
        changed.removeIf(transport -> transport == without);
        if (with != null) {
            changed.add(with);
        }
        Collections.sort(changed);
        transports = List.copyOf(changed);
    }
}
