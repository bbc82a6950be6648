// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.wsk4j.wdm.Guid;

/**
 * Who is registered for which NPI, and thereby who matches whom.
 *
 * <p>Threads: not safe; the registrar guards it.
 *
 * <p>Spec: NMR-CONCEPT-02, NMR-CONCEPT-03.
 */
final class NpiTable {
    private final Map<Guid, Modules> modulesByNpi = new HashMap<>();

    /** Adds a client; answers a new binding for each provider of its NPI. */
    List<Binding> add(ClientRegistration client) {
        Modules modules = modulesOf(client);
        modules.clients.add(client);
        List<Binding> matches = new ArrayList<>();
        for (ProviderRegistration provider : modules.providers) {
            matches.add(Binding.matchLocked(client, provider));
        }
        return matches;
    }

    /** Adds a provider; answers a new binding for each client of its NPI. */
    List<Binding> add(ProviderRegistration provider) {
        Modules modules = modulesOf(provider);
        modules.providers.add(provider);
        List<Binding> matches = new ArrayList<>();
        for (ClientRegistration client : modules.clients) {
            matches.add(Binding.matchLocked(client, provider));
        }
        return matches;
    }

    /** Removes a module: nothing that is added later matches it. */
    void remove(Registration module) {
        Modules modules = modulesOf(module);
        modules.clients.remove(module);
        modules.providers.remove(module);
        if (modules.clients.isEmpty() && modules.providers.isEmpty()) {
            modulesByNpi.remove(module.instance().npiId());
        }
    }

    /** Everybody who is registered. */
    List<Registration> modules() {
        List<Registration> all = new ArrayList<>();
        for (Modules modules : modulesByNpi.values()) {
            all.addAll(modules.clients);
            all.addAll(modules.providers);
        }
        return all;
    }

    private Modules modulesOf(Registration module) {
        return modulesByNpi.computeIfAbsent(module.instance().npiId(), npi -> new Modules());
    }

    private static final class Modules {
        private final Set<ClientRegistration> clients = new LinkedHashSet<>();
        private final Set<ProviderRegistration> providers = new LinkedHashSet<>();
    }
}
