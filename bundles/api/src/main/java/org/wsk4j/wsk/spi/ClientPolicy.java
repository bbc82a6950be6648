// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.ws2def.SockAddr;

/**
 * What the clients of one bundle may do: which addresses they may use, and how much of everything.
 *
 * <p>Made by a {@link PolicySource}, asked by the provider before a request is carried out. It knows nothing of what is in
 * use: the provider counts that.
 *
 * <p>State: none that changes. A policy that changes is another object, which is how the provider notices.
 *
 * <p>Threads: called from any thread, several at a time, some of them in the middle of a send: no member blocks, or
 * allocates. One that throws has refused. IRQL: &lt;= DISPATCH_LEVEL, for every member.
 */
@ConsumerType
public interface ClientPolicy {
    /** As many as wanted: {@link #maxSockets} and {@link #maxConnectsPerSecond} of those that are not limited. */
    int UNLIMITED = Integer.MAX_VALUE;

    /** As many as wanted: {@link #maxPendingBytes} of those that are not limited. */
    long UNLIMITED_BYTES = Long.MAX_VALUE;

    /**
     * Whether a socket may be bound to an address.
     *
     * @param protocol the socket's protocol, {@code IPPROTO_*}
     * @param local the address that the client asks for, with port 0 when the transport is to choose; the caller's memory
     * @return false to refuse it
     */
    boolean allowsBind(int protocol, SockAddr local);

    /**
     * Whether a connection to an address may be begun.
     *
     * @param protocol the socket's protocol, {@code IPPROTO_*}
     * @param remote the peer's address; the caller's memory
     * @return false to refuse it
     */
    boolean allowsConnect(int protocol, SockAddr remote);

    /**
     * Whether datagrams may be sent to an address.
     *
     * @param protocol the socket's protocol, {@code IPPROTO_*}
     * @param remote where they would go; the caller's memory
     * @return false to refuse it
     */
    boolean allowsSend(int protocol, SockAddr remote);

    /**
     * How many sockets may be open at a time, accepted connections included.
     *
     * @return 0 or more; {@link #UNLIMITED} for as many as wanted
     */
    int maxSockets();

    /**
     * How many bytes may be on their way at a time: those of all sends whose IRPs have not completed.
     *
     * @return 0 or more; {@link #UNLIMITED_BYTES} for as many as wanted
     */
    long maxPendingBytes();

    /**
     * How many connects may be begun within any second.
     *
     * @return 0 or more; {@link #UNLIMITED} for as many as wanted
     */
    int maxConnectsPerSecond();

    /**
     * What it says of addresses, for a person who asks why something was refused.
     *
     * @return a line for each rule, in the order in which they count; empty when every address is allowed
     */
    List<String> rules();
}
