// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.wsk4j.testkit.irp.RecordedIrp;

/**
 * The endpoints that a fake transport has made, and the peers that they are connected with.
 *
 * <p>Threads: safe for all; only {@link #nextPeer} waits.
 */
final class FakeInventory {
    private final List<FakeEndpoint> endpoints = new ArrayList<>(); // @GuardedBy("this"): all there ever were
    private final List<FakeListener> listeners = new ArrayList<>(); // @GuardedBy("this"): likewise
    private final Set<TurnEndpoint> open = new LinkedHashSet<>(); // @GuardedBy("this"): not closed
    private final BlockingQueue<FakePeer> peers = new LinkedBlockingQueue<>(); // connected, not asked for yet

    synchronized void add(FakeEndpoint endpoint) {
        endpoints.add(endpoint);
        open.add(endpoint);
    }

    synchronized void add(FakeListener listener) {
        listeners.add(listener);
        open.add(listener);
    }

    synchronized void add(FakeControlEndpoint endpoint) {
        open.add(endpoint);
    }

    void connected(FakePeer peer) {
        peers.add(peer);
    }

    synchronized void closed(TurnEndpoint endpoint) {
        open.remove(endpoint);
    }

    synchronized List<FakeEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    synchronized List<FakeListener> listeners() {
        return List.copyOf(listeners);
    }

    synchronized List<TurnEndpoint> open() {
        return List.copyOf(open);
    }

    FakePeer nextPeer() {
        try {
            FakePeer peer = peers.poll(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (peer == null) {
                throw new AssertionError("nobody connected within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            return peer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for a connection", e);
        }
    }
}
