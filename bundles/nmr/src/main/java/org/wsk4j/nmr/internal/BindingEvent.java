// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

/** What can happen to a binding; {@link BindingState} says when. */
enum BindingEvent {
    /** One side deregisters before the client was asked. */
    WITHDRAW,
    /** ClientAttachProvider is about to be called. */
    OFFER,
    /** The client called NmrClientAttachProvider: ProviderAttachClient is about to be called. */
    CLIENT_ASKS,
    /** ProviderAttachClient returned success. */
    PROVIDER_ACCEPTS,
    /** ProviderAttachClient returned anything else. */
    PROVIDER_REFUSES,
    /** ClientAttachProvider returned success. */
    CLIENT_KEEPS,
    /** ClientAttachProvider returned anything else. */
    CLIENT_DECLINES,
    /** One side deregisters: ClientDetachProvider is about to be called. */
    DETACH,
    /** ClientDetachProvider returned success. */
    CLIENT_DETACHED,
    /** ClientDetachProvider returned pending. */
    CLIENT_PENDS,
    /** The client called NmrClientDetachProviderComplete. */
    CLIENT_COMPLETES,
    /** ProviderDetachClient returned success. */
    PROVIDER_DETACHED,
    /** ProviderDetachClient returned pending. */
    PROVIDER_PENDS,
    /** The provider called NmrProviderDetachClientComplete. */
    PROVIDER_COMPLETES,
    /** Both cleanup callbacks have returned. */
    CLEANED
}
