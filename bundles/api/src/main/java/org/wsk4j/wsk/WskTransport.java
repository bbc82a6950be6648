// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.wsk4j.wdm.Guid;

/**
 * One combination of family, type and protocol that {@code wskSocket} accepts, and who serves it (WSK_TRANSPORT).
 *
 * <p>WSK_TRANSPORT_LIST_QUERY stores one per combination in the client's {@code WskTransport[]}, each
 * {@link WskConstants#SIZEOF_WSK_TRANSPORT} bytes of the output size.
 *
 * <p>In Java: immutable; the array is the client's, its elements may be kept and shared. Threads: safe for all.
 *
 * <p>Spec: TRANSPORT-01..TRANSPORT-05, TRANSPORT-QUERY-01..TRANSPORT-QUERY-07, AF-TYPES-04.
 *
 * @param version the transport's version, in a format of its own (Version, 16 bits)
 * @param socketType SOCK_STREAM, SOCK_DGRAM or SOCK_RAW (SocketType, 16 bits)
 * @param protocol the protocol, usable as {@code protocol} of {@code wskSocket} (Protocol)
 * @param addressFamily the address family, usable as {@code addressFamily} of {@code wskSocket} (AddressFamily, 16
 *     bits)
 * @param providerId who provides the transport; one provider may serve several combinations (ProviderId)
 */
public record WskTransport(int version, int socketType, int protocol, int addressFamily, Guid providerId) {}
