// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespace;

import java.nio.ByteBuffer;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.ws2def.SockAddr;

/**
 * The question for the addresses of a name: one of WskGetAddressInfo, as a provider sees it.
 *
 * <p>Numeric addresses, services, the order of the addresses, their mapping into IPv6 and everything about socket types is
 * not the provider's job. Names are compared without regard to case.
 *
 * <p>Threads, IRQL, locks: as {@link NameSpaceQuery}.
 *
 * <p>Spec: GETADDRINFO-01..GETADDRINFO-17.
 */
@ProviderType
public interface NameQuery extends NameSpaceQuery {
    /**
     * The name that is looked up, as the client wrote it; with letters beyond ASCII it has been encoded (IDNA), unless
     * {@link #flags} has AI_DISABLE_IDN_ENCODING.
     *
     * @return the name, never null; empty for the machine itself
     */
    String nodeName();

    /**
     * The family of the addresses that are of use.
     *
     * @return AF_INET, AF_INET6, or AF_UNSPEC for both
     */
    int family();

    /**
     * The client's flags. Those of interest to a provider:
     *
     * <ul>
     * <li>AI_CANONNAME: the canonical name is wanted; a provider that does not know it leaves it out, and the name that was
     *     asked for is taken
     * <li>AI_FQDN: the fully qualified domain name is wanted as the canonical one
     * <li>AI_NON_AUTHORITATIVE: an answer from elsewhere than the authority will do
     * <li>AI_SECURE: an answer that did not come by a secure channel is of no use: fail with STATUS_NO_MATCH
     * <li>AI_RETURN_PREFERRED_NAMES, AI_FILESERVER: as in the Windows documentation; may be ignored
     * </ul>
     *
     * @return a combination of {@code AddrInfoExW.AI_*}
     */
    int flags();

    /**
     * Answers.
     *
     * @param addresses the addresses, of {@link #family}, in the provider's own order, with port 0; an IPv6 address may have
     *     a scope. Copied before the call returns. Those of another family are dropped; an empty list is
     *     STATUS_NO_MATCH
     * @param canonName the canonical name; or null
     * @param blob what the provider says beyond addresses (ai_blob of the first entry), from position to limit, copied
     *     before the call returns; or null
     * @return false when the question was over before
     */
    boolean answer(List<? extends SockAddr> addresses, String canonName, ByteBuffer blob);

    /**
     * Answers with addresses alone.
     *
     * @param addresses as in {@link #answer(List, String, ByteBuffer)}
     * @return false when the question was over before
     */
    default boolean answer(List<? extends SockAddr> addresses) {
        return answer(addresses, null, null);
    }
}
