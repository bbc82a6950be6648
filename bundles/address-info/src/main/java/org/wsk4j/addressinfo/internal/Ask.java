// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.namespace.NameSpaceQuery;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.NtStatus;

/**
 * One question to one provider: the object by which it answers, once.
 *
 * <p>State: {@link #outcome} is null while the question is open, then the answer or {@link #GIVEN_UP}, for good. An answer that
 * comes while the provider is being asked, from the same thread, is taken when the call returns; any other is passed on by the
 * threads for answers, so that a provider's own thread never runs a client's code.
 *
 * <p>Threads: safe for all. Locks: none.
 */
abstract class Ask implements NameSpaceQuery {
    private static final Logger LOG = LoggerFactory.getLogger(Ask.class);
    private static final Answer GIVEN_UP = Answer.failed(NtStatus.STATUS_CANCELLED);
    private static final Answer ABANDONED = Answer.failed(NtStatus.STATUS_REQUEST_ABORTED); // told apart by identity

    private final Inquiry inquiry;
    private final RankedProvider provider;
    private final AtomicReference<Answer> outcome = new AtomicReference<>();
    private final AtomicReference<Runnable> note = new AtomicReference<>();

    private Thread asker; // its own writes are all that a thread has to see
    private boolean answeredInside; // the asking thread only

    Ask(Inquiry inquiry, RankedProvider provider) {
        this.inquiry = inquiry;
        this.provider = provider;
    }

    /** Puts the question to the provider's lookUp. */
    abstract void put();

    final RankedProvider provider() {
        return provider;
    }

    /** Asks; the answer when there was one before the provider's function returned, null when it comes later or not at all. */
    final Answer ask() {
        asker = Thread.currentThread();
        try {
            put();
        } catch (RuntimeException | Error e) {
            LOG.warn("Name space provider {} failed; others are asked", provider, e);
            if (!isOver()) {
                decide(Answer.failed(NtStatus.STATUS_UNSUCCESSFUL));
            }
        } finally {
            asker = null;
        }
        return answeredInside ? outcome.get() : null;
    }

    /** The provider answers; false when the question was over. */
    final boolean decide(Answer answer) {
        if (!outcome.compareAndSet(null, answer)) {
            if (!isGivenUp()) {
                LOG.warn("Name space provider {} answered twice; the first answer counts", provider);
            }
            return false;
        }
        note.set(null);
        if (asker == Thread.currentThread()) {
            answeredInside = true;
        } else {
            inquiry.answered(this, answer);
        }
        return true;
    }

    /** Nobody wants to know any more; tells the provider so. */
    final void giveUp() {
        if (outcome.compareAndSet(null, GIVEN_UP)) {
            tell();
        }
    }

    /** The provider's service goes: that is a failure of its. */
    final void abandon() {
        if (outcome.compareAndSet(null, ABANDONED)) {
            tell();
            inquiry.answered(this, ABANDONED);
        }
    }

    private boolean isGivenUp() {
        Answer now = outcome.get();
        return now == GIVEN_UP || now == ABANDONED;
    }

    private void tell() {
        Runnable told = note.getAndSet(null);
        if (told == null) {
            return;
        }
        try {
            told.run();
        } catch (RuntimeException | Error e) {
            LOG.warn("Name space provider {} failed when it was told that a query is given up", provider, e);
        }
    }

    @Override
    public final AccessToken account() {
        return inquiry.account().token();
    }

    @Override
    public final Bundle owningProcess() {
        return inquiry.account().process();
    }

    @Override
    public final Thread owningThread() {
        return inquiry.account().thread();
    }

    @Override
    public final boolean fail(NtStatus status) {
        if (status.isSuccess()) {
            throw new IllegalArgumentException(status + " is no failure");
        }
        return decide(Answer.failed(status));
    }

    @Override
    public final boolean isOver() {
        return outcome.get() != null;
    }

    @Override
    public final void onCancel(Runnable newNote) {
        note.set(newNote);
        if (isGivenUp()) {
            tell();
        }
    }
}
