// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.namespace.NameSpaceQuery;
import org.wsk4j.wdm.NtStatus;
import org.xbill.DNS.Record;
import org.xbill.DNS.lookup.LookupResult;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/**
 * One query that is under way.
 *
 * <p>State: going until it is answered, fails or is given up. Threads: goes on in one thread at a time, that of the asker and
 * then the loop's; given up by any. Locks: none.
 */
abstract class DnsLookup {
    private static final Logger LOG = LoggerFactory.getLogger(DnsLookup.class);

    private final NameSpaceQuery query;
    private final DnsQuestion question;
    private final Consumer<DnsLookup> whenOver;

    DnsLookup(NameSpaceQuery query, DnsQuestion question, Consumer<DnsLookup> whenOver) {
        this.query = query;
        this.question = question;
        this.whenOver = whenOver;
    }

    /** Asks for what is to be asked next, by {@link #ask}, or ends it. */
    abstract void next();

    final void start() {
        query.onCancel(() -> {
            question.abandon();
            whenOver.accept(this);
        });
        guarded(this::next);
    }

    final DnsQuestion question() {
        return question;
    }

    /** Goes on when all that was asked at once has an answer. */
    final void whenAllAre(List<CompletableFuture<LookupResult>> asked, Runnable then) {
        CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new))
                .whenComplete((nothing, failure) -> guarded(then));
    }

    /**
     * The records of an answer that is there; none when it is certain that there are none.
     *
     * @throws DnsFailure when that is not known
     */
    static List<Record> recordsOf(CompletableFuture<LookupResult> answer) throws DnsFailure {
        try {
            return answer.join().getRecords();
        } catch (RuntimeException e) {
            Throwable cause = DnsFailure.unwrapped(e);
            if (cause instanceof NoSuchDomainException || cause instanceof NoSuchRRSetException) {
                return List.of();
            }
            throw DnsFailure.of(cause);
        }
    }

    final void fail(NtStatus status) {
        end(() -> query.fail(status));
    }

    final void fail(DnsFailure failure) {
        LOG.debug("A look-up failed with {}: {}", failure.status(), failure.getMessage());
        fail(failure.status());
    }

    /** Ends it; what is told nobody hears when it was given up. */
    final void end(Runnable answer) {
        whenOver.accept(this);
        answer.run();
    }

    /** A future would keep a mistake of ours to itself, and the client would wait for ever. */
    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A look-up went wrong", e);
            question.abandon();
            fail(NtStatus.STATUS_UNSUCCESSFUL);
        }
    }
}
