// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacehosts.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Names and addresses as a hosts file has them: each line an address, its name, and aliases.
 *
 * <p>State: immutable. Threads: safe for all.
 */
final class HostsTable {
    /**
     * What the table has for a name.
     *
     * @param addresses all of them, in the order of the lines
     * @param canonName the first name on the first line that has the name
     */
    record Host(List<SockAddr> addresses, String canonName) {}

    private final Map<String, Host> hosts;
    private final Map<SockAddr, String> names;
    private final Map<Integer, String> malformed;

    private HostsTable(Map<String, Host> hosts, Map<SockAddr, String> names, Map<Integer, String> malformed) {
        this.hosts = hosts;
        this.names = names;
        this.malformed = malformed;
    }

    /** Reads a table; lines are counted from 1. */
    static HostsTable read(String... texts) {
        Map<String, Set<SockAddr>> addresses = new HashMap<>();
        Map<String, String> canonNames = new HashMap<>();
        Map<SockAddr, String> names = new HashMap<>();
        Map<Integer, String> malformed = new TreeMap<>();
        List<String> lines = Arrays.stream(texts).flatMap(String::lines).toList();
        for (int i = 0; i < lines.size(); i++) {
            String[] words = words(lines.get(i));
            if (words.length == 0) {
                continue;
            }
            SockAddr address = address(words[0]);
            if (address == null || words.length == 1) {
                malformed.put(i + 1, lines.get(i));
                continue;
            }
            names.putIfAbsent(address, words[1]);
            for (int w = 1; w < words.length; w++) {
                canonNames.putIfAbsent(key(words[w]), words[1]);
                addresses
                        .computeIfAbsent(key(words[w]), unknown -> new LinkedHashSet<>())
                        .add(address);
            }
        }
        Map<String, Host> hosts = new HashMap<>();
        addresses.forEach((key, all) -> hosts.put(key, new Host(new ArrayList<>(all), canonNames.get(key))));
        return new HostsTable(hosts, names, malformed);
    }

    private static String[] words(String line) {
        int comment = line.indexOf('#');
        String content = (comment < 0 ? line : line.substring(0, comment)).strip();
        return content.isEmpty() ? new String[0] : content.split("\\s+");
    }

    private static SockAddr address(String text) {
        try {
            return text.indexOf(':') < 0 ? SockAddrIn.of(text, 0) : SockAddrIn6.of(text, 0);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Names are the same in either case, and with a dot at their end. */
    private static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The addresses of a name, null when it is not known. */
    Host host(String name) {
        return hosts.get(key(name));
    }

    /** The name of an address, null when it is not known; one without a scope in the table is that of every link. */
    String name(SockAddr address) {
        String exact = names.get(address);
        if (exact != null || !(address instanceof SockAddrIn6 in6) || in6.scopeId() == 0) {
            return exact;
        }
        SockAddrIn6 anyLink = in6.copy();
        anyLink.setScopeId(0);
        return names.get(anyLink);
    }

    int size() {
        return hosts.size();
    }

    /** The lines that could not be read, by their numbers. */
    Map<Integer, String> malformed() {
        return Collections.unmodifiableMap(malformed);
    }
}
