// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.Cache;
import org.xbill.DNS.Name;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.LookupSession;

/**
 * All that is asked for one look-up, by the library, over sockets that end with it.
 *
 * <p>The library's session looks into the cache, follows aliases and throws away what does not belong to the answer; it asks
 * {@link ServerRounds}, which asks one server after the other by the library's SimpleResolver; that gets its sockets here.
 *
 * <p>State: open, then abandoned, for good. Threads: safe for all. Locks: none.
 */
final class DnsQuestion implements IoClientFactory {
    private final DnsLoop loop;
    private final LookupSession session;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();

    private volatile boolean abandoned; // set by whoever gives up, read by the loop

    DnsQuestion(DnsSettings settings, Cache cache, DnsLoop loop) {
        this.loop = loop;
        LookupSession.LookupSessionBuilder builder = LookupSession.builder()
                .resolver(new ServerRounds(settings, this))
                .executor(Runnable::run); // the loop's thread: it only reads and compares
        if (cache != null) {
            builder.cache(cache);
        }
        this.session = builder.build();
    }

    /** The records of a type that a name has, at the end of its aliases; failed when there are none or nobody knows. */
    CompletableFuture<LookupResult> ask(Name name, int type) {
        return session.lookupAsync(name, type).toCompletableFuture();
    }

    /** Ends everything that is under way; what depends on it fails. Does not block. */
    void abandon() {
        abandoned = true;
        wires.forEach(loop::abandon);
    }

    boolean isAbandoned() {
        return abandoned;
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
        return (local, remote, query, data, max, timeout) -> exchange(new UdpWire(remote, data));
    }

    @Override
    public TcpIoClient createOrGetTcpClient() {
        return (local, remote, query, data, timeout) -> exchange(new TcpWire(remote, data));
    }

    private CompletableFuture<byte[]> exchange(Wire wire) {
        if (abandoned) {
            return CompletableFuture.failedFuture(new CancellationException("nobody wants to know any more"));
        }
        CompletableFuture<byte[]> reply = wire.reply().whenComplete((bytes, failure) -> wires.remove(wire));
        wires.add(wire);
        loop.open(wire);
        if (abandoned) {
            loop.abandon(wire); // after it was opened: who abandons may have come between
        }
        return reply;
    }
}
