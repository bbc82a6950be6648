// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * Completes IRPs whose request is over before it pends.
 *
 * <p>A completion routine may start a request that is over at once, whose routine does the same. Completions nest
 * {@value #DEEPEST} deep on one stack; past that they are pending and come from one of the threads, so that no chain of them
 * can exhaust a stack.
 *
 * <p>Threads: safe for all. Locks: none.
 *
 * <p>Spec: IRP-14, IRP-41; windows-vs-docs reading 8.
 */
final class Completion {
    static final int DEEPEST = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);
    // a thread outlives this bundle: what it keeps is a class of the JDK
    private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

    private final LookupThreads threads;

    Completion(LookupThreads threads) {
        this.threads = threads;
    }

    /** Completes an IRP that was taken over, here or, on a stack that is too deep, elsewhere; what the function returns. */
    NtStatus end(Irp irp, NtStatus status, WskClientObject client) {
        OwnedRequest waiting = () -> "the completion of a look-up with " + status;
        if (DEPTH.get()[0] < DEEPEST || client == null || !client.begun(waiting)) {
            return inline(irp, status, client);
        }
        irp.markPending();
        threads.answer(() -> {
            try {
                inline(irp, status, client);
            } finally {
                client.ended(waiting);
            }
        });
        return NtStatus.STATUS_PENDING;
    }

    /** Here; what the client's routine throws is logged, never thrown. */
    private static NtStatus inline(Irp irp, NtStatus status, WskClientObject client) {
        int[] depth = DEPTH.get();
        depth[0]++;
        try {
            return irp.complete(status, 0);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "A completion routine of {} failed; its request itself had ended with {}",
                    client == null || client.bundle() == null
                            ? "a client without a bundle"
                            : client.bundle().getSymbolicName(),
                    status,
                    e);
            return status;
        } finally {
            depth[0]--;
        }
    }
}
