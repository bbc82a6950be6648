// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.wsk4j.wdm.NtStatus;

/**
 * The look-ups under way, and the threads that they have.
 *
 * <p>Threads: safe for all. Locks: none.
 */
final class Inquiries {
    private final Set<Inquiry> pending = ConcurrentHashMap.newKeySet();
    private final LookupThreads threads;
    private final NameSpaces nameSpaces;
    private final Completion completion;

    private volatile boolean stopped; // set once, by the thread that stops

    Inquiries(LookupThreads threads, NameSpaces nameSpaces) {
        this.threads = threads;
        this.nameSpaces = nameSpaces;
        this.completion = new Completion(threads);
    }

    /** How requests that are over before they pend are completed. */
    Completion completion() {
        return completion;
    }

    LookupThreads threads() {
        return threads;
    }

    /** Enters a look-up; false when the bundle is going. Whoever enters one takes it out again. */
    boolean add(Inquiry inquiry) {
        pending.add(inquiry);
        return !stopped; // looked at after the entry: who stops either finds the entry or is found here
    }

    void remove(Inquiry inquiry) {
        pending.remove(inquiry);
    }

    int count() {
        return pending.size();
    }

    /** Whether a provider is still there. */
    boolean isThere(RankedProvider provider) {
        return nameSpaces.has(provider.serviceId());
    }

    /** A provider has been taken out of the name spaces: nobody asks it any more, and what it was asked has failed. */
    void providerGoes(RankedProvider provider) {
        List.copyOf(pending).forEach(inquiry -> inquiry.providerGoes(provider));
    }

    /** Lets nothing new begin and ends what is under way. */
    void stop(long millis) {
        stopped = true;
        List.copyOf(pending).forEach(inquiry -> inquiry.end(Inquiry.Result.failed(NtStatus.STATUS_NOT_SUPPORTED)));
        threads.stop(millis);
    }
}
