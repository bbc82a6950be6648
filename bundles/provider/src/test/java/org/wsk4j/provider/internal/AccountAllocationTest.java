// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.provider.internal.FakePolicies.Fixed;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** Asking an account on the way of every send allocates nothing, with a policy and without. */
class AccountAllocationTest extends ProviderFixture {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 20_000;
    private static final long TOLERANCE = 8 * 1024; // bytes in all rounds together: what the measuring itself costs
    private static final String CLIENT = "org.acme.client";

    private final SockAddrIn peer = SockAddrIn.of("10.0.0.1", 443);
    private BundleAccount account;

    @BeforeEach
    void find() {
        account = accounts.of(bundle);
    }

    /** What a datagram does. */
    private void send() {
        boolean allowed = account.maySend(IPPROTO_UDP, peer) == NtStatus.STATUS_SUCCESS;
        if (allowed && account.limitsBytes() && account.charge(100) == NtStatus.STATUS_SUCCESS) {
            account.discharge(100);
        }
    }

    private void expectNoAllocation() {
        for (int i = 0; i < ROUNDS; i++) {
            send();
        }
        long thread = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(thread);
        for (int i = 0; i < ROUNDS; i++) {
            send();
        }
        assertThat(THREADS.getThreadAllocatedBytes(thread) - before).isLessThan(TOLERANCE);
    }

    @Test
    void withoutASource() {
        expectNoAllocation();
    }

    @Test
    void withoutAPolicyForTheBundle() {
        accounts.policies = new FakePolicies().set("org.acme.other", Fixed.sockets(1));

        expectNoAllocation();
    }

    @Test
    void withAPolicyThatAllows() {
        accounts.policies = new FakePolicies().set(CLIENT, new Fixed(peer, 1, 1000, 1));

        expectNoAllocation();
    }

    @Test
    void withAPolicyThatRefuses() {
        accounts.policies = new FakePolicies().set(CLIENT, new Fixed(null, 1, 1, 1));

        expectNoAllocation();
    }
}
