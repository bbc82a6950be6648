// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TcpStateTest {
    private static Set<TcpState> following(TcpState state) {
        return switch (state) {
            case UNBOUND -> EnumSet.of(TcpState.BOUND, TcpState.CONNECTED, TcpState.BROKEN, TcpState.CLOSING);
            case BOUND -> EnumSet.of(TcpState.CONNECTING, TcpState.BROKEN, TcpState.CLOSING);
            case CONNECTING -> EnumSet.of(TcpState.CONNECTED, TcpState.BROKEN, TcpState.CLOSING);
            case CONNECTED -> EnumSet.of(TcpState.BROKEN, TcpState.CLOSING);
            case BROKEN -> EnumSet.of(TcpState.CLOSING);
            case CLOSING -> EnumSet.of(TcpState.CLOSED);
            case CLOSED -> EnumSet.noneOf(TcpState.class);
        };
    }

    private static Set<DirectionState> following(DirectionState state) {
        return switch (state) {
            case UNCONNECTED -> EnumSet.of(DirectionState.OPEN, DirectionState.FAILED);
            case OPEN -> EnumSet.of(DirectionState.ENDING, DirectionState.ENDED, DirectionState.FAILED);
            case ENDING -> EnumSet.of(DirectionState.OPEN, DirectionState.ENDED, DirectionState.FAILED);
            case ENDED -> EnumSet.of(DirectionState.FAILED);
            case FAILED -> EnumSet.noneOf(DirectionState.class);
        };
    }

    @ParameterizedTest
    @EnumSource
    void goesFromEachStateToTheDocumentedOnesOnly(TcpState state) {
        for (TcpState next : TcpState.values()) {
            assertThat(state.mayBecome(next))
                    .as("%s to %s", state, next)
                    .isEqualTo(following(state).contains(next));
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesFromEachStateOfADirectionToTheDocumentedOnesOnly(DirectionState state) {
        for (DirectionState next : DirectionState.values()) {
            assertThat(state.mayBecome(next))
                    .as("%s to %s", state, next)
                    .isEqualTo(following(state).contains(next));
        }
    }

    @Test
    void namesBothStatesWhenAskedForAnotherStep() {
        assertThatIllegalStateException()
                .isThrownBy(() -> TcpState.CLOSED.to(TcpState.BOUND))
                .withMessageContainingAll("CLOSED", "BOUND");
        assertThatIllegalStateException()
                .isThrownBy(() -> DirectionState.FAILED.to(DirectionState.OPEN))
                .withMessageContainingAll("FAILED", "OPEN");
    }
}
