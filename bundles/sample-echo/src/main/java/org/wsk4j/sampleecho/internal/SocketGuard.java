// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.util.concurrent.CompletableFuture;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.RundownRef;
import org.wsk4j.wsk.WskSocket;

/**
 * Closes a socket, once, as soon as nobody uses it.
 *
 * <p>WskCloseSocket leaves three rules to its caller: no function of the socket executes in another thread (CLOSE-05), all
 * retained data has been released (CLOSE-12), and nothing is called any more (CLOSE-09). Here all three are one: a use is
 * a call, or a list that is retained; uses begin only until the closing begins, and the closing waits for their ends.
 * Requests that are pending are no uses: closing the socket cancels and completes them (CLOSE-06, CLOSE-07).
 *
 * <p>State: open, closing, closed.
 * <p>Threads: safe for all. Locks: none; counting is two compare-and-set for each use.
 */
final class SocketGuard {
    private final WskSocket socket;
    private final Runnable onClosed;
    private final RundownRef uses = new RundownRef();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /**
     * A guard for an open socket.
     *
     * @param onClosed runs when the close has completed: in a completion routine, so it does not wait
     */
    SocketGuard(WskSocket socket, Runnable onClosed) {
        this.socket = socket;
        this.onClosed = onClosed;
    }

    /** Begins a use; false when the socket is closing: then it may not be used. */
    boolean begin() {
        return uses.acquire();
    }

    /** Ends a use. The last one closes the socket, if that is what somebody wants. */
    void end() {
        uses.release();
    }

    /** Lets no more uses begin, and closes the socket when the last has ended, perhaps at once. Does not wait. */
    void close() {
        uses.drain(this::closeSocket);
    }

    /** Waits until the socket is closed. IRQL: PASSIVE_LEVEL. */
    void awaitClosed() {
        closed.join();
    }

    /** Cannot fail (CLOSE-20). When it completes, no callback of the socket runs, and none will (CLOSE-21). */
    private void closeSocket() {
        IrpFuture.ofCount(irp -> socket.dispatch().wskCloseSocket(socket, irp)).whenComplete((nothing, problem) -> {
            onClosed.run();
            closed.complete(null);
        });
    }
}
