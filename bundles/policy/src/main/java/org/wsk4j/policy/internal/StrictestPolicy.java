// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.List;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientPolicy;

/**
 * Several policies for one bundle: allowed is what all of them allow, and of each limit the smallest counts.
 *
 * <p>State: immutable. Threads: safe for all; nothing is allocated to ask.
 */
final class StrictestPolicy implements ClientPolicy {
    private final ClientPolicy[] all;
    private final int maxSockets;
    private final long maxPendingBytes;
    private final int maxConnectsPerSecond;

    StrictestPolicy(List<ClientPolicy> policies) {
        all = policies.toArray(ClientPolicy[]::new);
        maxSockets = policies.stream().mapToInt(ClientPolicy::maxSockets).min().orElse(UNLIMITED);
        maxPendingBytes =
                policies.stream().mapToLong(ClientPolicy::maxPendingBytes).min().orElse(UNLIMITED_BYTES);
        maxConnectsPerSecond = policies.stream()
                .mapToInt(ClientPolicy::maxConnectsPerSecond)
                .min()
                .orElse(UNLIMITED);
    }

    @Override
    public boolean allowsBind(int protocol, SockAddr local) {
        for (ClientPolicy each : all) {
            if (!each.allowsBind(protocol, local)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean allowsConnect(int protocol, SockAddr remote) {
        for (ClientPolicy each : all) {
            if (!each.allowsConnect(protocol, remote)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean allowsSend(int protocol, SockAddr remote) {
        for (ClientPolicy each : all) {
            if (!each.allowsSend(protocol, remote)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int maxSockets() {
        return maxSockets;
    }

    @Override
    public long maxPendingBytes() {
        return maxPendingBytes;
    }

    @Override
    public int maxConnectsPerSecond() {
        return maxConnectsPerSecond;
    }

    @Override
    public List<String> rules() {
        return List.of(all).stream().flatMap(each -> each.rules().stream()).toList();
    }
}
