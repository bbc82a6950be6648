// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespace;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.ws2def.SockAddr;

/**
 * The question for the name of an address: one of WskGetNameInfo, as a provider sees it.
 *
 * <p>Services, numeric forms and the choice between a full and a relative name are not the provider's job.
 *
 * <p>Threads, IRQL, locks: as {@link NameSpaceQuery}.
 *
 * <p>Spec: GETNAMEINFO-01..GETNAMEINFO-19.
 */
@ProviderType
public interface AddressQuery extends NameSpaceQuery {
    /**
     * The address that is looked up.
     *
     * @return an IPv4 or IPv6 address with port 0, the provider's to read for as long as it wants and not to change. A
     *     v4-mapped address comes as the IPv4 address that it is
     */
    SockAddr address();

    /**
     * Answers.
     *
     * @param hostName the name, fully qualified where the provider knows the domain, without a dot at its end; null or
     *     empty is STATUS_NO_MATCH
     * @return false when the question was over before
     */
    boolean answer(String hostName);
}
