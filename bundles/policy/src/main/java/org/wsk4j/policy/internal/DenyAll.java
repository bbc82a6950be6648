// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import java.util.List;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientPolicy;

/** What a configuration makes that cannot be understood: nothing is allowed. Immutable. Threads: safe for all. */
record DenyAll(String reason) implements ClientPolicy {
    @Override
    public boolean allowsBind(int protocol, SockAddr local) {
        return false;
    }

    @Override
    public boolean allowsConnect(int protocol, SockAddr remote) {
        return false;
    }

    @Override
    public boolean allowsSend(int protocol, SockAddr remote) {
        return false;
    }

    @Override
    public int maxSockets() {
        return 0;
    }

    @Override
    public long maxPendingBytes() {
        return 0;
    }

    @Override
    public int maxConnectsPerSecond() {
        return 0;
    }

    @Override
    public List<String> rules() {
        return List.of("everything is denied, until this is mended: " + reason);
    }
}
