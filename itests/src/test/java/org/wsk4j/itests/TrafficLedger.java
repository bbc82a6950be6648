// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * What client bundles report, as a service of JDK types that they find by {@code ledger=traffic}: counters by name, which
 * outlive the bundles.
 *
 * <p>Threads: safe for all.
 */
final class TrafficLedger implements AutoCloseable {

    private final Map<String, LongAdder> counters = new ConcurrentHashMap<>();
    private final ServiceRegistration<?> service;

    /** Offers the ledger, and with it the port of the peer. */
    TrafficLedger(BundleContext context, int port) {
        Function<String, LongAdder> byName = name -> counters.computeIfAbsent(name, key -> new LongAdder());
        service = context.registerService(
                Function.class, byName, new Hashtable<>(Map.of("ledger", "traffic", "port", port)));
    }

    long started() {
        return count("started");
    }

    long completed() {
        return count("completed");
    }

    /** The exchanges of one client that brought back what was sent. */
    long echoes(String client) {
        return count("echoes of " + client);
    }

    /** What must not have happened, and how often it did. */
    List<String> problems() {
        return counters.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("problem"))
                .map(entry -> entry.getKey() + " (" + entry.getValue() + " times)")
                .toList();
    }

    private long count(String name) {
        LongAdder counter = counters.get(name);
        return counter == null ? 0 : counter.sum();
    }

    @Override
    public void close() {
        service.unregister();
    }

    @Override
    public String toString() {
        return counters.toString();
    }
}
