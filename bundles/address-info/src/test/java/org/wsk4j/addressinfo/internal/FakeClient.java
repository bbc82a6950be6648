// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.testkit.client.StrictClient;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.OwnedRequest;

/** A client object that counts what it has. Threads: safe for all. */
final class FakeClient extends StrictClient {
    private final Set<OwnedRequest> pending = ConcurrentHashMap.newKeySet();
    private final Set<OwnedMemory> memory = ConcurrentHashMap.newKeySet();
    private final Set<Runnable> notes = new LinkedHashSet<>(); // @GuardedBy("notes")
    private final AtomicInteger mistakes = new AtomicInteger();

    private boolean detaching; // @GuardedBy("notes")

    /** Begins the detach: tells those who asked for it. */
    void detach() {
        List<Runnable> told;
        synchronized (notes) {
            detaching = true;
            told = List.copyOf(notes);
            notes.clear();
        }
        told.forEach(Runnable::run);
    }

    Set<OwnedRequest> pending() {
        return pending;
    }

    Set<OwnedMemory> memory() {
        return memory;
    }

    /** Nothing of any request is left; lists are another matter. */
    void assertNoRequestIsLeft() {
        Eventually.isTrue("the client has no request left", pending::isEmpty);
        synchronized (notes) {
            assertThat(notes).as("notes for the detach").isEmpty();
        }
        assertThat(mistakes.get()).as("mistakes in counting").isZero();
    }

    @Override
    public int staticEvents() {
        return 0;
    }

    @Override
    public boolean begun(OwnedRequest request) {
        synchronized (notes) {
            if (detaching) {
                return false;
            }
        }
        if (!pending.add(request)) {
            mistakes.incrementAndGet();
        }
        return true;
    }

    @Override
    public void ended(OwnedRequest request) {
        if (!pending.remove(request)) {
            mistakes.incrementAndGet();
        }
    }

    @Override
    public void given(OwnedMemory given) {
        if (!memory.add(given)) {
            mistakes.incrementAndGet();
        }
    }

    @Override
    public boolean givenBack(OwnedMemory given) {
        return memory.remove(given);
    }

    @Override
    public boolean onDetach(Runnable note) {
        synchronized (notes) {
            return !detaching && notes.add(note);
        }
    }

    @Override
    public void forgetOnDetach(Runnable note) {
        synchronized (notes) {
            notes.remove(note);
        }
    }
}
