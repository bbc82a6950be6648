// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.wsk4j.wdm.Irp;

/**
 * Where a socket and its requests came from, for a report of what a client left. Exists only when that is tracked.
 *
 * <p>Threads: safe for all.
 */
final class Origins {
    private final Throwable socket = new Throwable();
    private final Map<Irp, Throwable> requests = new ConcurrentHashMap<>();

    Throwable ofSocket() {
        return socket;
    }

    /** Null for a request that is over. */
    Throwable of(Irp irp) {
        return irp == null ? null : requests.get(irp);
    }

    void begins(Irp irp) {
        requests.put(irp, new Throwable());
    }

    void ends(Irp irp) {
        requests.remove(irp);
    }
}
