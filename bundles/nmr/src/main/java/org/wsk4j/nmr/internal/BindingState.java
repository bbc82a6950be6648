// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.EnumMap;
import java.util.Map;

/**
 * The life of one binding, from the match of its two modules to the end of its detachment: every state and, in
 * {@link #TABLE}, every transition.
 *
 * <p>The registrar calls the client's detach callback first and the provider's second, on one thread. A side that
 * answers "pending" may complete at any time from the start of its own callback on, also before that callback has
 * returned.
 *
 * <p>Spec: NMR-CLEANUP-07.
 */
enum BindingState {
    /** The pair was found; the client has not been asked yet. */
    MATCHED,
    /** ClientAttachProvider runs; the provider was not asked, or refused. */
    OFFERED,
    /** ProviderAttachClient runs, inside ClientAttachProvider. */
    ASKED,
    /** The provider accepted; ClientAttachProvider has not returned yet. */
    ACCEPTED,
    /** Both are attached. */
    ATTACHED,
    /** ClientDetachProvider runs. */
    CLIENT_DETACHING,
    /** ClientDetachProvider runs, and the client has completed already. */
    CLIENT_DETACHING_COMPLETED,
    /** ProviderDetachClient runs; the client is pending. */
    PROVIDER_DETACHING_CLIENT_PENDING,
    /** ProviderDetachClient runs, and the provider has completed already; the client is pending. */
    PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING,
    /** ProviderDetachClient runs; the client has detached, or never attached. */
    PROVIDER_DETACHING,
    /** ProviderDetachClient runs, and the provider has completed already; the client has detached. */
    PROVIDER_DETACHING_COMPLETED,
    /** Both callbacks have returned; both sides have still to complete. */
    BOTH_PENDING,
    /** Both callbacks have returned; the client has still to complete. */
    CLIENT_PENDING,
    /** Both callbacks have returned; the provider has still to complete. */
    PROVIDER_PENDING,
    /** Both sides have detached; the cleanup callbacks run. */
    CLEANING,
    /** Over: withdrawn, declined, or detached. */
    ENDED;

    private static final Map<BindingState, Map<BindingEvent, BindingState>> TABLE = new EnumMap<>(BindingState.class);

    static {
        at(MATCHED, BindingEvent.OFFER, OFFERED);
        at(MATCHED, BindingEvent.WITHDRAW, ENDED);

        at(OFFERED, BindingEvent.CLIENT_ASKS, ASKED);
        at(OFFERED, BindingEvent.CLIENT_DECLINES, ENDED);
        at(ASKED, BindingEvent.PROVIDER_ACCEPTS, ACCEPTED);
        at(ASKED, BindingEvent.PROVIDER_REFUSES, OFFERED);
        at(ACCEPTED, BindingEvent.CLIENT_KEEPS, ATTACHED);
        at(ACCEPTED, BindingEvent.CLIENT_DECLINES, PROVIDER_DETACHING);

        at(ATTACHED, BindingEvent.DETACH, CLIENT_DETACHING);

        at(CLIENT_DETACHING, BindingEvent.CLIENT_DETACHED, PROVIDER_DETACHING);
        at(CLIENT_DETACHING, BindingEvent.CLIENT_PENDS, PROVIDER_DETACHING_CLIENT_PENDING);
        at(CLIENT_DETACHING, BindingEvent.CLIENT_COMPLETES, CLIENT_DETACHING_COMPLETED);
        at(CLIENT_DETACHING_COMPLETED, BindingEvent.CLIENT_DETACHED, PROVIDER_DETACHING);
        at(CLIENT_DETACHING_COMPLETED, BindingEvent.CLIENT_PENDS, PROVIDER_DETACHING);

        at(PROVIDER_DETACHING_CLIENT_PENDING, BindingEvent.PROVIDER_DETACHED, CLIENT_PENDING);
        at(PROVIDER_DETACHING_CLIENT_PENDING, BindingEvent.PROVIDER_PENDS, BOTH_PENDING);
        at(
                PROVIDER_DETACHING_CLIENT_PENDING,
                BindingEvent.PROVIDER_COMPLETES,
                PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING);
        at(PROVIDER_DETACHING_CLIENT_PENDING, BindingEvent.CLIENT_COMPLETES, PROVIDER_DETACHING);
        at(PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING, BindingEvent.PROVIDER_DETACHED, CLIENT_PENDING);
        at(PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING, BindingEvent.PROVIDER_PENDS, CLIENT_PENDING);
        at(PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING, BindingEvent.CLIENT_COMPLETES, PROVIDER_DETACHING_COMPLETED);
        at(PROVIDER_DETACHING, BindingEvent.PROVIDER_DETACHED, CLEANING);
        at(PROVIDER_DETACHING, BindingEvent.PROVIDER_PENDS, PROVIDER_PENDING);
        at(PROVIDER_DETACHING, BindingEvent.PROVIDER_COMPLETES, PROVIDER_DETACHING_COMPLETED);
        at(PROVIDER_DETACHING_COMPLETED, BindingEvent.PROVIDER_DETACHED, CLEANING);
        at(PROVIDER_DETACHING_COMPLETED, BindingEvent.PROVIDER_PENDS, CLEANING);

        at(BOTH_PENDING, BindingEvent.CLIENT_COMPLETES, PROVIDER_PENDING);
        at(BOTH_PENDING, BindingEvent.PROVIDER_COMPLETES, CLIENT_PENDING);
        at(CLIENT_PENDING, BindingEvent.CLIENT_COMPLETES, CLEANING);
        at(PROVIDER_PENDING, BindingEvent.PROVIDER_COMPLETES, CLEANING);

        at(CLEANING, BindingEvent.CLEANED, ENDED);
    }

    private static void at(BindingState from, BindingEvent event, BindingState to) {
        TABLE.computeIfAbsent(from, state -> new EnumMap<>(BindingEvent.class)).put(event, to);
    }

    /** Whether the event can happen in this state. */
    boolean allows(BindingEvent event) {
        return TABLE.getOrDefault(this, Map.of()).containsKey(event);
    }

    /** The state after the event; it is our bug to ask for one that cannot happen here. */
    BindingState after(BindingEvent event) {
        if (!allows(event)) {
            throw new IllegalStateException(event + " cannot happen to a binding that is " + this);
        }
        return TABLE.get(this).get(event);
    }

    /** Whether a thread is in a callback of the binding, or about to make one. */
    boolean isInCallback() {
        return switch (this) {
            case MATCHED, ATTACHED, BOTH_PENDING, CLIENT_PENDING, PROVIDER_PENDING, ENDED -> false;
            default -> true;
        };
    }

    /** What has to happen next, in words. */
    String whatIsDue(ClientRegistration client, ProviderRegistration provider) {
        String template = switch (this) {
            case MATCHED -> "the offer of %2$s to %1$s";
            case OFFERED, ACCEPTED -> "the return of ClientAttachProvider of %1$s, for %2$s";
            case ASKED -> "the return of ProviderAttachClient of %2$s, for %1$s";
            case ATTACHED -> "the detach of %1$s from %2$s, which begins when another one is done";
            case CLIENT_DETACHING, CLIENT_DETACHING_COMPLETED -> "the return of ClientDetachProvider of %1$s, for %2$s";
            case PROVIDER_DETACHING, PROVIDER_DETACHING_COMPLETED ->
                "the return of ProviderDetachClient of %2$s, for %1$s";
            case PROVIDER_DETACHING_CLIENT_PENDING, PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING ->
                "the return of ProviderDetachClient of %2$s, and NmrClientDetachProviderComplete by %1$s";
            case BOTH_PENDING -> "NmrClientDetachProviderComplete by %1$s, and NmrProviderDetachClientComplete by %2$s";
            case CLIENT_PENDING -> "NmrClientDetachProviderComplete by %1$s, for %2$s";
            case PROVIDER_PENDING -> "NmrProviderDetachClientComplete by %2$s, for %1$s";
            case CLEANING -> "the return of the cleanup callbacks of %1$s and %2$s";
            case ENDED -> "nothing between %1$s and %2$s";
        };
        return String.format(template, client, provider);
    }

    /** Whether the side whose detach callback runs has completed already. */
    boolean isCompletedEarly() {
        return switch (this) {
            case CLIENT_DETACHING_COMPLETED,
                    PROVIDER_DETACHING_COMPLETED,
                    PROVIDER_DETACHING_COMPLETED_CLIENT_PENDING -> true;
            default -> false;
        };
    }
}
