// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.List;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientPolicy;

/** What holds while the source of policies cannot be asked because it throws: nothing is allowed. Threads: safe for all. */
enum RefuseAll implements ClientPolicy {
    /** The only one. */
    INSTANCE;

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
        return List.of("everything is refused, because the policy could not be asked");
    }
}
