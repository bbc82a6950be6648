// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.SecurityDescriptor;

/**
 * The security descriptors that a client has cached: copies of what it gave, told apart by identity, each counted as often as
 * it was handed out.
 *
 * <p>Equal descriptors of one client share a copy. What is left when the client is detached is reported, as
 * {@link OwnedMemory}.
 *
 * <p>Threads: safe for all.
 *
 * <p>Spec: CACHE-SD-01..CACHE-SD-04, RELEASE-SD-01..RELEASE-SD-04, SO-SECURITY-07, SO-SECURITY-09, SOCKET-18.
 */
@ProviderType
public interface CachedDescriptors {
    /**
     * Hands out a cached copy (WSK_CACHE_SD, or SO_WSK_SECURITY got). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param descriptor any descriptor, cached or not
     * @return the client's copy of it; one {@link #release} is owed for each call
     */
    SecurityDescriptor cache(SecurityDescriptor descriptor);

    /**
     * Takes a copy back (WSK_RELEASE_SD). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param cached what {@link #cache} returned
     * @return false when it is no copy that the client has
     * @throws org.wsk4j.wdm.BugCheck DRIVER_VERIFIER_DETECTED_VIOLATION when it is the last one, and a request that it was
     *     handed to has not completed; the copy stays
     */
    boolean release(SecurityDescriptor cached);

    /**
     * Notes that a request was handed a copy, which may not be released before {@link #endUse}. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param descriptor what the request was handed
     * @return false when it is no copy that the client has: refuse the request with STATUS_INVALID_PARAMETER
     */
    boolean use(SecurityDescriptor descriptor);

    /**
     * The request is about to complete. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param cached what {@link #use} noted
     */
    void endUse(SecurityDescriptor cached);
}
