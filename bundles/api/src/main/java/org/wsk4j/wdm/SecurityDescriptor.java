// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A security descriptor (SECURITY_DESCRIPTOR): owner, group and access lists of an object.
 *
 * <p>Clients pass on only cached copies, which WSK_CACHE_SD gives; what is inside is the provider's business.
 *
 * <p>Threads: safe for all. Spec: CACHE-SD-01..CACHE-SD-04, SOCKET-16..SOCKET-18.
 */
@ProviderType
public interface SecurityDescriptor {}
