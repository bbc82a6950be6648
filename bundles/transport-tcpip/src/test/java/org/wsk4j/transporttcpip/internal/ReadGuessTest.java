// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadGuessTest {
    private final ReadGuess guess = new ReadGuess();

    /** How many chances it lets pass before it looks. */
    private int pause() {
        int passed = 0;
        while (!guess.looks()) {
            passed++;
        }
        return passed;
    }

    @Test
    void looksEveryTimeAsLongAsThatPays() {
        for (int i = 0; i < 100; i++) {
            assertThat(guess.looks()).isTrue();
            guess.found(true);
        }
    }

    @Test
    void letsMoreChancesPassWithEachLookInVain() {
        for (int expected : new int[] {0, 1, 3, 7, 15, 31, 31, 31}) {
            assertThat(pause()).isEqualTo(expected);
            guess.found(false);
        }
    }

    @Test
    void looksEveryTimeAgainOnceItHasPaid() {
        pause();
        guess.found(false);
        pause();
        guess.found(false);
        assertThat(pause()).isEqualTo(3);

        guess.found(true);

        assertThat(pause()).isZero();
    }
}
