// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespace;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.Guid;

/**
 * Somebody who knows names and addresses: a table, the domain name system, the platform's resolver.
 *
 * <p>Published as an OSGi service, with {@code service.ranking} for its place among others; asked by the bundle
 * {@code address-info} as {@linkplain org.wsk4j.namespace the package} tells.
 *
 * <p>Threads: safe for all; {@link #name}, {@link #providerId} and {@link #nameSpace} never change while the service is
 * registered. Locks: answer with none held, as an answer may lead on to client code.
 *
 * <p>Spec: GETADDRINFO-04, GETADDRINFO-05, GETADDRINFO-17.
 */
@ConsumerType
public interface NameSpaceProvider {
    /**
     * A short name for people, such as {@code dns}: shown in logs and by shell commands. IRQL: any.
     *
     * @return the name, never null
     */
    String name();

    /**
     * The identity by which a client asks this provider alone (WskGetAddressInfo's Provider). IRQL: any.
     *
     * @return the same GUID in every version of the provider, never null
     */
    Guid providerId();

    /**
     * The name space that it serves (WskGetAddressInfo's NameSpace). IRQL: any.
     *
     * @return one of {@code AddrInfoExW.NS_*}, never NS_ALL
     */
    int nameSpace();

    /**
     * Looks up the addresses of a name. IRQL: PASSIVE_LEVEL.
     *
     * <p>Called by {@code address-info} on one of its threads; may block. The query outlives the call until it is answered.
     *
     * @param query the question; answer it by {@link NameQuery#answer} or {@link NameSpaceQuery#fail}, now or later
     */
    void lookUp(NameQuery query);

    /**
     * Looks up the name of an address. IRQL: PASSIVE_LEVEL.
     *
     * <p>Called by {@code address-info} on one of its threads; may block. The query outlives the call until it is answered.
     *
     * @param query the question; answer it by {@link AddressQuery#answer} or {@link NameSpaceQuery#fail}, now or later
     */
    void lookUp(AddressQuery query);
}
