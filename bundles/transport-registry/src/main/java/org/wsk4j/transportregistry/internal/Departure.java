// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets transports go that give out no leases any more: waits for those that are out, revokes the rest, waits again.
 *
 * <p>Threads: one. An interrupt ends the wait that it meets, not the departure; it is passed on at the end.
 * <p>Locks: none.
 */
final class Departure {
    private static final Logger LOG = LoggerFactory.getLogger(Departure.class);

    private final List<RankedTransport> leaving;
    private final long drainMillis;
    private final long releaseMillis;
    private boolean interrupted;

    /** Times in milliseconds: for the holders to finish by themselves, and to release after they were revoked. */
    Departure(List<RankedTransport> leaving, long drainMillis, long releaseMillis) {
        this.leaving = leaving;
        this.drainMillis = drainMillis;
        this.releaseMillis = releaseMillis;
    }

    void run() {
        if (!awaitReleased(drainMillis)) {
            leaving.forEach(this::revoke);
            if (!awaitReleased(releaseMillis)) {
                leaving.forEach(this::complain);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean awaitReleased(long millis) {
        long deadline = System.nanoTime() + Math.min(TimeUnit.MILLISECONDS.toNanos(millis), Long.MAX_VALUE / 2);
        try {
            boolean released = true;
            for (RankedTransport transport : leaving) {
                released &= transport.leases().awaitNone(deadline);
            }
            return released;
        } catch (InterruptedException e) {
            interrupted = true;
            return false;
        }
    }

    private void revoke(RankedTransport transport) {
        List<Lease> leases = transport.leases().all();
        if (leases.isEmpty()) {
            return;
        }
        LOG.warn(
                "Transport {} goes, and {} of its endpoints are still open {}: they are aborted",
                transport,
                leases.size(),
                interrupted ? "as the wait for them is interrupted" : "after " + drainMillis + " ms");
        for (Lease lease : leases) {
            try {
                lease.revoke();
            } catch (RuntimeException | Error e) {
                LOG.error("The holder of a {} on transport {} threw when it was revoked", lease, transport, e);
            }
        }
    }

    private void complain(RankedTransport transport) {
        int left = transport.endpoints();
        if (left > 0) {
            LOG.error(
                    "Transport {} goes with {} endpoints open: their leases were revoked and not released in {} ms",
                    transport,
                    left,
                    releaseMillis);
        }
    }
}
