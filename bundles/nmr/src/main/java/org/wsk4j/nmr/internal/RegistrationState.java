// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

/** The life of one registration; it only ever moves to the next state. */
enum RegistrationState {
    /** Matched with every module of the other role that registers for the same NPI. */
    REGISTERED,
    /** Matched no more; its bindings are ending. */
    DEREGISTERING,
    /** The last binding has ended: the wait returns. */
    DEREGISTERED;

    boolean mayBecome(RegistrationState next) {
        return next.ordinal() == ordinal() + 1;
    }
}
