// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.WSK_FLAG_ABORTIVE;

import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * An accepted connection: how it ends. How it receives and sends is for the subclass.
 *
 * <p>An end happens once for each connection, so it may allocate: an {@link IrpFuture} for each request.
 *
 * <p>Threads: safe for all; nothing waits but {@link #awaitClosed}. Locks: none.
 */
abstract class Connection {
    private final WskSocket socket;
    private final WskProviderConnectionDispatch table;
    private final SocketGuard guard;

    Connection(WskSocket socket, Connections connections) {
        this.socket = socket;
        this.table = (WskProviderConnectionDispatch) socket.dispatch(); // what is accepted is connection-oriented
        this.guard = new SocketGuard(socket, () -> connections.remove(this));
    }

    /** The callbacks of the socket; null when none is enabled. */
    abstract WskClientConnectionDispatch callbacks();

    /** Called once, in the accept event. */
    abstract void start();

    final WskSocket socket() {
        return socket;
    }

    final WskProviderConnectionDispatch table() {
        return table;
    }

    final SocketGuard guard() {
        return guard;
    }

    /**
     * Ends this direction as the peer has ended its own, and closes.
     *
     * <p>There is nothing to wait for before: a graceful disconnect takes its place behind the sends that were started
     * before it, and completes after them. It may take long, as the peer decides when it reads; {@link #abort} ends it.
     */
    final void disconnect() {
        if (!guard.begin()) {
            return;
        }
        IrpFuture.ofCount(irp -> table.wskDisconnect(socket, null, 0, irp)).whenComplete((nothing, problem) -> {
            if (problem == null) {
                close(); // both directions have ended: this aborts nothing
            } else {
                abort();
            }
        });
        guard.end();
    }

    /**
     * Ends the connection at once.
     *
     * <p>Closing alone would be enough for the peer, which sees the same. But data that is still being sent from a
     * retained list has to be released before the socket is closed, and cannot be released while it is being sent: an
     * abortive disconnect completes these sends. How it ends itself does not matter, as there may be no connection left.
     */
    final void abort() {
        if (!guard.begin()) {
            return;
        }
        close(); // when this use has ended, and the lists that are retained
        IrpFuture.ofCount(irp -> table.wskDisconnect(socket, null, WSK_FLAG_ABORTIVE, irp));
        guard.end();
    }

    /** Closes the socket as soon as nobody uses it. What is pending on it does not count. */
    final void close() {
        guard.close();
    }

    final void awaitClosed() {
        guard.awaitClosed();
    }
}
