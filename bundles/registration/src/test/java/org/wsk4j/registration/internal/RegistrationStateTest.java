// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The transition tables. */
class RegistrationStateTest {
    @Test
    void aRegistrationEndsOnceAndNeverBeginsAgain() {
        for (RegistrationState next : RegistrationState.values()) {
            assertThat(RegistrationState.DEREGISTERED.mayBecome(next)).isFalse();
            assertThat(RegistrationState.DEREGISTERING.mayBecome(next))
                    .isEqualTo(next == RegistrationState.DEREGISTERED);
            assertThat(next.mayBecome(RegistrationState.REGISTERING)).isEqualTo(next == RegistrationState.REGISTERING);
        }
        assertThat(RegistrationState.REGISTERING.mayBecome(RegistrationState.DEREGISTERING))
                .isFalse();
        assertThat(RegistrationState.REGISTERED.mayBecome(RegistrationState.DEREGISTERED))
                .isFalse();
    }

    @Test
    void providersComeAndGoWhileItIsOpen() {
        RegistrationState[] open = {RegistrationState.REGISTERED, RegistrationState.REFUSED, RegistrationState.ATTACHED
        };
        for (RegistrationState from : open) {
            for (RegistrationState to : open) {
                assertThat(from.mayBecome(to)).isTrue();
            }
        }
    }

    @Test
    void aBindingPassesThroughDetachingUnlessItWasRefused() {
        assertThat(BindingState.ATTACHED.mayBecome(BindingState.DETACHING)).isTrue();
        assertThat(BindingState.ATTACHED.mayBecome(BindingState.DETACHED)).isFalse();
        assertThat(BindingState.REFUSED.mayBecome(BindingState.DETACHED)).isTrue();
        assertThat(BindingState.DETACHING.mayBecome(BindingState.DETACHED)).isTrue();
        for (BindingState next : BindingState.values()) {
            assertThat(BindingState.DETACHED.mayBecome(next)).isFalse();
        }
    }
}
