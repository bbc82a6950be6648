// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddrInfoExW;

/**
 * The name space providers that are there now, in the order in which they are asked.
 *
 * <p>Threads: safe for all. Locks: its own, for replacing the list; nothing is called under it.
 */
final class NameSpaces {
    private volatile List<RankedProvider> providers = List.of(); // replaced as a whole under the lock, read without it

    synchronized void add(RankedProvider provider) {
        replaceLocked(null, provider);
    }

    /** The ranking of a provider may be another one now. */
    synchronized void rank(long serviceId, int ranking) {
        RankedProvider known = find(serviceId);
        if (known != null && known.ranking() != ranking) {
            replaceLocked(known, known.at(ranking));
        }
    }

    /** Takes a provider out; null when it is not there. */
    synchronized RankedProvider remove(long serviceId) {
        RankedProvider known = find(serviceId);
        if (known != null) {
            replaceLocked(known, null);
        }
        return known;
    }

    boolean has(long serviceId) {
        return find(serviceId) != null;
    }

    /** Those to ask, best first. */
    List<RankedProvider> of(int nameSpace, Guid provider, boolean dnsOnly) {
        return providers.stream()
                .filter(each -> nameSpace == AddrInfoExW.NS_ALL || each.nameSpace() == nameSpace)
                .filter(each -> !dnsOnly || each.nameSpace() == AddrInfoExW.NS_DNS)
                .filter(each -> provider == null || each.id().equals(provider))
                .limit(provider == null ? Long.MAX_VALUE : 1) // of two with the same identity, the better one
                .toList();
    }

    private RankedProvider find(long serviceId) {
        for (RankedProvider each : providers) {
            if (each.serviceId() == serviceId) {
                return each;
            }
        }
        return null;
    }

    private void replaceLocked(RankedProvider without, RankedProvider with) {
        List<RankedProvider> changed = new ArrayList<>(providers);
        changed.remove(without);
        if (with != null) {
            changed.add(with);
        }
        Collections.sort(changed);
        providers = List.copyOf(changed);
    }
}
