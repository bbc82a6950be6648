// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.PolicyReport;
import org.wsk4j.report.PolicyReporter;
import org.wsk4j.wsk.spi.PolicySource;

/**
 * The accounts of all bundles that have had a client attached.
 *
 * <p>A bundle keeps its account as long as it is installed: one that detaches and attaches again has not become another,
 * unless an update has given it another symbolic name: another policy is for it then.
 *
 * <p>Threads: safe for all. Locks: {@link #accounts}, for looking one up; nothing is called with it.
 */
@Component(service = {ClientAccounts.class, PolicyReporter.class})
public final class ClientAccounts implements PolicyReporter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientAccounts.class);

    private final LongSupplier clock;
    // the framework has a bundle for as long as it is installed: so long the account is here
    private final Map<Bundle, BundleAccount> accounts = new WeakHashMap<>(); // @GuardedBy("accounts")

    @Reference(
            name = "policies",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PolicySource policies; // replaced as services come and go, read once by each check, in any thread

    /** Accounts that allow everything until there is a source of policies. */
    @Activate
    public ClientAccounts() {
        this(System::nanoTime);
    }

    ClientAccounts(LongSupplier clock) {
        this.clock = clock;
    }

    /** The account of a client that attaches. */
    BundleAccount of(Bundle bundle) {
        if (bundle == null) {
            return account(null);
        }
        String name = bundle.getSymbolicName();
        synchronized (accounts) {
            BundleAccount known = accounts.get(bundle);
            if (known == null || !known.isOf(name)) {
                known = account(name);
                accounts.put(bundle, known);
            }
            return known;
        }
    }

    private BundleAccount account(String symbolicName) {
        return new BundleAccount(symbolicName, this::source, clock);
    }

    private PolicySource source() {
        return policies;
    }

    @Override
    public List<PolicyReport> policies() {
        List<PolicyReport> reports = new ArrayList<>();
        Set<String> known = new HashSet<>();
        Map<Bundle, BundleAccount> now;
        synchronized (accounts) {
            now = Map.copyOf(accounts);
        }
        now.forEach((bundle, account) -> {
            PolicyReport report = account.report(bundle);
            if (report.symbolicName() != null) {
                known.add(report.symbolicName());
                reports.add(report);
            }
        });
        for (String name : configured()) {
            if (known.add(name)) {
                reports.add(account(name).report(null));
            }
        }
        reports.sort(Comparator.comparing(PolicyReport::symbolicName));
        return List.copyOf(reports);
    }

    /** The names for which there are policies, as far as they can be told. */
    private Set<String> configured() {
        PolicySource source = policies;
        try {
            return source == null ? Set.of() : Set.copyOf(source.policies().keySet());
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not tell for whom it has policies", source, e);
            return Set.of();
        }
    }
}
