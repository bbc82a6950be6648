// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.wsk4j.testkit.client.FakeDescriptors;
import org.wsk4j.testkit.client.StrictClient;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.OwnedSocket;

/**
 * A client object that takes events until it has had a socket, and knows what pends.
 *
 * <p>Threads: sockets and events belong to the test's; requests and the detach are safe for all.
 */
final class FakeClient extends StrictClient {
    private final FakeDescriptors descriptors = new FakeDescriptors();
    private int staticEvents;
    private boolean everOpened;
    private final Set<OwnedRequest> pending = new LinkedHashSet<>(); // @GuardedBy("this")
    private final Set<Runnable> notes = new LinkedHashSet<>(); // @GuardedBy("this")
    private boolean detaching; // @GuardedBy("this")
    private int mistakes; // @GuardedBy("this")
    private Runnable beforeNote = () -> {};

    @Override
    public int staticEvents() {
        return staticEvents;
    }

    @Override
    public boolean enableStatically(int events) {
        if (!everOpened) {
            staticEvents |= events;
        }
        return !everOpened;
    }

    @Override
    public boolean opened(OwnedSocket socket) {
        everOpened = true;
        return true;
    }

    @Override
    public void closed(OwnedSocket socket) {}

    @Override
    public FakeDescriptors securityDescriptors() {
        return descriptors;
    }

    @Override
    public boolean hasOpened() {
        return everOpened;
    }

    @Override
    public synchronized boolean begun(OwnedRequest request) {
        if (!detaching && !pending.add(request)) {
            mistakes++;
        }
        return !detaching;
    }

    @Override
    public synchronized void ended(OwnedRequest request) {
        if (!pending.remove(request)) {
            mistakes++;
        }
    }

    @Override
    public boolean onDetach(Runnable note) {
        beforeNote.run();
        synchronized (this) {
            return !detaching && notes.add(note);
        }
    }

    @Override
    public synchronized void forgetOnDetach(Runnable note) {
        notes.remove(note);
    }

    /** What happens just before a note for the detach is taken. */
    void beforeNote(Runnable action) {
        beforeNote = action;
    }

    /** The client begins to detach. */
    void detach() {
        List<Runnable> told;
        synchronized (this) {
            detaching = true;
            told = List.copyOf(notes);
            notes.clear();
        }
        told.forEach(Runnable::run);
    }

    /** What keeps the client attached. */
    synchronized List<String> pending() {
        return pending.stream().map(OwnedRequest::describe).toList();
    }

    /** Notes for the detach that nobody has taken back. */
    synchronized int notes() {
        return notes.size();
    }

    /** What nobody who knows the rules does. */
    synchronized int mistakes() {
        return mistakes;
    }
}
