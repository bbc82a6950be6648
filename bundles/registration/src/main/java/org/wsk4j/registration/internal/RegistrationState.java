// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

/**
 * The life of one registration: every state and, in {@link #mayBecome}, every transition.
 *
 * <p>Spec: REGISTER-02, REGISTER-03, CAPTURE-06, DEREGISTER-01, DEREGISTER-11.
 */
enum RegistrationState {
    /** WskRegister runs, and no provider was met yet. */
    REGISTERING,
    /** No provider is there: captures wait. */
    REGISTERED,
    /** Every provider that is there refused the client's version: captures fail. */
    REFUSED,
    /** At least one provider is attached: captures succeed. */
    ATTACHED,
    /** WskDeregister runs: captures fail, bindings end. */
    DEREGISTERING,
    /** Over, or never begun. */
    DEREGISTERED;

    boolean mayBecome(RegistrationState next) {
        return switch (this) {
            case REGISTERING -> next != DEREGISTERING;
            case REGISTERED, REFUSED, ATTACHED -> next == DEREGISTERING || next.isOpen() && next != REGISTERING;
            case DEREGISTERING -> next == DEREGISTERED;
            case DEREGISTERED -> false;
        };
    }

    /** Whether providers still come and go. */
    boolean isOpen() {
        return this != DEREGISTERING && this != DEREGISTERED;
    }

    /** Whether a capture that may wait has a reason to. */
    boolean awaitsProvider() {
        return this == REGISTERING || this == REGISTERED;
    }
}
