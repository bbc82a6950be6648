// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One pair of a client and a provider, from the question whether they want to attach to the end of their detachment.
 *
 * <p>Made by the registrar, handed to {@link ClientAttachProvider} and {@link ProviderAttachClient}, and opaque to
 * both. Each side that attached keeps it: it is what {@code nmrClientDetachProviderComplete} and
 * {@code nmrProviderDetachClientComplete} ask for. A handle whose binding has ended stays dead; the next binding of the
 * same two modules has another.
 *
 * <p>Spec: NMR-CLIENT-ATTACH-01, NMR-CLIENT-ATTACH-07, NMR-PROVIDER-ATTACH-06.
 */
@ProviderType
public interface NmrBindingHandle {}
