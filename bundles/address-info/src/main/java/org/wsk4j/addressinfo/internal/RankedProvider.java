// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.Objects;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddrInfoExW;

/**
 * A name space provider with what it said of itself when it came, and its place among others: a higher ranking first, then the
 * one that was registered earlier.
 */
record RankedProvider(
        NameSpaceProvider provider, String name, Guid id, int nameSpace, int ranking, long serviceId, String bundle)
        implements Comparable<RankedProvider> {

    static RankedProvider of(NameSpaceProvider provider, ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return of(
                provider,
                rankingOf(reference),
                serviceIdOf(reference),
                bundle == null ? "a bundle that is gone" : bundle.getSymbolicName());
    }

    static RankedProvider of(NameSpaceProvider provider, int ranking, long serviceId, String bundle) {
        int nameSpace = provider.nameSpace();
        if (nameSpace == AddrInfoExW.NS_ALL) {
            throw new IllegalArgumentException("A provider serves one name space, which NS_ALL is not");
        }
        return new RankedProvider(
                provider,
                Objects.requireNonNull(provider.name(), "name"),
                Objects.requireNonNull(provider.providerId(), "providerId"),
                nameSpace,
                ranking,
                serviceId,
                bundle);
    }

    static int rankingOf(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer number ? number : 0;
    }

    static long serviceIdOf(ServiceReference<?> reference) {
        return (Long) reference.getProperty(Constants.SERVICE_ID);
    }

    RankedProvider at(int newRanking) {
        return new RankedProvider(provider, name, id, nameSpace, newRanking, serviceId, bundle);
    }

    @Override
    public int compareTo(RankedProvider other) {
        int byRanking = Integer.compare(other.ranking, ranking);
        return byRanking != 0 ? byRanking : Long.compare(serviceId, other.serviceId);
    }

    @Override
    public String toString() {
        return name + " (" + bundle + ")";
    }
}
