// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;

/**
 * What the endpoints of one transport share: the lock, the I/O thread, the memory and the ports.
 *
 * <p>State: open, then ended; never back.
 *
 * <p>Threads: safe for all; {@link #end} blocks.
 *
 * <p>Locks: {@link #lock} is the only one of the transport. It guards everything that can change, in all classes of the
 * bundle, so that both ends of a connection are always seen as one; no request is completed and no observer called with
 * it. A transport for many sockets would have one for each endpoint, and rules for taking two.
 */
final class Network {
    private static final Logger LOG = LoggerFactory.getLogger(Network.class);

    /** Guards what can change; waited on by the I/O thread alone. */
    final Object lock = new Object();

    final IoThread io = new IoThread(lock);
    final BufferPool buffers = new BufferPool(lock); // @GuardedBy("lock")
    private final PortSpace[] streamPorts; // @GuardedBy("lock"); by family
    private final PortSpace[] datagramPorts; // @GuardedBy("lock"); by family
    private final Set<LoopbackEndpoint> endpoints = new LinkedHashSet<>(); // @GuardedBy("lock"): those not closed yet
    private boolean ended; // @GuardedBy("lock")

    Network() {
        IpFamily[] families = IpFamily.values();
        streamPorts = new PortSpace[families.length];
        datagramPorts = new PortSpace[families.length];
        for (IpFamily family : families) {
            streamPorts[family.ordinal()] = new PortSpace(family);
            datagramPorts[family.ordinal()] = new PortSpace(family);
        }
    }

    /** The ports of stream endpoints and listeners. */
    PortSpace streamPorts(IpFamily family) {
        return streamPorts[family.ordinal()];
    }

    /** The ports of datagram endpoints. */
    PortSpace datagramPorts(IpFamily family) {
        return datagramPorts[family.ordinal()];
    }

    /** Counts an endpoint in; false when the transport has ended. */
    boolean addLocked(LoopbackEndpoint endpoint) {
        return !ended && endpoints.add(endpoint);
    }

    /** Forgets an endpoint that is closed. */
    void removeLocked(LoopbackEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    /** Whether all endpoints are given up. */
    boolean hasEndedLocked() {
        return ended;
    }

    /** Gives up what nobody has closed, and waits until the I/O thread has told so and ended. */
    void end(long millis) {
        Thread thread;
        List<LoopbackEndpoint> open;
        synchronized (lock) {
            ended = true;
            open = new ArrayList<>(endpoints);
            for (LoopbackEndpoint endpoint : open) {
                endpoint.giveUpLocked(NtStatus.STATUS_FILE_FORCED_CLOSED);
            }
            thread = io.stopLocked();
        }
        if (!open.isEmpty()) {
            LOG.warn("The loopback transport ends, and gives up {} endpoints that are open: {}", open.size(), open);
        }
        if (thread == null || io.isCurrent()) {
            return;
        }
        try {
            TimeUnit.MILLISECONDS.timedJoin(thread, millis);
            if (thread.isAlive()) {
                LOG.warn("{} has not ended after {} ms: it is kept by code of a client", thread.getName(), millis);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
