// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The objects of a socket that are at rest, to be used again: after a while there are as many as were ever needed at the
 * same time, and none is made any more.
 *
 * <p>Threads: {@link #pop} is for the socket's callback, which comes one call at a time; {@link #push} is safe for all.
 * Locks: none.
 */
final class IdleStack<N extends IdleStack.Node<N>> {
    private final AtomicReference<N> top = new AtomicReference<>();

    /** What can be at rest here. */
    abstract static class Node<N extends Node<N>> {
        N below; // the stack's
    }

    /** One that is at rest; null when none is. */
    N pop() {
        N node = top.get();
        // The callbacks are serial, so nobody else takes one: what comes between are others that come to rest.
        while (node != null && !top.compareAndSet(node, node.below)) {
            node = top.get();
        }
        return node;
    }

    /** Leaves one here that is at rest from now on. */
    void push(N node) {
        do {
            node.below = top.get();
        } while (!top.compareAndSet(node.below, node));
    }
}
