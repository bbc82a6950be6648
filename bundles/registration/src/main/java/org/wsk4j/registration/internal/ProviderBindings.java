// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.report.WaitCause;

/**
 * The providers of one registration that have not gone yet, which of them a question is about, and what the client owes.
 *
 * <p>Threads: not safe; the registration guards it with its lock.
 */
final class ProviderBindings {
    private final List<ProviderBinding> bindings = new ArrayList<>(); // in the order of attachment
    private int forfeited; // captures of bindings that ended without their release

    /** Adds a binding; the refusals that nobody would ever withdraw make room for it. */
    void add(ProviderBinding binding) {
        bindings.removeIf(other -> !other.isWatched());
        bindings.add(binding);
    }

    void remove(ProviderBinding binding) {
        bindings.remove(binding);
    }

    /** The one that was attached with this context; null if it has ended. */
    ProviderBinding of(Object clientBindingContext) {
        for (ProviderBinding binding : bindings) {
            if (binding.hasContext(clientBindingContext)) {
                return binding;
            }
        }
        return null;
    }

    /** What the providers make of an open registration. */
    RegistrationState outcome(RegistrationState withoutAny) {
        RegistrationState outcome = withoutAny;
        for (ProviderBinding binding : bindings) {
            if (binding.stateLocked() == BindingState.ATTACHED) {
                return RegistrationState.ATTACHED;
            }
            if (binding.stateLocked() == BindingState.REFUSED) {
                outcome = RegistrationState.REFUSED;
            }
        }
        return outcome;
    }

    /** The one that the next capture gets; null when none is attached. */
    ProviderBinding best() {
        ProviderBinding best = null;
        for (ProviderBinding binding : bindings) {
            if (binding.stateLocked() == BindingState.ATTACHED && binding.isBetterThan(best)) {
                best = binding;
            }
        }
        return best;
    }

    /**
     * Whose capture a release gives back: of a provider that goes, so that it can, else the best; null when none is.
     */
    ProviderBinding releasable() {
        ProviderBinding releasable = null;
        for (ProviderBinding binding : bindings) {
            if (binding.capturesLocked() == 0) {
                continue;
            }
            if (binding.stateLocked() == BindingState.DETACHING) {
                return binding;
            }
            if (binding.isBetterThan(releasable)) {
                releasable = binding;
            }
        }
        return releasable;
    }

    /** The supported versions: of the best provider, else of one that refused; null when none is known. */
    VersionRange range() {
        ProviderBinding best = best();
        if (best != null) {
            return best.range();
        }
        for (ProviderBinding binding : bindings) {
            if (binding.stateLocked() == BindingState.REFUSED && binding.range() != null) {
                return binding.range();
            }
        }
        return null;
    }

    /** Whether a call of this thread to one of them has not returned. */
    boolean isCalledBy(Thread thread) {
        for (ProviderBinding binding : bindings) {
            if (binding.isCalledByLocked(thread)) {
                return true;
            }
        }
        return false;
    }

    /** What their detaches wait for, for a report. */
    List<WaitCause> uses() {
        List<WaitCause> uses = new ArrayList<>();
        for (ProviderBinding binding : bindings) {
            List<WaitCause> own = binding.usesLocked();
            uses.addAll(own.isEmpty() ? List.of(new WaitCause("the detach of " + binding)) : own);
        }
        return uses;
    }

    /** How many releases the client still owes, those for bindings that have ended included. */
    int owed() {
        int owed = forfeited;
        for (ProviderBinding binding : bindings) {
            owed += binding.capturesLocked();
        }
        return owed;
    }

    /** Takes the captures of one of them from the client, who still owes their releases; answers how many there were. */
    int forfeit(ProviderBinding binding) {
        int captures = binding.forfeitLocked();
        forfeited += captures;
        return captures;
    }

    /** Takes a release for a capture that was forfeited; false when there is none. */
    boolean releaseForfeited() {
        if (forfeited == 0) {
            return false;
        }
        forfeited--;
        return true;
    }

    /** What the block's registration before this one left the client to release. */
    void inherit(int owed) {
        forfeited = owed;
    }

    /** A snapshot. */
    List<ProviderBinding> all() {
        return List.copyOf(bindings);
    }
}
