// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;

/**
 * A transport with what it said about itself when it came, its place in the order, and its leases.
 *
 * <p>Natural order: best first, that is highest {@code service.ranking}, then lowest {@code service.id}.
 * <p>Threads: immutable, but for the leases.
 *
 * @param bundle the name of the bundle that published it
 */
record RankedTransport(
        TransportProvider provider,
        String bundle,
        long serviceId,
        int ranking,
        String name,
        Guid providerId,
        int version,
        List<TransportTriple> triples,
        Map<TransportTriple, List<TransportCapability>> capabilities,
        OpenLeases leases)
        implements TransportReport, Comparable<RankedTransport> {

    /**
     * Asks a transport who it is.
     *
     * @throws IllegalArgumentException when an answer is not usable; and whatever the transport throws
     */
    static RankedTransport of(TransportProvider provider, ServiceReference<?> reference) {
        String name = provider.name();
        require(name != null && !name.isBlank(), "it has no name");
        Guid providerId = provider.providerId();
        require(providerId != null, "it has no provider id");
        int version = provider.version();
        require(version >>> 16 == 0, "its version does not fit in 16 bits: " + version);
        List<TransportTriple> triples = provider.triples();
        require(triples != null && !triples.isEmpty(), "it serves no combination of family, type and protocol");
        Map<TransportTriple, List<TransportCapability>> capabilities = new HashMap<>();
        for (TransportTriple triple : triples) {
            List<TransportCapability> all = provider.capabilities(triple);
            require(all != null, "it does not say what it can do for " + triple);
            capabilities.put(triple, List.copyOf(all));
        }
        return new RankedTransport(
                provider,
                bundleOf(reference),
                serviceIdOf(reference),
                rankingOf(reference),
                name,
                providerId,
                version,
                List.copyOf(triples),
                Map.copyOf(capabilities),
                new OpenLeases());
    }

    /** The same transport, with the same leases, at another place in the order. */
    RankedTransport at(int newRanking) {
        return new RankedTransport(
                provider, bundle, serviceId, newRanking, name, providerId, version, triples, capabilities, leases);
    }

    /** The triple that serves a combination, or null. */
    TransportTriple tripleFor(int addressFamily, int socketType, int protocol) {
        for (TransportTriple triple : triples) {
            if (triple.serves(addressFamily, socketType, protocol)) {
                return triple;
            }
        }
        return null;
    }

    @Override
    public List<TransportCapability> capabilities(TransportTriple triple) {
        return capabilities.getOrDefault(triple, List.of());
    }

    @Override
    public int endpoints() {
        return leases.count();
    }

    @Override
    public int compareTo(RankedTransport other) {
        int order = Integer.compare(other.ranking, ranking);
        return order != 0 ? order : Long.compare(serviceId, other.serviceId);
    }

    @Override
    public String toString() {
        return name + " of bundle " + bundle;
    }

    static long serviceIdOf(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    static int rankingOf(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    /** The publishing bundle, for people. */
    static String bundleOf(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        if (bundle == null) {
            return "that is gone already";
        }
        return bundle.getSymbolicName() + " [" + bundle.getBundleId() + "]";
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
