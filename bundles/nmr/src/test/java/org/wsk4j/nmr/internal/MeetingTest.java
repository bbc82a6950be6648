// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;

/**
 * Two threads that meet in one binding at the same moment, over and over: registrations, deregistrations and
 * completions, each with each that it can meet. Unlike {@link EveryScheduleTest} they may meet anywhere, also within
 * the registrar.
 *
 * <p>The number of meetings is 20,000; 200,000 with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that
 * failed is run again with {@code -Dwsk4j.seed=n}; it repeats who meets whom, not the timing.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MeetingTest {
    private static final int MOST_TURNS = 60;

    private final PairingRegistrar nmr = new PairingRegistrar();
    private final MeetingThread other = new MeetingThread();
    private SplittableRandom random;

    @BeforeEach
    void switchLogsOff() {
        TestLoggerFactory.getTestLogger(Binding.class).setEnabledLevelsForAllThreads();
    }

    @AfterEach
    void stop() {
        other.close();
        TestLoggerFactory.clearAll(); // levels too
    }

    @Test
    @Clause({"NMR-CLEANUP-07", "NMR-CLEANUP-08", "NMR-DETACH-06", "NMR-CONCEPT-01", "NMR-CONCEPT-16"})
    void callsEachCallbackOnceWhoeverMeets() {
        int rounds = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 200_000 : 20_000);
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("MeetingTest: " + rounds + " meetings, -Dwsk4j.seed=" + seed);
        random = new SplittableRandom(seed);
        List<Runnable> meetings = List.of(
                this::twoRegistrations,
                this::registrationOfAClientWithDeregistrationOfItsProvider,
                this::registrationOfAProviderWithDeregistrationOfItsClient,
                this::deregistrationsOfBothSides,
                this::deregistrationsOfTheSameSide,
                this::completionsOfBothSides,
                this::completionsOfTheSameSide,
                this::completionOfTheClientWithTheProvidersCallback,
                this::completionOfTheProviderWithItsOwnCallback);
        for (int round = 0; round < rounds; round++) {
            try {
                meetings.get(round % meetings.size()).run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private void meet(Runnable here, Runnable there) {
        other.meet(here, random.nextInt(MOST_TURNS), there, random.nextInt(MOST_TURNS));
    }

    private MeetingPair pair(NtStatus clientAnswer, NtStatus providerAnswer) {
        return new MeetingPair(nmr, clientAnswer, providerAnswer);
    }

    private MeetingPair attachedPair(NtStatus clientAnswer, NtStatus providerAnswer) {
        MeetingPair pair = pair(clientAnswer, providerAnswer);
        pair.registerClient();
        pair.registerProvider();
        return pair;
    }

    private void twoRegistrations() {
        MeetingPair pair = pair(STATUS_SUCCESS, STATUS_SUCCESS);

        meet(pair::registerClient, pair::registerProvider);

        assertThat(pair.attached).hasValue(1);
        pair.deregisterClient();
        pair.deregisterProvider();
        assertOver(pair);
    }

    private void registrationOfAClientWithDeregistrationOfItsProvider() {
        MeetingPair pair = pair(STATUS_SUCCESS, STATUS_SUCCESS);
        pair.registerProvider();

        meet(pair::registerClient, () -> {
            pair.deregisterProvider();
            pair.awaitProvider();
        });

        pair.deregisterClient();
        pair.awaitClient();
        pair.assertLivedOnce();
    }

    private void registrationOfAProviderWithDeregistrationOfItsClient() {
        MeetingPair pair = pair(STATUS_SUCCESS, STATUS_SUCCESS);
        pair.registerClient();

        meet(pair::registerProvider, () -> {
            pair.deregisterClient();
            pair.awaitClient();
        });

        pair.deregisterProvider();
        pair.awaitProvider();
        pair.assertLivedOnce();
    }

    private void deregistrationsOfBothSides() {
        MeetingPair pair = attachedPair(STATUS_SUCCESS, STATUS_SUCCESS);

        meet(
                () -> {
                    pair.deregisterClient();
                    pair.awaitClient();
                },
                () -> {
                    pair.deregisterProvider();
                    pair.awaitProvider();
                });

        pair.assertLivedOnce();
    }

    private void deregistrationsOfTheSameSide() {
        MeetingPair pair = attachedPair(STATUS_SUCCESS, STATUS_SUCCESS);
        AtomicReference<NtStatus> here = new AtomicReference<>();
        AtomicReference<NtStatus> there = new AtomicReference<>();

        meet(() -> here.set(pair.deregisterClient()), () -> there.set(pair.deregisterClient()));

        assertThat(List.of(here.get(), there.get()))
                .containsExactlyInAnyOrder(STATUS_PENDING, STATUS_INVALID_PARAMETER);
        pair.deregisterProvider();
        assertOver(pair);
    }

    private void completionsOfBothSides() {
        MeetingPair pair = attachedPair(STATUS_PENDING, STATUS_PENDING);
        pair.deregisterClient();

        meet(pair::completeClient, pair::completeProvider);

        assertThat(pair.bugChecks).hasValue(0);
        pair.deregisterProvider();
        assertOver(pair);
    }

    private void completionsOfTheSameSide() {
        MeetingPair pair = attachedPair(STATUS_PENDING, STATUS_SUCCESS);
        pair.deregisterProvider();

        meet(pair::completeClient, pair::completeClient);

        assertThat(pair.bugChecks).hasValue(1);
        pair.deregisterClient();
        assertOver(pair);
    }

    private void completionOfTheClientWithTheProvidersCallback() {
        NtStatus providerAnswer = random.nextBoolean() ? STATUS_PENDING : STATUS_SUCCESS;
        MeetingPair pair = attachedPair(STATUS_PENDING, providerAnswer);

        meet(pair::deregisterProvider, () -> {
            MeetingThread.await(() -> pair.clientDetaches.get() == 1);
            pair.completeClient();
        });

        if (providerAnswer == STATUS_PENDING) {
            pair.completeProvider();
        }
        assertThat(pair.bugChecks).hasValue(0);
        pair.deregisterClient();
        assertOver(pair);
    }

    private void completionOfTheProviderWithItsOwnCallback() {
        MeetingPair pair = attachedPair(STATUS_SUCCESS, STATUS_PENDING);

        meet(pair::deregisterClient, () -> {
            MeetingThread.await(() -> pair.providerDetaches.get() == 1);
            pair.completeProvider();
        });

        assertThat(pair.bugChecks).hasValue(0);
        pair.deregisterProvider();
        assertOver(pair);
    }

    private static void assertOver(MeetingPair pair) {
        pair.awaitClient();
        pair.awaitProvider();
        pair.assertLivedOnce();
    }
}
