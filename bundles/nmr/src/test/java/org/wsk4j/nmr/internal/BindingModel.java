// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.List;
import org.wsk4j.nmr.internal.Step.Action;

/**
 * What the documentation says about one binding: how far its attachment has come and, for each side on its own, how far
 * its detachment has. It shares nothing with {@link BindingState}.
 *
 * <p>Beyond the documentation it knows one habit of the registrar: the client's detach and cleanup come before the
 * provider's.
 *
 * <p>Threads: immutable once its {@link NmrModel} was handed out.
 */
final class BindingModel {
    private enum Phase {
        NONE,
        MATCHED,
        OFFERED,
        ASKED,
        ACCEPTED,
        /** Attached, at least on the provider's side; the sides say how far the detachment is. */
        BOUND,
        OVER
    }

    private enum Side {
        ATTACHED,
        CALLED,
        CALLED_AND_COMPLETED,
        PENDING,
        DETACHED,
        CLEANING,
        CLEANED,
        /** The client's, when it left after the provider had accepted. */
        NEVER_ATTACHED;

        private boolean isCalled() {
            return this == CALLED || this == CALLED_AND_COMPLETED;
        }

        private boolean mayComplete() {
            return this == CALLED || this == PENDING;
        }

        private Side completed() {
            return this == PENDING ? DETACHED : CALLED_AND_COMPLETED;
        }

        private Side answered(boolean pends) {
            return pends && this == CALLED ? PENDING : DETACHED;
        }
    }

    /** What runs, as seen from a module. */
    enum Callback {
        NONE,
        CLIENT_ATTACH,
        PROVIDER_ATTACH,
        CLIENT_DETACH,
        PROVIDER_DETACH,
        CLIENT_CLEANUP,
        PROVIDER_CLEANUP
    }

    private Phase phase = Phase.NONE;
    private int asks;
    private Side client = Side.ATTACHED;
    private Side provider = Side.ATTACHED;

    /** Of a pair that was never matched. */
    BindingModel() {}

    BindingModel(BindingModel other) {
        phase = other.phase;
        asks = other.asks;
        client = other.client;
        provider = other.provider;
    }

    /** Which callback runs. */
    Callback callback() {
        return switch (phase) {
            case OFFERED, ACCEPTED -> Callback.CLIENT_ATTACH;
            case ASKED -> Callback.PROVIDER_ATTACH;
            case BOUND -> detachCallback();
            case NONE, MATCHED, OVER -> Callback.NONE;
        };
    }

    private Callback detachCallback() {
        if (client.isCalled()) {
            return Callback.CLIENT_DETACH;
        }
        if (provider.isCalled()) {
            return Callback.PROVIDER_DETACH;
        }
        if (client == Side.CLEANING) {
            return Callback.CLIENT_CLEANUP;
        }
        return provider == Side.CLEANING ? Callback.PROVIDER_CLEANUP : Callback.NONE;
    }

    /** What the callback that runs may do. */
    List<Action> answers(int mostAsks) {
        return switch (callback()) {
            case CLIENT_ATTACH -> {
                if (phase == Phase.ACCEPTED) {
                    yield List.of(Action.KEEP, Action.DROP);
                }
                yield asks < mostAsks ? List.of(Action.DECLINE, Action.ASK) : List.of(Action.DECLINE);
            }
            case PROVIDER_ATTACH -> List.of(Action.ACCEPT, Action.REFUSE);
            case CLIENT_DETACH, PROVIDER_DETACH -> List.of(Action.SUCCEED, Action.PEND);
            case CLIENT_CLEANUP, PROVIDER_CLEANUP -> List.of(Action.RETURN);
            case NONE -> List.of();
        };
    }

    /** Whether nothing keeps the wait of a module. */
    boolean isOver() {
        return phase == Phase.NONE || phase == Phase.OVER;
    }

    /** Whether whoever comes to it has something to do: to offer it or, when deregistering, to detach it. */
    boolean isDue() {
        return phase == Phase.MATCHED || (phase == Phase.BOUND && client == Side.ATTACHED);
    }

    /** Whether the client may ask the provider, on the thread of its attach callback. */
    boolean mayAsk() {
        return phase == Phase.OFFERED;
    }

    boolean clientMayComplete() {
        return phase == Phase.BOUND && client.mayComplete();
    }

    boolean providerMayComplete() {
        return phase == Phase.BOUND && provider.mayComplete();
    }

    void match() {
        phase = Phase.MATCHED;
        asks = 0;
        client = Side.ATTACHED;
        provider = Side.ATTACHED;
    }

    /** One side deregisters. */
    void withdraw() {
        if (phase == Phase.MATCHED) {
            phase = Phase.OVER;
        }
    }

    /** Somebody comes to it while it is due. */
    void begin() {
        if (phase == Phase.MATCHED) {
            phase = Phase.OFFERED;
        } else {
            client = Side.CALLED;
        }
    }

    /** Takes the answer of the callback that runs. */
    void answer(Action answer, boolean bothRegistered) {
        switch (answer) {
            case DECLINE -> phase = Phase.OVER;
            case ASK -> {
                asks++;
                phase = bothRegistered ? Phase.ASKED : Phase.OFFERED;
            }
            case ACCEPT -> phase = Phase.ACCEPTED;
            case REFUSE -> phase = Phase.OFFERED;
            case KEEP -> {
                phase = Phase.BOUND;
                client = bothRegistered ? Side.ATTACHED : Side.CALLED;
            }
            case DROP -> {
                phase = Phase.BOUND;
                client = Side.NEVER_ATTACHED;
                provider = Side.CALLED;
            }
            default -> answerDetach(answer == Action.PEND);
        }
    }

    private void answerDetach(boolean pends) {
        switch (callback()) {
            case CLIENT_DETACH -> {
                client = client.answered(pends);
                provider = Side.CALLED;
            }
            case PROVIDER_DETACH -> {
                provider = provider.answered(pends);
                cleanUpIfDetached();
            }
            case CLIENT_CLEANUP -> {
                client = Side.CLEANED;
                provider = Side.CLEANING;
            }
            default -> {
                provider = Side.CLEANED;
                phase = Phase.OVER;
            }
        }
    }

    void completeClient() {
        client = client.completed();
        cleanUpIfDetached();
    }

    void completeProvider() {
        provider = provider.completed();
        cleanUpIfDetached();
    }

    private void cleanUpIfDetached() {
        if (provider == Side.DETACHED && client == Side.DETACHED) {
            client = Side.CLEANING;
        } else if (provider == Side.DETACHED && client == Side.NEVER_ATTACHED) {
            provider = Side.CLEANING;
        }
    }

    /** Equal for bindings of which the same can become. */
    char key() {
        boolean offered = phase == Phase.OFFERED || phase == Phase.ASKED;
        boolean live = phase != Phase.OVER;
        return (char) (phase.ordinal()
                | (live ? client.ordinal() << 3 | provider.ordinal() << 6 : 0)
                | (offered ? asks << 9 : 0));
    }
}
