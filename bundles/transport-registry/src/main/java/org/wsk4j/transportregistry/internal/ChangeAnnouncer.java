// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.TransportListListener;

/**
 * Tells the listeners of every change of the list, one change after the other.
 *
 * <p>Threads: safe for all. While one thread tells, the changes that others announce are counted, and it tells of them,
 * too: a listener never hears of two changes at once, and a listener that causes a change hears of it later, not inside
 * its own call.
 * <p>Locks: none.
 */
final class ChangeAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeAnnouncer.class);

    private final ConcurrentNavigableMap<Long, Listener> listeners = new ConcurrentSkipListMap<>(); // by service id
    private final AtomicInteger untold = new AtomicInteger(); // changes announced and not yet told of

    private record Listener(TransportListListener service, String bundle) {
        void tell() {
            try {
                service.transportListChanged();
            } catch (RuntimeException | Error e) {
                LOG.warn("A listener of bundle {} threw when it heard of a change of the transports", bundle, e);
            }
        }
    }

    void add(TransportListListener listener, ServiceReference<?> reference) {
        listeners.put(
                RankedTransport.serviceIdOf(reference), new Listener(listener, RankedTransport.bundleOf(reference)));
    }

    void remove(ServiceReference<?> reference) {
        listeners.remove(RankedTransport.serviceIdOf(reference));
    }

    /** Says that the list has changed. Not under a lock. */
    void announce() {
        if (untold.getAndIncrement() > 0) {
            return; // the thread that is telling tells of this one, too
        }
        do {
            for (Listener listener : listeners.values()) {
                listener.tell();
            }
        } while (untold.decrementAndGet() > 0);
    }
}
