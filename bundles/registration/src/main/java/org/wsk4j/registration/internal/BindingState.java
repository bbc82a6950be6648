// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

/** The life of one provider in one registration: every state and, in {@link #mayBecome}, every transition. */
enum BindingState {
    /** The provider accepted the client's version: it can be captured and called. */
    ATTACHED,
    /** The provider refused the client's version: it can be asked for the versions that it supports. */
    REFUSED,
    /** The provider or the client goes: captures and calls are waited for. */
    DETACHING,
    /** Over; also when the wait took too long. */
    DETACHED;

    boolean mayBecome(BindingState next) {
        return switch (this) {
            case ATTACHED -> next == DETACHING;
            case REFUSED, DETACHING -> next == DETACHED;
            case DETACHED -> false;
        };
    }
}
