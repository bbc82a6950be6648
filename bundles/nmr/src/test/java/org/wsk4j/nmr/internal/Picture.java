// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.nmr.internal.NmrModel.Status;

/**
 * What can be seen of a state of {@link NmrModel} from outside, in one number, since there are millions of them: which
 * callback of each binding runs, how far each module is, and which calls would not be misuse.
 */
record Picture(int bits) {
    private static final Callback[] CALLBACKS = Callback.values();
    private static final Status[] STATUSES = Status.values();
    private static final int STATUS = 12;
    private static final int CLIENT_MAY_COMPLETE = 20;
    private static final int PROVIDER_MAY_COMPLETE = 24;
    private static final int MAY_ASK = 28;

    static Picture of(NmrModel state, Scenario scenario) {
        int bits = 0;
        for (int module = 0; module < scenario.modules(); module++) {
            bits |= state.status(module).ordinal() << (STATUS + 2 * module);
        }
        for (int binding = 0; binding < scenario.bindings(); binding++) {
            bits |= state.binding(binding).callback().ordinal() << (3 * binding);
            bits |= bit(state.binding(binding).clientMayComplete(), CLIENT_MAY_COMPLETE + binding);
            bits |= bit(state.binding(binding).providerMayComplete(), PROVIDER_MAY_COMPLETE + binding);
            bits |= bit(state.binding(binding).mayAsk(), MAY_ASK + binding);
        }
        return new Picture(bits);
    }

    private static int bit(boolean set, int position) {
        return set ? 1 << position : 0;
    }

    private boolean isSet(int position) {
        return (bits >>> position & 1) != 0;
    }

    Callback callback(int binding) {
        return CALLBACKS[bits >>> (3 * binding) & 7];
    }

    boolean hasSameCallbacks(Picture other) {
        return (bits ^ other.bits) << (32 - STATUS) == 0;
    }

    Status status(int module) {
        return STATUSES[bits >>> (STATUS + 2 * module) & 3];
    }

    boolean clientMayComplete(int binding) {
        return isSet(CLIENT_MAY_COMPLETE + binding);
    }

    boolean providerMayComplete(int binding) {
        return isSet(PROVIDER_MAY_COMPLETE + binding);
    }

    boolean mayAsk(int binding) {
        return isSet(MAY_ASK + binding);
    }
}
