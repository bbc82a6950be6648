// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.xbill.DNS.Cache;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;

/** The configuration, checked. */
record DnsSettings(
        List<InetSocketAddress> servers,
        List<Name> search,
        int ndots,
        Duration timeout,
        int attempts,
        int edns,
        int cacheSize,
        int cacheTtl) {
    private static final int PORT = 53;
    private static final int HIGHEST_PORT = 65_535;
    private static final int MOST_DOMAINS = 16;

    /**
     * Checks what was configured: the limits in {@link DnsConfig} are for those who edit it, and nobody else minds them.
     *
     * @throws IllegalArgumentException when a value is of no use; it names the key and the value
     */
    static DnsSettings of(DnsConfig config) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String text : config.servers()) {
            servers.add(server(text.strip()));
        }
        require(!servers.isEmpty(), "servers", "none", "one address or more");
        List<Name> search = new ArrayList<>();
        for (String text : config.search()) {
            HostName domain = HostName.of(text.strip());
            require(domain != null, "search", text, "names of domains");
            search.add(domain.absolute());
        }
        require(search.size() <= MOST_DOMAINS, "search", search.size() + " domains", "at most " + MOST_DOMAINS);
        return new DnsSettings(
                List.copyOf(servers),
                List.copyOf(search),
                within(0, 15, config.ndots(), "ndots"),
                Duration.ofMillis(within(1, 60_000, config.timeout(), "timeout")),
                within(1, 10, config.attempts(), "attempts"),
                within(0, 65_535, config.edns(), "edns"),
                within(0, Integer.MAX_VALUE, config.cacheSize(), "cacheSize"),
                within(1, Integer.MAX_VALUE, config.cacheTtl(), "cacheTtl"));
    }

    /** A new, empty cache; null when nothing is to be remembered. */
    Cache cache() {
        if (cacheSize == 0) {
            return null;
        }
        Cache cache = new Cache(DClass.IN);
        cache.setMaxEntries(cacheSize);
        cache.setMaxCache(cacheTtl);
        cache.setMaxNCache(cacheTtl);
        return cache;
    }

    /** {@code 192.0.2.53}, {@code 192.0.2.53:5353}, {@code 2001:db8::53} or {@code [2001:db8::53]:5353}. */
    private static InetSocketAddress server(String text) {
        int bracket = text.indexOf(']');
        int colon = text.lastIndexOf(':');
        boolean bracketed = text.startsWith("[") && bracket > 0;
        boolean six = bracketed || text.indexOf(':') != colon;
        boolean withPort = bracketed ? colon == bracket + 1 : colon > 0 && !six;
        try {
            int port = withPort ? Integer.parseInt(text.substring(colon + 1)) : PORT;
            if (port <= 0 || port > HIGHEST_PORT || bracketed && !withPort && bracket < text.length() - 1) {
                throw new IllegalArgumentException(text);
            }
            String host = bracketed ? text.substring(1, bracket) : withPort ? text.substring(0, colon) : text;
            return six
                    ? SockAddrIn6.of(host, port).toInetSocketAddress()
                    : SockAddrIn.of(host, port).toInetSocketAddress();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(refusal("servers", text, "literal addresses with or without a port"), e);
        }
    }

    private static int within(int least, int most, int value, String key) {
        require(value >= least && value <= most, key, value, least + " to " + most);
        return value;
    }

    private static void require(boolean good, String key, Object value, String expected) {
        if (!good) {
            throw new IllegalArgumentException(refusal(key, value, expected));
        }
    }

    private static String refusal(String key, Object value, String expected) {
        return key + " = " + value + " in the configuration " + DnsConfig.PID + ": it has to be " + expected;
    }
}
