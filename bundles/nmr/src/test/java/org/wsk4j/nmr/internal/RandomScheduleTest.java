// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import com.github.valfirst.slf4jtest.TestLogger;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * Clients and providers that come and go on several threads at once, answer their callbacks at random, and complete
 * their detaches early, late, or on other threads; every binding must still live its life in order, each step once.
 *
 * <p>The number of rounds is 10,000; 100,000 with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that
 * failed is run again with {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomScheduleTest {
    private static final int THREADS = 4;
    private static final Runnable ROUND_OVER = () -> {};

    private final PairingRegistrar nmr = new PairingRegistrar();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Runnable> completions = new LinkedBlockingQueue<>(); // of pending detaches
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger pending = new AtomicInteger();

    @BeforeEach
    void switchLogsOff() {
        logger(Binding.class).setEnabledLevelsForAllThreads();
        logger(Registration.class).setEnabledLevelsForAllThreads();
    }

    @AfterEach
    void switchLogsOn() {
        TestLoggerFactory.clearAll(); // levels too
    }

    private static TestLogger logger(Class<?> type) {
        return TestLoggerFactory.getTestLogger(type);
    }

    @Test
    @Clause({"NMR-CLEANUP-07", "NMR-CLEANUP-08", "NMR-DETACH-06", "NMR-CONCEPT-05"})
    void keepsEveryBindingInOrderUnderRandomSchedules() throws Exception {
        int rounds = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 100_000 : 10_000);
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("RandomScheduleTest: " + rounds + " rounds, -Dwsk4j.seed=" + seed);
        SplittableRandom random = new SplittableRandom(seed);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < rounds; round++) {
                runRound(random, threads);
                assertThat(failures).as("seed %d, round %d", seed, round).isEmpty();
            }
        } finally {
            threads.shutdownNow();
        }
        nmr.deactivate();
        assertThat(ended).as("bindings that were attached and detached").hasPositiveValue();
    }

    /** Each thread registers a module or two, then deregisters them and waits; this one completes what is pending. */
    private void runRound(SplittableRandom random, ExecutorService threads) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        AtomicInteger busy = new AtomicInteger(THREADS);
        List<Future<?>> runs = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            SplittableRandom own = random.split();
            runs.add(threads.submit(() -> {
                start.await();
                try {
                    runModules(own);
                } finally {
                    if (busy.decrementAndGet() == 0) {
                        completions.add(ROUND_OVER);
                    }
                }
                return null;
            }));
        }
        for (Runnable completion = completions.take(); completion != ROUND_OVER; completion = completions.take()) {
            completion.run();
        }
        for (Future<?> run : runs) {
            run.get();
        }
        check(pending.get() == 0, "a detach is still pending after all waits");
    }

    private void runModules(SplittableRandom random) {
        List<Module> modules = new ArrayList<>();
        for (int count = random.nextInt(1, 3); count > 0; count--) {
            Module module =
                    random.nextBoolean() ? new ClientModule(random.split()) : new ProviderModule(random.split());
            modules.add(module);
            module.register();
            if (random.nextInt(4) == 0) {
                completeOne();
            }
        }
        for (Module module : modules) {
            module.deregisterUnlessDone();
        }
        for (Module module : modules) {
            module.await();
        }
    }

    private void completeOne() {
        Runnable completion = completions.poll();
        if (completion != null) {
            completion.run();
        }
    }

    private void check(boolean condition, String failure) {
        if (!condition) {
            failures.add(failure);
        }
    }

    /** One module of the round; its decisions come from its own random source, used under its lock. */
    private abstract class Module {
        private final SplittableRandom random; // @GuardedBy("this")
        private final AtomicInteger deregistrations = new AtomicInteger();
        private volatile boolean gone; // set after the wait: no callback may come any more

        Module(SplittableRandom random) {
            this.random = random;
        }

        final synchronized int choose(int bound) {
            return random.nextInt(bound);
        }

        abstract void register();

        abstract NtStatus startDeregister();

        abstract NtStatus startWait();

        final void deregisterUnlessDone() {
            NtStatus status = startDeregister();
            boolean first = status == STATUS_PENDING && deregistrations.incrementAndGet() == 1;
            check(first || status == STATUS_INVALID_PARAMETER, "deregistered with " + status);
        }

        final void await() {
            check(startWait() == STATUS_SUCCESS, "the wait failed");
            check(deregistrations.get() == 1, "deregistered " + deregistrations + " times");
            gone = true;
        }

        final void enter() {
            check(!gone, "a callback after the wait had ended");
            if (choose(4) == 0) {
                Thread.yield(); // let somebody in
            }
            if (choose(50) == 0) {
                deregisterUnlessDone(); // in a callback of its own
            }
        }

        /** Answers a detach callback: at once, later, or before it has returned. */
        final NtStatus detach(Runnable complete) {
            Runnable counted = () -> {
                pending.decrementAndGet();
                complete.run();
            };
            switch (choose(4)) {
                case 0:
                    pending.incrementAndGet();
                    completions.add(counted);
                    return STATUS_PENDING;
                case 1:
                    pending.incrementAndGet();
                    counted.run();
                    return STATUS_PENDING;
                case 2:
                    pending.incrementAndGet();
                    completions.add(counted);
                    completeOne();
                    return STATUS_PENDING;
                default:
                    return STATUS_SUCCESS;
            }
        }
    }

    private final class ClientModule extends Module {
        private final NmrClientHandle handle = new NmrClientHandle();
        private final NpiClientCharacteristics characteristics = new NpiClientCharacteristics(
                this::attach,
                context -> ((Life) context).detachClient(),
                context -> ((Life) context).cleanUpClient(),
                new NpiRegistrationInstance(NmrFixture.NPI, RecordingClient.moduleId("C"), 0, this));

        ClientModule(SplittableRandom random) {
            super(random);
        }

        @Override
        void register() {
            check(nmr.nmrRegisterClient(characteristics, this, handle) == STATUS_SUCCESS, "client not registered");
        }

        @Override
        NtStatus startDeregister() {
            return nmr.nmrDeregisterClient(handle);
        }

        @Override
        NtStatus startWait() {
            return nmr.nmrWaitForClientDeregisterComplete(handle);
        }

        private NtStatus attach(NmrBindingHandle binding, Object context, NpiRegistrationInstance provider) {
            check(context == this, "somebody else's context");
            enter();
            if (choose(8) == 0) {
                return STATUS_NOINTERFACE;
            }
            if (choose(20) == 0) {
                throw new IllegalStateException("at random");
            }
            Life life = new Life(binding, this, (ProviderModule) provider.npiSpecificCharacteristics());
            Ptr<Object> contextOut = Ptr.of(null);
            Ptr<Object> dispatchOut = Ptr.of(null);
            NtStatus status = STATUS_NOINTERFACE;
            for (int attempt = 0; attempt < 3 && status == STATUS_NOINTERFACE; attempt++) {
                status = nmr.nmrClientAttachProvider(binding, life, null, contextOut, dispatchOut);
            }
            check((status == STATUS_SUCCESS) == (contextOut.get() == life), "outputs do not fit " + status);
            if (status == STATUS_SUCCESS && choose(20) == 0) {
                return STATUS_INSUFFICIENT_RESOURCES; // after the provider accepted
            }
            if (status == STATUS_SUCCESS) {
                life.step(Life.ATTACHED);
            }
            return status;
        }
    }

    private final class ProviderModule extends Module {
        private final NmrProviderHandle handle = new NmrProviderHandle();
        private final NpiProviderCharacteristics characteristics = new NpiProviderCharacteristics(
                this::attach,
                context -> ((Life) context).detachProvider(),
                context -> ((Life) context).cleanUpProvider(),
                new NpiRegistrationInstance(NmrFixture.NPI, RecordingClient.moduleId("P"), 0, this));

        ProviderModule(SplittableRandom random) {
            super(random);
        }

        @Override
        void register() {
            check(nmr.nmrRegisterProvider(characteristics, this, handle) == STATUS_SUCCESS, "provider not registered");
        }

        @Override
        NtStatus startDeregister() {
            return nmr.nmrDeregisterProvider(handle);
        }

        @Override
        NtStatus startWait() {
            return nmr.nmrWaitForProviderDeregisterComplete(handle);
        }

        private NtStatus attach(
                NmrBindingHandle binding,
                Object context,
                NpiRegistrationInstance client,
                Object clientContext,
                Object clientDispatch,
                Ptr<Object> contextOut,
                Ptr<Object> dispatchOut) {
            check(context == this, "somebody else's context");
            enter();
            if (choose(6) == 0) {
                return STATUS_NOINTERFACE;
            }
            if (choose(20) == 0) {
                throw new IllegalStateException("at random");
            }
            ((Life) clientContext).step(Life.ACCEPTED);
            contextOut.set(clientContext);
            dispatchOut.set(this);
            return STATUS_SUCCESS;
        }
    }

    /** What has happened to one binding, each step counted; the binding context of both sides. */
    private final class Life {
        static final int ACCEPTED = 0;
        static final int ATTACHED = 1;
        static final int CLIENT_CALLED = 2;
        static final int PROVIDER_CALLED = 3;
        static final int CLIENT_DETACHED = 4;
        static final int PROVIDER_DETACHED = 5;
        static final int CLIENT_CLEANED = 6;
        static final int PROVIDER_CLEANED = 7;

        private final AtomicIntegerArray steps = new AtomicIntegerArray(8);
        private final NmrBindingHandle binding;
        private final ClientModule client;
        private final ProviderModule provider;

        Life(NmrBindingHandle binding, ClientModule client, ProviderModule provider) {
            this.binding = binding;
            this.client = client;
            this.provider = provider;
        }

        void step(int step) {
            check(steps.incrementAndGet(step) == 1, "step " + step + " twice");
        }

        private boolean did(int step) {
            return steps.get(step) == 1;
        }

        NtStatus detachClient() {
            client.enter();
            check(did(ATTACHED), "client detached without having attached");
            step(CLIENT_CALLED);
            NtStatus status = client.detach(() -> {
                step(CLIENT_DETACHED);
                nmr.nmrClientDetachProviderComplete(binding);
            });
            if (status == STATUS_SUCCESS) {
                step(CLIENT_DETACHED);
            }
            return status;
        }

        NtStatus detachProvider() {
            provider.enter();
            check(did(ACCEPTED), "provider detached without having accepted");
            step(PROVIDER_CALLED);
            NtStatus status = provider.detach(() -> {
                step(PROVIDER_DETACHED);
                nmr.nmrProviderDetachClientComplete(binding);
            });
            if (status == STATUS_SUCCESS) {
                step(PROVIDER_DETACHED);
            }
            return status;
        }

        void cleanUpClient() {
            client.enter();
            check(did(CLIENT_DETACHED) && did(PROVIDER_DETACHED), "client cleaned up too early");
            step(CLIENT_CLEANED);
        }

        void cleanUpProvider() {
            provider.enter();
            check(did(CLIENT_DETACHED) == did(ATTACHED), "provider cleaned up before the client detached");
            check(did(PROVIDER_DETACHED), "provider cleaned up too early");
            check(did(CLIENT_CALLED) == did(ATTACHED), "client not told");
            step(PROVIDER_CLEANED);
            ended.incrementAndGet();
        }
    }
}
