// SPDX-License-Identifier: Apache-2.0

/**
 * What a name space provider implements: who turns names into addresses and addresses into names for WskGetAddressInfo and
 * WskGetNameInfo.
 *
 * <p>A provider is an OSGi service of type {@link org.wsk4j.namespace.NameSpaceProvider}. It needs nothing else: no
 * registration, no configuration of the bundle {@code address-info}, which finds it, and asks it.
 *
 * <h2>Who is asked</h2>
 *
 * <p>A client that names one provider by its GUID asks that one only. A client that names a name space
 * ({@code AddrInfoExW.NS_DNS}, ...) asks the providers of that name space; {@code NS_ALL}, which is what most clients say, asks
 * all. They are asked one after the other, the highest {@code service.ranking} first and of equal ones the one that was
 * registered first, until one has addresses. A provider that knows nothing of a name or an address
 * ({@code STATUS_NO_MATCH}) and one that fails are passed over; when nobody has an answer the client gets the first failure
 * that there was, and {@code STATUS_NO_MATCH} when there was none. Those that come with wsk4j have these
 * rankings: names that the machine knows by itself 1000, the table of hosts 100, the platform's resolver -1000. A provider
 * without a ranking (0) thus comes after the former two and before the last.
 *
 * <h2>How</h2>
 *
 * <p>A question is an object, a {@link org.wsk4j.namespace.NameQuery} or an {@link org.wsk4j.namespace.AddressQuery}. The
 * provider answers by a method of that object: at once, while it is still being asked, or later from any thread at any
 * IRQL; once. A question may be given up before: the provider can ask for that
 * ({@link org.wsk4j.namespace.NameSpaceQuery#isOver}) or be told
 * ({@link org.wsk4j.namespace.NameSpaceQuery#onCancel}), and an answer that comes afterwards does nothing.
 *
 * <p>A provider is asked on one of the threads that {@code address-info} has for this, at {@code PASSIVE_LEVEL}, several
 * questions at a time. It may block that thread, which is then missing for others: there are few. A provider that has
 * sockets of its own should return at once and answer later.
 *
 * <p>What a provider cannot spoil: one that throws has failed ({@code STATUS_UNSUCCESSFUL}), and is logged; one that answers
 * twice is logged, its first answer counts; one that never answers keeps a client waiting until the client cancels, so it
 * should have a limit of its own and answer {@code STATUS_IO_TIMEOUT}; one whose service goes away has given up what it was
 * asked.
 *
 * <h2>An example</h2>
 *
 * <pre>{@code
 * @Component
 * public final class OneName implements NameSpaceProvider {
 *     private static final Guid ID = Guid.parse("{6C1A2E0B-5A3B-4B0C-9A8E-0B7C2C3B9F11}");
 *
 *     public String name() { return "one name"; }
 *     public Guid providerId() { return ID; }
 *     public int nameSpace() { return AddrInfoExW.NS_PEER_BROWSE; }
 *
 *     public void lookUp(NameQuery query) {
 *         if (query.nodeName().equalsIgnoreCase("printer.example")) {
 *             query.answer(List.of(SockAddrIn.of("192.0.2.7", 0)), null, null);
 *         } else {
 *             query.fail(NtStatus.STATUS_NO_MATCH);
 *         }
 *     }
 *
 *     public void lookUp(AddressQuery query) {
 *         query.fail(NtStatus.STATUS_NO_MATCH);
 *     }
 * }
 * }</pre>
 *
 * <p>Providers import {@code [1.0,2)}; the bundle that asks them imports {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.namespace;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
