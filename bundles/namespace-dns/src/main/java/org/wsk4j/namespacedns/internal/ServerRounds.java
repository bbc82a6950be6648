// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TSIG;

/**
 * Asks one server after the other, and all of them again, until one gives an answer of use or the attempts are used up; the
 * last failure counts then. The library's ExtendedResolver would take the first answer, also that a server is broken.
 *
 * <p>A server that does not understand a query is asked again without EDNS.
 *
 * <p>Threads: safe for all. Locks: none.
 */
final class ServerRounds implements Resolver {
    private static final Logger LOG = LoggerFactory.getLogger(ServerRounds.class);

    private final DnsSettings settings;
    private final DnsQuestion question;

    ServerRounds(DnsSettings settings, DnsQuestion question) {
        this.settings = settings;
        this.question = question;
    }

    @Override
    public CompletionStage<Message> sendAsync(Message query, Executor executor) {
        CompletableFuture<Message> result = new CompletableFuture<>();
        attempt(0, settings.edns() > 0, query, executor, result);
        return result;
    }

    private void attempt(
            int number, boolean edns, Message query, Executor executor, CompletableFuture<Message> result) {
        InetSocketAddress server =
                settings.servers().get(number % settings.servers().size());
        SimpleResolver resolver = new SimpleResolver(server);
        resolver.setTimeout(settings.timeout());
        resolver.setEDNS(edns ? 0 : -1, settings.edns(), 0, List.of());
        resolver.setIoClientFactory(question);
        resolver.sendAsync(query, executor).whenComplete((reply, thrown) -> {
            DnsFailure failure = thrown != null ? DnsFailure.of(thrown) : ReplyCheck.fault(reply);
            if (failure == null) {
                result.complete(reply);
                return;
            }
            LOG.debug("{} did not answer {}: {}", server, query.getQuestion(), failure.getMessage());
            boolean again = edns && ReplyCheck.wasNotUnderstood(reply, thrown);
            int next = again ? number : number + 1;
            if (question.isAbandoned()
                    || next == settings.attempts() * settings.servers().size()) {
                result.completeExceptionally(failure);
            } else {
                attempt(next, !again && settings.edns() > 0, query, executor, result);
            }
        });
    }

    @Override
    public Duration getTimeout() {
        return settings.timeout();
    }

    // What the library lets its users change; here it is the configuration's.

    @Override
    public void setPort(int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTCP(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setIgnoreTruncation(boolean flag) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTSIGKey(TSIG key) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setTimeout(Duration timeout) {
        throw new UnsupportedOperationException();
    }
}
