// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;

/**
 * Inspections of one connection after the other, each of which is pended a moment after it was noted, and their aborts.
 *
 * <p>Threads: safe for all.
 */
final class RecordedInspections {
    private final WskClientListenDispatch dispatch = new WskClientListenDispatch(null, this::inspect, this::abort);
    private final Set<WskInspectId> aborted = new HashSet<>(); // guarded by this
    private final List<WskInspectId> abortedTwice = new ArrayList<>(); // guarded by this
    private volatile WskInspectId id; // of the present connection; null before
    private volatile boolean returned; // its callback has returned, or is about to

    WskClientListenDispatch dispatch() {
        return dispatch;
    }

    private WskInspectAction inspect(
            Object context, SockAddr localAddress, SockAddr remoteAddress, WskInspectId given) {
        id = given.copy();
        Rival.spin(1000);
        returned = true;
        return WskInspectAction.WskInspectPend;
    }

    private synchronized NtStatus abort(Object context, WskInspectId given) {
        if (!aborted.add(given.copy())) {
            abortedTwice.add(given.copy());
        }
        return NtStatus.STATUS_SUCCESS;
    }

    private synchronized boolean isAborted(WskInspectId which) {
        return aborted.contains(which);
    }

    /** A connection is going to arrive. */
    void next() {
        id = null;
        returned = false;
    }

    /** Waits until it is being inspected. */
    WskInspectId awaitId() {
        SocketFixture.eventually("the connection is inspected", () -> id != null);
        return id;
    }

    /** Waits until its callback is over, or nearly so. */
    void awaitReturn() {
        SocketFixture.eventually("the callback has returned", () -> returned);
    }

    void awaitAbort(WskInspectId which) {
        SocketFixture.eventually("the abort is told", () -> isAborted(which));
    }

    synchronized void assertNoAbortTwice() {
        assertThat(abortedTwice).isEmpty();
    }
}
