// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * What the bundle of a client may do, and what it has in use: asked before each request that a {@link ClientPolicy} can
 * refuse, by the bundles that implement the provider's functions.
 *
 * <p>All attachments of one bundle have the same account, and so has the bundle when it attaches again; a client without a
 * bundle has one of its own, which allows everything. The policy is read anew by every member, so that a change counts from
 * the next request on. What is in use by then stays so. A refusal is counted, and logged once until the policy changes.
 *
 * <p>Threads: safe for all. Two threads that ask at the same time never get more than the limit together. Locks: none is held
 * while calling out; only {@link #connect} takes one, when connects are limited. Nothing is allocated while no policy is
 * set. IRQL: &lt;= DISPATCH_LEVEL, for every member.
 */
@ProviderType
public interface ClientAccount {
    /**
     * Counts one more socket.
     *
     * @return STATUS_SUCCESS, and then {@link #closeSocket} is owed; STATUS_QUOTA_EXCEEDED when there are too many
     */
    NtStatus openSocket();

    /** A socket that {@link #openSocket} has counted is gone. */
    void closeSocket();

    /**
     * Whether a socket may be bound to an address.
     *
     * @param protocol the socket's protocol, {@code IPPROTO_*}
     * @param local the address asked for, port 0 included
     * @return STATUS_SUCCESS or STATUS_ACCESS_DENIED
     */
    NtStatus mayBind(int protocol, SockAddr local);

    /**
     * Whether a connect may be begun, which it is then, as far as the rate goes.
     *
     * @param protocol the socket's protocol, {@code IPPROTO_*}
     * @param remote the peer's address
     * @return STATUS_SUCCESS; STATUS_ACCESS_DENIED when the address is not allowed; STATUS_QUOTA_EXCEEDED when too many were
     *     begun within the last second
     */
    NtStatus connect(int protocol, SockAddr remote);

    /**
     * Whether datagrams may be sent to an address.
     *
     * @param protocol the socket's protocol, {@code IPPROTO_*}
     * @param remote where they would go
     * @return STATUS_SUCCESS or STATUS_ACCESS_DENIED
     */
    NtStatus maySend(int protocol, SockAddr remote);

    /**
     * Whether bytes are to be charged at all: nobody needs to know how many there are otherwise.
     *
     * @return true when there is a limit at this moment
     */
    boolean limitsBytes();

    /**
     * Counts bytes that are on their way from now on. Whether a limit is there when they have arrived does not matter: what
     * was charged is what is discharged.
     *
     * @param bytes how many, 0 or more
     * @return STATUS_SUCCESS, and then {@link #discharge} is owed; STATUS_QUOTA_EXCEEDED when they would be too many
     */
    NtStatus charge(long bytes);

    /**
     * Bytes are not on their way any more.
     *
     * @param bytes as many as were charged
     */
    void discharge(long bytes);
}
