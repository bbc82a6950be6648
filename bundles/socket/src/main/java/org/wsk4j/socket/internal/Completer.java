// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

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
 * them can exhaust a stack or keep an I/O thread from its other sockets.
 *
 * <p>Threads: safe for all. Locks: never called with one held.
 *
 * <p>Spec: IRP-14, IRP-41; windows-vs-docs reading 8.
 */
final class Completer {
    static final int DEEPEST = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Completer.class);
    private static final ThreadLocal<Depth> DEPTH = ThreadLocal.withInitial(Depth::new);

    private Completer() {}

    /** Whether one more completion may run on the current stack. */
    static boolean mayNest() {
        return DEPTH.get().completions < DEEPEST;
    }

    /** Completes an IRP with a count; what its routine throws is logged, never thrown. */
    static void complete(Irp irp, NtStatus status, long information, Object object, Bundle client) {
        Depth depth = DEPTH.get();
        depth.completions++;
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
            depth.completions--;
        }
    }

    static String name(Bundle client) {
        return client == null
                ? "a client without a bundle"
                : client.getSymbolicName() + " [" + client.getBundleId() + "]";
    }

    /** How many completions are on the stack of one thread. */
    private static final class Depth {
        private int completions; // its thread only
    }
}
