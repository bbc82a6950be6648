// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * One WSK_TRANSPORT_LIST_CHANGE that waits: what its client object counts, runs when the client detaches, and what a cancel
 * ends.
 *
 * <p>Threads: safe for all. Locks: none of its own.
 */
final class ListChange implements OwnedRequest, IoCancelRoutine, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ListChange.class);

    private final TransportListChanges changes;
    private final WskClientObject client;
    private final Irp irp;
    private final long started = System.nanoTime();

    ListChange(TransportListChanges changes, WskClientObject client, Irp irp) {
        this.changes = changes;
        this.client = client;
        this.irp = irp;
    }

    /** Marks the IRP pending; false when it was cancelled before. */
    boolean pend() {
        return irp.pend(this);
    }

    @Override
    public void cancel(Irp cancelled) {
        run();
    }

    /** Gives the request up, unless it is over: it is cancelled, or the client detaches. */
    @Override
    public void run() {
        if (changes.remove(this)) {
            end(NtStatus.STATUS_CANCELLED);
        }
    }

    /** Completes a request that was pending. */
    void end(NtStatus status) {
        client.forgetOnDetach(this);
        complete(status);
    }

    /** Completes the IRP; what the client's routine throws is logged, never thrown. */
    void complete(NtStatus status) {
        try {
            irp.complete(status, 0);
        } catch (RuntimeException | Error e) {
            LOG.error("A completion routine of {} failed; the request itself had ended with {}", name(), status, e);
        } finally {
            client.ended(this);
        }
    }

    private String name() {
        Bundle bundle = client.bundle();
        return bundle == null ? "a client without a bundle" : bundle.getSymbolicName();
    }

    @Override
    public String describe() {
        return "WSK_TRANSPORT_LIST_CHANGE, pending for " + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)
                + " s";
    }
}
