// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.wsk4j.transport.TransportListListener;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * WSK_TRANSPORT_LIST_CHANGE: the IRPs that wait until a transport comes or goes.
 *
 * <p>A component of its own, because the registry needs it and {@link ControlClient} needs the registry. It stays while the
 * registry is replaced, so that whoever waits hears of the transports of the new one.
 *
 * <p>State: a request is in {@link #waiting} as long as nobody completes it; whoever takes it out does.
 *
 * <p>Threads: safe for all; requests are completed by the thread that announces the change, cancels or stops.
 *
 * <p>Locks: its own monitor; nothing is completed with it.
 *
 * <p>Spec: TRANSPORT-CHANGE-01..TRANSPORT-CHANGE-05.
 */
@Component(service = {TransportListListener.class, TransportListChanges.class})
public final class TransportListChanges implements TransportListListener {
    private final Set<ListChange> waiting = new LinkedHashSet<>(); // @GuardedBy("this"): in the order of coming
    private boolean stopped; // @GuardedBy("this")

    /** Called by Declarative Services. */
    @Activate
    public TransportListChanges() {}

    /** Queues an IRP until the next change. */
    NtStatus await(WskClientObject client, Irp irp) {
        ListChange request = new ListChange(this, client, irp);
        if (!client.begun(request)) {
            return irp.fail(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        try {
            irp.setNextStackLocation();
        } catch (RuntimeException e) {
            client.ended(request);
            throw e;
        }
        NtStatus refused = enqueue(request);
        if (refused != null) {
            request.complete(refused);
            return refused;
        }
        if (!client.onDetach(request)) {
            request.run(); // it has begun meanwhile
        } else if (!isWaiting(request)) {
            client.forgetOnDetach(request); // whoever completed it came too early to do so
        }
        return NtStatus.STATUS_PENDING;
    }

    /** Null when it waits; else what it is completed with. */
    private synchronized NtStatus enqueue(ListChange request) {
        if (stopped) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!request.pend()) {
            return NtStatus.STATUS_CANCELLED;
        }
        waiting.add(request);
        return null;
    }

    private synchronized boolean isWaiting(ListChange request) {
        return waiting.contains(request);
    }

    /** Takes a request out; false when somebody else completes it. */
    synchronized boolean remove(ListChange request) {
        return waiting.remove(request);
    }

    @Override
    public void transportListChanged() {
        takeAll(false).forEach(request -> request.end(NtStatus.STATUS_SUCCESS));
    }

    /** The function goes away, and with it everything that waits. */
    @Deactivate
    void stop() {
        takeAll(true).forEach(request -> request.end(NtStatus.STATUS_CANCELLED));
    }

    private synchronized List<ListChange> takeAll(boolean last) {
        stopped |= last;
        List<ListChange> all = new ArrayList<>(waiting);
        waiting.clear();
        return all;
    }
}
