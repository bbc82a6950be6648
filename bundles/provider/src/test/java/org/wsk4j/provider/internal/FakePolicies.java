// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientPolicy;
import org.wsk4j.wsk.spi.PolicySource;

/** A source of policies that a test fills. Threads: safe for all. */
final class FakePolicies implements PolicySource {
    private final Map<String, ClientPolicy> policies = new ConcurrentHashMap<>();

    FakePolicies set(String symbolicName, ClientPolicy policy) {
        policies.put(symbolicName, policy);
        return this;
    }

    void clear(String symbolicName) {
        policies.remove(symbolicName);
    }

    @Override
    public ClientPolicy policyOf(String symbolicName) {
        return policies.get(symbolicName);
    }

    @Override
    public Map<String, ClientPolicy> policies() {
        return Map.copyOf(policies);
    }

    /** A policy that allows one address, or any if it is null; each call makes another object. */
    record Fixed(SockAddr only, int maxSockets, long maxPendingBytes, int maxConnectsPerSecond)
            implements ClientPolicy {
        static Fixed unlimited() {
            return new Fixed(null, UNLIMITED, UNLIMITED_BYTES, UNLIMITED);
        }

        static Fixed allowing(SockAddr only) {
            return new Fixed(only, UNLIMITED, UNLIMITED_BYTES, UNLIMITED);
        }

        static Fixed sockets(int most) {
            return new Fixed(null, most, UNLIMITED_BYTES, UNLIMITED);
        }

        static Fixed bytes(long most) {
            return new Fixed(null, UNLIMITED, most, UNLIMITED);
        }

        static Fixed connects(int most) {
            return new Fixed(null, UNLIMITED, UNLIMITED_BYTES, most);
        }

        private boolean allows(SockAddr address) {
            return only == null || only.equals(address);
        }

        @Override
        public boolean allowsBind(int protocol, SockAddr local) {
            return allows(local);
        }

        @Override
        public boolean allowsConnect(int protocol, SockAddr remote) {
            return allows(remote);
        }

        @Override
        public boolean allowsSend(int protocol, SockAddr remote) {
            return allows(remote);
        }

        @Override
        public List<String> rules() {
            return only == null ? List.of() : List.of("only " + only);
        }
    }
}
