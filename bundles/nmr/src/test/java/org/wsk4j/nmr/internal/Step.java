// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

/**
 * One step of a schedule: who acts, what it does, and to which module or binding.
 *
 * @param at the binding in whose innermost callback the acting thread is; {@link #IDLE} for a thread in no callback
 * @param action an answer to that callback, or a call of the registrar
 * @param target the module that registers or deregisters, or the binding whose detach is completed; 0 for an answer
 */
record Step(int at, Action action, int target) {
    static final int IDLE = -1;

    enum Action {
        /** ClientAttachProvider answers, whatever it may be, without having attached. */
        DECLINE,
        /** ClientAttachProvider calls NmrClientAttachProvider. */
        ASK,
        /** ProviderAttachClient answers success. */
        ACCEPT,
        /** ProviderAttachClient answers anything else. */
        REFUSE,
        /** ClientAttachProvider answers success after the provider has accepted. */
        KEEP,
        /** ClientAttachProvider answers anything else although the provider has accepted. */
        DROP,
        /** A detach callback answers success, or what is taken for it. */
        SUCCEED,
        /** A detach callback answers pending. */
        PEND,
        /** A cleanup callback returns. */
        RETURN,
        REGISTER,
        DEREGISTER,
        CLIENT_COMPLETE,
        PROVIDER_COMPLETE;

        boolean isAnswer() {
            return ordinal() <= RETURN.ordinal();
        }
    }

    private static final Action[] ACTIONS = Action.values();

    /** The step in a number that fits a short. */
    short code() {
        return (short) (((at + 1) << 8) | (action.ordinal() << 4) | target);
    }

    static Step of(short code) {
        return new Step((code >> 8) - 1, ACTIONS[(code >> 4) & 15], code & 15);
    }

    @Override
    public String toString() {
        return (at == IDLE ? "" : "in callback of binding " + at + ": ")
                + action
                + (action.isAnswer() ? "" : " " + target);
    }
}
