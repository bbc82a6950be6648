// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.provider.internal.FakePolicies.Fixed;
import org.wsk4j.report.PolicyCause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/** Eight threads of one bundle that try to get past its limits, while another bundle goes on as if there were none. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AccountStressTest extends ProviderFixture {
    private static final int THREADS = 8;
    private static final int STEPS = Boolean.getBoolean("stress") ? 200_000 : 20_000;
    private static final String CLIENT = "org.acme.client";

    private final Random random = random();
    private final FakePolicies policies = new FakePolicies();
    private final BundleAccount other = accounts.of(OsgiFakes.bundle("org.acme.other"));

    private static Random random() {
        long seed = System.nanoTime();
        System.out.println("AccountStressTest seed " + seed);
        return new Random(seed);
    }

    private void inEightThreads(Consumer<Random> attempt) {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<OtherThread<Void>> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Random own = new Random(random.nextLong());
            threads.add(OtherThread.run(() -> {
                await(start);
                attempt.accept(own);
            }));
        }
        threads.forEach(OtherThread::result);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A bundle without a limit is never refused. */
    private void otherGoesOn() {
        assertThat(other.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
        other.closeSocket();
        assertThat(other.limitsBytes()).isFalse();
    }

    @Test
    void neverHaveMoreSocketsThanTheLimit() {
        int most = 5;
        policies.set(CLIENT, Fixed.sockets(most));
        accounts.policies = policies;
        BundleAccount account = accounts.of(bundle);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger highest = new AtomicInteger();
        AtomicLong refused = new AtomicLong();

        inEightThreads(own -> {
            int mine = 0;
            for (int i = 0; i < STEPS; i++) {
                if (mine > 0 && own.nextInt(3) == 0) {
                    mine--;
                    held.decrementAndGet();
                    account.closeSocket();
                } else if (account.openSocket() == NtStatus.STATUS_SUCCESS) {
                    mine++;
                    highest.accumulateAndGet(held.incrementAndGet(), Math::max);
                } else {
                    refused.incrementAndGet();
                }
                otherGoesOn();
            }
            for (; mine > 0; mine--) {
                held.decrementAndGet();
                account.closeSocket();
            }
        });

        assertThat(highest.get()).isEqualTo(most);
        assertThat(account.report(bundle).sockets()).isZero();
        assertThat(account.report(bundle).refusals(PolicyCause.SOCKETS)).isEqualTo(refused.get());
        assertThat(logged(Level.WARN)).hasSize(1);
    }

    @Test
    void neverHaveMoreBytesOnTheirWayThanTheLimitWhichChanges() {
        long most = 10_000;
        policies.set(CLIENT, Fixed.bytes(most));
        accounts.policies = policies;
        BundleAccount account = accounts.of(bundle);
        AtomicLong held = new AtomicLong();
        AtomicLong highest = new AtomicLong();
        AtomicLong refused = new AtomicLong();

        inEightThreads(own -> {
            long mine = 0;
            for (int i = 0; i < STEPS; i++) {
                if (own.nextInt(50) == 0) {
                    policies.set(CLIENT, Fixed.bytes(most - own.nextInt(5_000)));
                }
                if (mine > 0 && own.nextInt(3) == 0) {
                    held.addAndGet(-mine);
                    account.discharge(mine);
                    mine = 0;
                }
                int bytes = own.nextInt(3_000);
                if (account.charge(bytes) == NtStatus.STATUS_SUCCESS) {
                    mine += bytes;
                    highest.accumulateAndGet(held.addAndGet(bytes), Math::max);
                } else {
                    refused.incrementAndGet();
                }
                otherGoesOn();
            }
            held.addAndGet(-mine);
            account.discharge(mine);
        });

        assertThat(highest.get()).isBetween(most / 2, most);
        assertThat(account.report(bundle).pendingBytes()).isZero();
        assertThat(account.report(bundle).refusals(PolicyCause.BYTES)).isEqualTo(refused.get());
    }

    @Test
    void neverBeginMoreConnectsInAnySecondThanTheLimit() {
        int most = 20;
        SockAddrIn peer = SockAddrIn.of("10.0.0.1", 1);
        AtomicLong time = new AtomicLong(Long.MAX_VALUE - ConnectRate.WINDOW);
        ThreadLocal<Long> seen = new ThreadLocal<>();
        Random pace = new Random(random.nextLong());
        ClientAccounts own = new ClientAccounts(
                () -> { // called with the lock: by one thread at a time
                    long step =
                            pace.nextInt(200) == 0 ? pace.nextInt((int) ConnectRate.WINDOW) : pace.nextInt(1_000_000);
                    seen.set(time.addAndGet(step));
                    return seen.get();
                });
        own.policies = policies.set(CLIENT, Fixed.connects(most));
        BundleAccount account = own.of(bundle);
        List<Long> begun = new ArrayList<>();
        AtomicLong refused = new AtomicLong();

        inEightThreads(unused -> {
            List<Long> mine = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                if (account.connect(IPPROTO_TCP, peer) == NtStatus.STATUS_SUCCESS) {
                    mine.add(seen.get());
                } else {
                    refused.incrementAndGet();
                }
            }
            synchronized (begun) {
                begun.addAll(mine);
            }
        });

        begun.sort((a, b) -> Long.compare(a - b, 0)); // the clock overflows
        for (int i = most; i < begun.size(); i++) {
            assertThat(begun.get(i) - begun.get(i - most)).isGreaterThanOrEqualTo(ConnectRate.WINDOW);
        }
        assertThat(begun).hasSizeGreaterThan(10 * most);
        assertThat(account.report(bundle).refusals(PolicyCause.RATE)).isEqualTo(refused.get());
        assertThat(begun.size() + refused.get()).isEqualTo((long) THREADS * STEPS);
    }
}
