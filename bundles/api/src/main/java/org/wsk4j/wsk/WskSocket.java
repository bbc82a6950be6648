// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The socket object: one socket of one client (WSK_SOCKET).
 *
 * <p>A client gets one as the result ({@code informationObject}) of {@code wskSocket}, {@code wskSocketConnect} or
 * {@code wskAccept}, or as argument of {@link WskAcceptEvent}, and passes it as first argument to every function of its
 * table.
 *
 * <p>Memory: made and owned by the subsystem, which ends it when {@code wskCloseSocket} completes. Using it afterwards
 * is a bug check.
 *
 * <p>In Java: the dispatch pointer of the structure is a method.
 *
 * <p>Threads: safe for all, except that no other call may be under way when the socket is closed.
 *
 * <p>Spec: WSKSOCKET-01..WSKSOCKET-04, SOCKET-20, ARCH-05.
 */
@ProviderType
public interface WskSocket {
    /**
     * The provider's functions for this socket (Dispatch); the client casts it to the table of the socket's category:
     * {@link WskProviderListenDispatch}, {@link WskProviderDatagramDispatch}, {@link WskProviderConnectionDispatch} or
     * {@link WskProviderStreamDispatch}. An accepted socket is connection-oriented.
     *
     * <p>Called by the client. IRQL: any. The table is constant and owned by the subsystem; keep it as long as the
     * socket.
     *
     * <p>Spec: WSKSOCKET-01, CATEGORY-07.
     *
     * @return the table, never null
     */
    WskProviderBasicDispatch dispatch();
}
