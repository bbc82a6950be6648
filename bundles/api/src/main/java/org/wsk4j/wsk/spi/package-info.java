// SPDX-License-Identifier: Apache-2.0

/**
 * Between the provider and the bundles that implement its functions: one functional interface for each function of
 * WSK_PROVIDER_DISPATCH, published as an OSGi service by whoever implements it, and the client object as these bundles see
 * it, with the account of what its bundle uses. And the service that says what a bundle may do.
 *
 * <p>Implementers of functions import {@code [1.0,2)}; the provider imports {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.wsk.spi;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
