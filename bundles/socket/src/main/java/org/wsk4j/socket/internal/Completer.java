// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.ArrayDeque;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/**
 * The one place where the engine completes IRPs.
 *
 * <p>A completion routine may start requests that complete at once, whose routines do the same. Completions nest
 * {@value #DEEPEST} deep on one stack; past that the caller lets the endpoint's I/O thread complete them, so that no chain of
 * them can exhaust a stack or keep an I/O thread from its other sockets. A socket that was taken away has none: there they
 * wait until the stack is unwound.
 *
 * <p>Threads: safe for all. Locks: never called with one held.
 *
 * <p>Spec: IRP-14, IRP-41; windows-vs-docs reading 8.
 */
final class Completer {
    static final int DEEPEST = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Completer.class);
    // a thread outlives this bundle: what it keeps are classes of the JDK
    private static final int COMPLETIONS = 0; // how many are on the thread's stack
    private static final int RUNNING = 1; // not 0 while what waits is being run further down the stack
    private static final int JOBS = 2; // how many wait
    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[3]);
    private static final ThreadLocal<ArrayDeque<Runnable>> WAITING = new ThreadLocal<>();

    private Completer() {}

    /** Whether one more completion may run on the current stack. */
    static boolean mayNest() {
        return DEPTH.get()[COMPLETIONS] < DEEPEST;
    }

    /** Completes an IRP of a socket, which knows meanwhile that a routine of its client runs. */
    static void complete(Irp irp, NtStatus status, long information, Object object, EngineSocket socket) {
        boolean noted = socket.clientCode().routineBegins();
        try {
            complete(irp, status, information, object, socket.client().bundle());
        } finally {
            socket.clientCode().routineEnds(noted);
        }
    }

    /** Completes an IRP that no socket has; what its routine throws is logged, never thrown. */
    static void complete(Irp irp, NtStatus status, long information, Object object, Bundle client) {
        int[] depth = DEPTH.get();
        depth[COMPLETIONS]++;
        try {
            if (object == null) {
                irp.complete(status, information);
            } else {
                irp.complete(status, object);
            }
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "A completion routine of {} failed; the request itself had ended with {}", name(client), status, e);
        } finally {
            depth[COMPLETIONS]--;
        }
        if (depth[JOBS] != 0 && depth[COMPLETIONS] == 0 && depth[RUNNING] == 0) {
            runWaiting(depth);
        }
    }

    /**
     * Refuses a request before any socket has it: takes the IRP and completes it, here or, when the stack is too deep
     * already, once it is unwound. Answers what the function returns.
     */
    static NtStatus refuse(Irp irp, NtStatus status, Bundle client) {
        irp.setNextStackLocation();
        return end(irp, status, client);
    }

    /** Likewise for an IRP that was taken already. */
    static NtStatus end(Irp irp, NtStatus status, Bundle client) {
        if (mayNest()) {
            complete(irp, status, 0, null, client);
            return status;
        }
        irp.markPending();
        afterwards(() -> complete(irp, status, 0, null, client));
        return NtStatus.STATUS_PENDING;
    }

    /**
     * Runs something once the completions on the current stack have returned: for those who have no I/O thread any
     * more that could do it.
     */
    static void afterwards(Runnable job) {
        if (DEPTH.get()[COMPLETIONS] == 0) {
            job.run();
            return;
        }
        ArrayDeque<Runnable> waiting = WAITING.get();
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            WAITING.set(waiting);
        }
        waiting.add(job);
        DEPTH.get()[JOBS]++;
    }

    static String name(Bundle client) {
        return client == null
                ? "a client without a bundle"
                : client.getSymbolicName() + " [" + client.getBundleId() + "]";
    }

    private static void runWaiting(int[] depth) {
        ArrayDeque<Runnable> waiting = WAITING.get();
        depth[RUNNING] = 1;
        try {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                try {
                    next.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("A completion that had waited for its turn failed", e); // those behind it have theirs
                }
            }
        } finally {
            depth[RUNNING] = 0;
            depth[JOBS] = 0;
            WAITING.remove();
        }
    }
}
