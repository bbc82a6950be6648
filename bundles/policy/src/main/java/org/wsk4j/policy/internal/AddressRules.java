// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Rules in their order, of which the first that matches an address decides. Without rules every address is allowed; with
 * some, one that none matches is not.
 *
 * <p>A v4-mapped address is the IPv4 address that it stands for. A wildcard address as a peer is what the platform takes it
 * for: this machine, by its loopback address.
 *
 * <p>State: immutable. Threads: safe for all; nothing is allocated to ask.
 */
final class AddressRules {
    private static final int NO_VERSION = 0;
    private static final int NO_PORT = Integer.MIN_VALUE;
    private static final long LOOPBACK6 = 1;

    private final AddressRule[] rules;

    AddressRules(List<AddressRule> rules) {
        this.rules = rules.toArray(AddressRule[]::new);
    }

    /**
     * Reads the rules of a configuration: each text one rule, or several with commas between them. Consoles store blank texts
     * for lists that are empty, so that those say nothing.
     */
    static AddressRules parse(String[] texts) throws RuleSyntaxException {
        List<AddressRule> rules = new ArrayList<>();
        for (String text : texts) {
            if (!text.isBlank()) {
                rules.addAll(new RuleParser(text).rules());
            }
        }
        return new AddressRules(rules);
    }

    /** Whether an address of one's own is allowed. */
    boolean allowsLocal(int protocol, SockAddr address) {
        return allows(protocol, address, false);
    }

    /** Whether the address of a peer is allowed. */
    boolean allowsPeer(int protocol, SockAddr address) {
        return allows(protocol, address, true);
    }

    private boolean allows(int protocol, SockAddr address, boolean peer) {
        if (rules.length == 0) {
            return true;
        }
        if (address instanceof SockAddrIn in) {
            return allows4(protocol, in.intAddress(), in.port(), peer);
        }
        if (address instanceof SockAddrIn6 in6) {
            if (in6.isV4Mapped()) {
                return allows4(protocol, (int) in6.lowAddress(), in6.port(), peer);
            }
            long low = peer && in6.isWildcard() ? LOOPBACK6 : in6.lowAddress();
            return decide(protocol, 6, in6.highAddress(), low, in6.port());
        }
        return decide(protocol, NO_VERSION, 0, 0, NO_PORT);
    }

    private boolean allows4(int protocol, int address, int port, boolean peer) {
        int meant = peer && address == SockAddrIn.INADDR_ANY ? SockAddrIn.INADDR_LOOPBACK : address;
        return decide(protocol, 4, 0, Integer.toUnsignedLong(meant), port);
    }

    private boolean decide(int protocol, int version, long high, long low, int port) {
        for (AddressRule rule : rules) {
            if (rule.matches(protocol, version, high, low, port)) {
                return rule.allows();
            }
        }
        return false;
    }

    /** The rules as they are written. */
    List<String> texts() {
        return Arrays.stream(rules).map(AddressRule::text).toList();
    }
}
