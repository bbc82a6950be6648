// SPDX-License-Identifier: Apache-2.0

/**
 * What a transport implements, and what the sockets see of it: the role that the transport-layer NPI plays on Windows.
 *
 * <p>A transport is an OSGi service of type {@link org.wsk4j.transport.TransportProvider} that also implements
 * {@link org.wsk4j.transport.StreamTransport}, {@link org.wsk4j.transport.ListenTransport} or
 * {@link org.wsk4j.transport.DatagramTransport}, whichever it can do. It names the triples of address family, socket type
 * and protocol that it serves; {@code service.ranking} decides between two that serve the same triple.
 *
 * <h2>Requests</h2>
 *
 * <p>The package is proactor-shaped. Whoever wants something done fills a
 * {@link org.wsk4j.transport.TransportRequest} and hands it to an endpoint. The endpoint either answers at once with the final
 * status, having stored the outcome in the request, or with {@code STATUS_PENDING}, and then calls
 * {@link org.wsk4j.transport.TransportRequest#complete} exactly once. Before a request becomes visible to any other thread the
 * endpoint calls {@link org.wsk4j.transport.TransportRequest#pend}, under the lock that guards its queue. Requests of
 * {@link org.wsk4j.transport.TransportEndpoint#close} and {@link org.wsk4j.transport.TransportEndpoint#post} are the
 * exception: they cannot be cancelled, so nobody calls it for them.
 *
 * <h2>Threads</h2>
 *
 * <p>All functions of an endpoint may be called from any thread, and must not block. An endpoint belongs to one I/O thread of
 * its transport for life; completions and observer calls come from that thread, at {@code DISPATCH_LEVEL} (the transport calls
 * {@code Irql.raise} once when the thread starts), one at a time for each endpoint, in order, with no lock held. Only a
 * request that {@link org.wsk4j.transport.TransportEndpoint#cancel} gives up may complete in the cancelling thread, at
 * that thread's level. A request that can be carried out at once in the calling thread should be: nothing is faster
 * than no hop. But it overtakes none of its direction that waits, or that has its outcome and is not completed yet.
 *
 * <h2>Memory</h2>
 *
 * <p>The bytes are the requester's own MDLs; a transport reads and writes them in place through
 * {@link org.wsk4j.transport.TransportRequest#claim}. Addresses are read before a function returns. Nothing is allocated per
 * operation.
 *
 * <h2>Leaving</h2>
 *
 * <p>When a transport's service goes away the registry first refuses new endpoints, waits a bounded time for the open ones,
 * then revokes them, and only then lets the service go: a transport that is deactivated has no open endpoint.
 *
 * <p>Consumers of this package (transports) import {@code [1.0,2)}; the bundles that call transports import {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
