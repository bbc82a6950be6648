// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.wsk4j.nmr.internal.Stage.require;

import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.wdm.NtStatus;

/**
 * What the two modules of one pair have seen of their binding, and the rules for what they may see next: each callback
 * once, both detached before any cleanup, and with the contexts of this very binding.
 *
 * <p>Knows neither the model nor the schedule. Threads: the one whose turn it is.
 */
final class BindingWitness {
    private final int binding;
    private Callback running = Callback.NONE;
    private NmrBindingHandle handle;
    private boolean accepted;
    private boolean kept;
    private Object clientContext;
    private Object providerContext;
    private NtStatus providersAnswer;
    private final Detachment client = new Detachment();
    private final Detachment provider = new Detachment();

    /** One side's way out. */
    private static final class Detachment {
        private boolean called;
        private boolean completed;
        private boolean detached; // said so, and the callback has returned
        private boolean cleaned;

        private void reset() {
            called = false;
            completed = false;
            detached = false;
            cleaned = false;
        }

        private void answer(boolean pends) {
            detached = !pends || completed;
        }

        private void complete(boolean inCallback) {
            require(called && !completed && !detached, "completed out of turn");
            completed = true;
            detached = !inCallback;
        }
    }

    BindingWitness(int binding) {
        this.binding = binding;
    }

    Callback running() {
        return running;
    }

    NmrBindingHandle handle() {
        return handle;
    }

    void enter(Callback callback) {
        boolean inTurn = switch (callback) {
            case CLIENT_ATTACH -> running == Callback.NONE && isOver();
            case PROVIDER_ATTACH -> running == Callback.CLIENT_ATTACH && !accepted;
            case CLIENT_DETACH -> running == Callback.NONE && kept && !client.called;
            case PROVIDER_DETACH -> running == Callback.NONE && accepted && !provider.called;
            case CLIENT_CLEANUP -> running == Callback.NONE && kept && bothDetached() && !client.cleaned;
            case PROVIDER_CLEANUP -> running == Callback.NONE && bothDetached() && !provider.cleaned;
            case NONE -> false;
        };
        require(inTurn, callback + " of binding " + binding + " out of turn");
        running = callback;
        switch (callback) {
            case CLIENT_DETACH -> client.called = true;
            case PROVIDER_DETACH -> provider.called = true;
            case CLIENT_CLEANUP -> client.cleaned = true;
            case PROVIDER_CLEANUP -> provider.cleaned = true;
            default -> {
                // answers count, not calls
            }
        }
    }

    void leave(Callback outer) {
        running = outer;
    }

    private boolean bothDetached() {
        return accepted && provider.detached && (client.detached || !kept);
    }

    private boolean isOver() {
        return (!kept || client.cleaned) && (!accepted || provider.cleaned);
    }

    /** Nothing is left to be done for this binding. */
    void checkOver() {
        require(running == Callback.NONE && isOver(), "Binding " + binding + " is not over after a wait");
    }

    /** A life begins. */
    void offer(NmrBindingHandle newHandle) {
        require(newHandle != null && newHandle != handle, "Binding " + binding + " was offered twice");
        handle = newHandle;
        accepted = false;
        kept = false;
        client.reset();
        provider.reset();
    }

    void ask(Object context) {
        clientContext = context;
        providersAnswer = null;
    }

    void answerAttach(NtStatus status, Object context) {
        providersAnswer = status;
        providerContext = context;
        accepted = status == NtStatus.STATUS_SUCCESS;
    }

    void keep() {
        kept = true;
    }

    /** What the provider answered to the latest question; null if it did not get it. */
    NtStatus providersAnswer() {
        return providersAnswer;
    }

    void checkClientContext(Object context) {
        require(context != null && context == clientContext, "Not the client's context of binding " + binding);
    }

    Object providerContext() {
        return providerContext;
    }

    void checkProviderContext(Object context) {
        require(context != null && context == providerContext, "Not the provider's context of binding " + binding);
    }

    void answerDetach(Callback callback, boolean pends) {
        (callback == Callback.CLIENT_DETACH ? client : provider).answer(pends);
    }

    void clientCompletes() {
        client.complete(running == Callback.CLIENT_DETACH);
    }

    void providerCompletes() {
        provider.complete(running == Callback.PROVIDER_DETACH);
    }
}
