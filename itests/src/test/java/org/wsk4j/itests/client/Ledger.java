// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;

/**
 * Where a client tells the test what it did: counters, by name, that belong to the test and so outlive the client's bundle.
 *
 * <p>The service behind it is one of JDK types: {@code Function<String, LongAdder>} with the properties {@code ledger=traffic}
 * and {@code port}, that of the echo peer. {@code started} and {@code completed} count IRPs; every counter whose name begins
 * with {@code problem} says what must not happen.
 *
 * <p>Threads: safe for all.
 */
public final class Ledger {

    static final String FILTER = "(ledger=traffic)";

    private final String client;
    private final Function<String, LongAdder> counters;
    private final int port;
    private final LongAdder started;
    private final LongAdder completed;

    Ledger(String client, Map.Entry<Map<String, Object>, Function<String, LongAdder>> service) {
        this.client = client;
        this.counters = service.getValue();
        this.port = (Integer) service.getKey().get("port");
        this.started = counters.apply("started");
        this.completed = counters.apply("completed");
    }

    /** The port on the loopback interface at which the echo peer listens. */
    int port() {
        return port;
    }

    void started() {
        started.increment();
    }

    void completed() {
        completed.increment();
    }

    /** One exchange with the peer brought back what was sent. */
    void echoed() {
        counters.apply("echoes of " + client).increment();
    }

    /** Something that must not happen, in a few words. */
    void problem(String what) {
        counters.apply("problem of " + client + ": " + what).increment();
    }
}
