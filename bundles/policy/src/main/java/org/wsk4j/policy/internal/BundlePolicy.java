// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.List;
import java.util.stream.Stream;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientPolicy;

/** The policy that one configuration makes. Immutable. Threads: safe for all. */
record BundlePolicy(
        AddressRules connect,
        AddressRules send,
        AddressRules bind,
        int maxSockets,
        long maxPendingBytes,
        int maxConnectsPerSecond)
        implements ClientPolicy {

    /** Of a configuration, in which a limit of 0 or less is none. */
    static BundlePolicy of(PolicyConfig config) throws RuleSyntaxException {
        int sockets = config.maxSockets();
        long bytes = config.maxPendingBytes();
        int connects = config.maxConnectsPerSecond();
        return new BundlePolicy(
                rules("connect", config.connect()),
                rules("send", config.send()),
                rules("bind", config.bind()),
                sockets > 0 ? sockets : UNLIMITED,
                bytes > 0 ? bytes : UNLIMITED_BYTES,
                connects > 0 ? connects : UNLIMITED);
    }

    private static AddressRules rules(String key, String[] texts) throws RuleSyntaxException {
        try {
            return AddressRules.parse(texts);
        } catch (RuleSyntaxException e) {
            throw new RuleSyntaxException(key, e);
        }
    }

    @Override
    public boolean allowsBind(int protocol, SockAddr local) {
        return bind.allowsLocal(protocol, local);
    }

    @Override
    public boolean allowsConnect(int protocol, SockAddr remote) {
        return connect.allowsPeer(protocol, remote);
    }

    @Override
    public boolean allowsSend(int protocol, SockAddr remote) {
        return send.allowsPeer(protocol, remote);
    }

    @Override
    public List<String> rules() {
        return Stream.of(lines("connect", connect), lines("send", send), lines("bind", bind))
                .flatMap(lines -> lines)
                .toList();
    }

    private static Stream<String> lines(String key, AddressRules rules) {
        return rules.texts().stream().map(text -> key + ": " + text);
    }
}
