// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.wsk4j.wsk.spi.ClientPolicy;
import org.wsk4j.wsk.spi.PolicySource;

/**
 * The policies of all configurations, by the bundles that they are for.
 *
 * <p>Each configuration is a {@link ConfiguredPolicy}, which puts its policy here. A change replaces the policies of the
 * bundles that it concerns, and leaves those of all others the same objects.
 *
 * <p>Threads: safe for all. Locks: {@link #entries}, to change them; asking takes none, and allocates nothing.
 */
@Component(
        service = {PolicyTable.class, PolicySource.class},
        immediate = true)
public final class PolicyTable implements PolicySource {
    private final Map<Object, Entry> entries = new LinkedHashMap<>(); // @GuardedBy("entries"): by configuration
    // replaced as a whole by writers, with the lock: readers need none
    private volatile Map<String, ClientPolicy> policies = Map.of();

    /** What one configuration says. */
    private record Entry(String symbolicName, ClientPolicy policy) {}

    /** A table without policies. */
    @Activate
    public PolicyTable() {}

    /** From now on a configuration says this, and not any more what it said before. */
    void set(Object configuration, String symbolicName, ClientPolicy policy) {
        synchronized (entries) {
            Entry before = entries.put(configuration, new Entry(symbolicName, policy));
            changedLocked(symbolicName, before);
        }
    }

    /** A configuration says nothing any more. */
    void remove(Object configuration) {
        synchronized (entries) {
            Entry before = entries.remove(configuration);
            if (before != null) {
                changedLocked(before.symbolicName(), before);
            }
        }
    }

    /** Both bundles at once: the one that the configuration is for, and the one that it was for. */
    private void changedLocked(String symbolicName, Entry before) {
        Map<String, ClientPolicy> next = new HashMap<>(policies);
        putLocked(next, symbolicName);
        if (before != null && !before.symbolicName().equals(symbolicName)) {
            putLocked(next, before.symbolicName());
        }
        policies = Map.copyOf(next);
    }

    private void putLocked(Map<String, ClientPolicy> next, String symbolicName) {
        List<ClientPolicy> all = entries.values().stream()
                .filter(entry -> entry.symbolicName().equals(symbolicName))
                .map(Entry::policy)
                .toList();
        switch (all.size()) {
            case 0 -> next.remove(symbolicName);
            case 1 -> next.put(symbolicName, all.get(0));
            default -> next.put(symbolicName, new StrictestPolicy(all));
        }
    }

    @Override
    public ClientPolicy policyOf(String symbolicName) {
        return policies.get(symbolicName);
    }

    @Override
    public Map<String, ClientPolicy> policies() {
        return policies;
    }
}
