// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;

class BindingStateTest {
    /** Every transition there is; what is not listed cannot happen. */
    private static final String TRANSITIONS = """
        MATCHED OFFER OFFERED
        MATCHED WITHDRAW ENDED
        OFFERED CLIENT_ASKS ASKED
        OFFERED CLIENT_DECLINES ENDED
        ASKED PROVIDER_ACCEPTS ACCEPTED
        ASKED PROVIDER_REFUSES OFFERED
        ACCEPTED CLIENT_KEEPS ATTACHED
        ACCEPTED CLIENT_DECLINES PROVIDER_DETACHING
        ATTACHED DETACH CLIENT_DETACHING
        CLIENT_DETACHING CLIENT_DETACHED PROVIDER_DETACHING
        CLIENT_DETACHING CLIENT_PENDS PROVIDER_DETACHING_CLIENT_PENDING
        CLIENT_DETACHING CLIENT_COMPLETES CLIENT_DETACHING_COMPLETED
        CLIENT_DETACHING_COMPLETED CLIENT_DETACHED PROVIDER_DETACHING
        CLIENT_DETACHING_COMPLETED CLIENT_PENDS PROVIDER_DETACHING
        PROVIDER_DETACHING_CLIENT_PENDING PROVIDER_DETACHED CLIENT_PENDING
        PROVIDER_DETACHING_CLIENT_PENDING PROVIDER_PENDS BOTH_PENDING
        PROVIDER_DETACHING_CLIENT_PENDING PROVIDER_COMPLETES PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING
        PROVIDER_DETACHING_CLIENT_PENDING CLIENT_COMPLETES PROVIDER_DETACHING
        PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING PROVIDER_DETACHED CLIENT_PENDING
        PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING PROVIDER_PENDS CLIENT_PENDING
        PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING CLIENT_COMPLETES PROVIDER_DETACHING_COMPLETED
        PROVIDER_DETACHING PROVIDER_DETACHED CLEANING
        PROVIDER_DETACHING PROVIDER_PENDS PROVIDER_PENDING
        PROVIDER_DETACHING PROVIDER_COMPLETES PROVIDER_DETACHING_COMPLETED
        PROVIDER_DETACHING_COMPLETED PROVIDER_DETACHED CLEANING
        PROVIDER_DETACHING_COMPLETED PROVIDER_PENDS CLEANING
        BOTH_PENDING CLIENT_COMPLETES PROVIDER_PENDING
        BOTH_PENDING PROVIDER_COMPLETES CLIENT_PENDING
        CLIENT_PENDING CLIENT_COMPLETES CLEANING
        PROVIDER_PENDING PROVIDER_COMPLETES CLEANING
        CLEANING CLEANED ENDED
        """;

    @Test
    void takesExactlyTheListedTransitions() {
        Set<String> taken = new TreeSet<>();
        for (BindingState state : BindingState.values()) {
            for (BindingEvent event : BindingEvent.values()) {
                if (state.allows(event)) {
                    taken.add(state + " " + event + " " + state.after(event));
                }
            }
        }

        assertThat(taken).containsExactlyInAnyOrder(TRANSITIONS.lines().toArray(String[]::new));
    }

    @Test
    void failsOnEveryOtherTransitionWithBothNames() {
        for (BindingState state : BindingState.values()) {
            for (BindingEvent event : BindingEvent.values()) {
                if (!state.allows(event)) {
                    assertThatIllegalStateException()
                            .isThrownBy(() -> state.after(event))
                            .withMessageContaining(state.name())
                            .withMessageContaining(event.name());
                }
            }
        }
    }

    @Test
    void reachesEveryStateFromTheMatchAndTheEndFromEveryState() {
        assertThat(reachableFrom(BindingState.MATCHED)).isEqualTo(EnumSet.allOf(BindingState.class));
        for (BindingState state : BindingState.values()) {
            assertThat(reachableFrom(state)).contains(BindingState.ENDED);
        }
    }

    @Test
    @Clause({"NMR-CLEANUP-01", "NMR-CLEANUP-04"})
    void cleansUpOnlyAfterBothSidesHaveSaidThatTheyDetached() {
        record Reached(BindingState state, boolean client, boolean provider) {}

        Deque<Reached> next = new ArrayDeque<>(Set.of(new Reached(BindingState.ATTACHED, false, false)));
        Set<Reached> seen = new java.util.HashSet<>();
        while (!next.isEmpty()) {
            Reached now = next.remove();
            if (!seen.add(now)) {
                continue;
            }
            if (now.state == BindingState.CLEANING) {
                assertThat(now.client && now.provider).as("%s", now).isTrue();
            }
            for (BindingEvent event : BindingEvent.values()) {
                if (now.state.allows(event)) {
                    boolean client = event == BindingEvent.CLIENT_DETACHED || event == BindingEvent.CLIENT_COMPLETES;
                    boolean provider =
                            event == BindingEvent.PROVIDER_DETACHED || event == BindingEvent.PROVIDER_COMPLETES;
                    next.add(new Reached(now.state.after(event), now.client || client, now.provider || provider));
                }
            }
        }
        assertThat(seen).extracting(Reached::state).contains(BindingState.ENDED);
    }

    private static Set<BindingState> reachableFrom(BindingState start) {
        Set<BindingState> reached = EnumSet.noneOf(BindingState.class);
        Deque<BindingState> next = new ArrayDeque<>(Set.of(start));
        while (!next.isEmpty()) {
            BindingState state = next.remove();
            if (reached.add(state)) {
                for (BindingEvent event : BindingEvent.values()) {
                    if (state.allows(event)) {
                        next.add(state.after(event));
                    }
                }
            }
        }
        return reached;
    }
}
