// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;

/**
 * Takes the real registrar through every interleaving of two clients and two providers with every answer, and holds it
 * after each step against {@link NmrModel}.
 *
 * <p>{@link StateSpace} has every state of the model and every step out of it; {@link Stage} plays schedules on real
 * registrars until every step was taken. So each step, from each state, is compared once at least, whichever way led
 * there: that is enough, as what the model keeps of the past is all that may matter. Each state is also tried with
 * misuse: with all of it, or in the scenarios without nesting, which have the many states, with one.
 *
 * <p>What bounds the space, and why nothing is lost by it:
 *
 * <ul>
 *   <li>Threads change places at callback boundaries only. All that the registrar does between two of them is one
 *       section under its lock, or several of which the later ones ask again what the earlier ones found: a pair that
 *       is withdrawn after its match is not offered, whether that happens before the first offer of a registration or,
 *       as here, during it.
 *   <li>Four threads are all there can be: each is in a callback, and each binding has one callback at a time.
 *   <li>Modules of one role are alike, so the first to register is number one.
 *   <li>A module waits as soon as its wait can end; it changes nothing but its handle. Before that its wait is seen not
 *       to be over at each step.
 *   <li>A refused question leaves a binding as it was, and a deregistered module leaves nothing: a second question is
 *       tried in the smaller scenarios, a second life in the smallest.
 *   <li>The registrar asks in two places only which thread it is on. So what a thread calls from within its own
 *       callback, to any depth that two bindings allow, is tried in the smaller scenarios; with four bindings, what
 *       calls nobody back, and with {@code -Dstress=true} one call inside another.
 *   <li>Answers that mean the same (a refusal, an exception, nothing) take turns.
 * </ul>
 *
 * <p>Two clients with two providers have 1.7 million states. Of them, only those in which one call at a time calls back
 * are visited always; the others with {@code -Dstress=true}, which took forty minutes on a busy machine
 * with two processors.
 */
@Timeout(value = 180, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EveryScheduleTest {
    private TakenTransitions transitions;

    @BeforeEach
    void start() {
        TestLoggerFactory.getTestLogger(Binding.class).setEnabledLevelsForAllThreads();
        TestLoggerFactory.getTestLogger(Registration.class).setEnabledLevelsForAllThreads();
        transitions = new TakenTransitions();
    }

    @AfterEach
    void stop() {
        transitions.close();
        TestLoggerFactory.clearAll(); // levels too
    }

    @Test
    @Clause({
        "NMR-CONCEPT-01",
        "NMR-CONCEPT-05",
        "NMR-CONCEPT-10",
        "NMR-CONCEPT-11",
        "NMR-CONCEPT-16",
        "NMR-REG-CLIENT-08",
        "NMR-REG-CLIENT-09",
        "NMR-REG-PROVIDER-08",
        "NMR-ATTACH-01",
        "NMR-DETACH-06",
        "NMR-DETACH-10",
        "NMR-DETACH-11",
        "NMR-PROVIDER-DETACH-09",
        "NMR-PROVIDER-DETACH-10",
        "NMR-CLEANUP-01",
        "NMR-CLEANUP-04",
        "NMR-CLEANUP-07",
        "NMR-CLEANUP-08"
    })
    void takesEveryStepFromEveryStateAsTheModelDoes() throws Exception {
        for (Scenario scenario : scenarios().toList()) {
            playAll(scenario);
        }

        assertThat(transitions.taken()).as("rows of the transition table").isEqualTo(transitions.all());
    }

    private static Stream<Scenario> scenarios() {
        Stream<Scenario> always = Stream.of(
                new Scenario(1, 1, 4, 2, 2, 2),
                new Scenario(1, 2, 4, 2, 2, 1),
                new Scenario(2, 1, 4, 2, 2, 1),
                new Scenario(2, 2, 1, 0, 1, 1));
        Stream<Scenario> stress = Stream.of(new Scenario(2, 2, 1, 1, 1, 1), new Scenario(2, 2, 4, 0, 1, 1));
        return Boolean.getBoolean("stress") ? Stream.concat(always, stress) : always;
    }

    private static void playAll(Scenario scenario) throws InterruptedException {
        long start = System.nanoTime();
        StateSpace space = new StateSpace(scenario);
        try (Stage stage = new Stage(space)) {
            int schedules = stage.playAll();
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
            System.out.println("EveryScheduleTest: " + scenario + ": " + space.states() + " states, " + space.steps()
                    + " steps in " + schedules + " schedules, " + seconds + " s");
            assertThat(stage.statesProbed()).as("states of %s seen", scenario).isEqualTo(space.states());
            assertThat(space.stepsTaken()).as("steps of %s taken", scenario).isEqualTo(space.steps());
        }
    }

    /** What would let the other test shrink unnoticed. */
    @Test
    void hasAModelThatReachesAllItShould() {
        assertThat(new StateSpace(new Scenario(1, 1, 1, 0, 1, 1)).states()).isEqualTo(78);
        assertThat(new StateSpace(new Scenario(1, 1, 4, 2, 2, 2)).states()).isEqualTo(333);
        assertThat(new StateSpace(new Scenario(1, 2, 4, 0, 1, 1)).states()).isEqualTo(2805);
        assertThat(new StateSpace(new Scenario(2, 1, 4, 0, 1, 1)).states()).isEqualTo(2805);
    }
}
