// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.spi.ClientPolicy;

/** Asking the policies allocates nothing, whatever the address, and also of several. */
class RuleAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20_000;
    private static final long TOLERANCE = 8 * 1024; // bytes in all rounds together: what the measuring itself costs
    private static final String CLIENT = "org.acme.client";

    private final PolicyTable table = new PolicyTable();
    private final SockAddr[] peers = {
        SockAddrIn.of("10.0.0.1", 443),
        SockAddrIn.of("0.0.0.0", 443),
        SockAddrIn6.of("::ffff:10.0.0.1", 443),
        SockAddrIn6.of("2001:db8::1", 443)
    };
    private int allowed;

    private void ask() {
        for (SockAddr peer : peers) {
            ClientPolicy policy = table.policyOf(CLIENT);
            if (policy.allowsSend(IPPROTO_UDP, peer) && policy.allowsConnect(IPPROTO_TCP, peer)) {
                allowed++;
            }
            if (table.policyOf("org.acme.other") != null) {
                throw new AssertionError();
            }
        }
    }

    @Test
    void isNone() {
        for (String rules : new String[] {"deny *:80, allow 10.0.0.0/8, allow udp *:443", "allow *"}) {
            new ConfiguredPolicy(table)
                    .configure(TestConfig.of(CLIENT).send(rules).connect("allow [::/0], allow 0.0.0.0/0"), Map.of());
        }
        for (int i = 0; i < ROUNDS; i++) {
            ask();
        }
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < ROUNDS; i++) {
            ask();
        }

        assertThat(THREADS.getThreadAllocatedBytes(thread) - before).isLessThan(TOLERANCE);
        assertThat(allowed).isEqualTo(2 * ROUNDS * peers.length);
    }
}
