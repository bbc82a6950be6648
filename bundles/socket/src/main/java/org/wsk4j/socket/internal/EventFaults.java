// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;

/** Tells what a client does wrong in the event callbacks of a socket. Threads: safe for all. */
final class EventFaults {
    private static final Logger LOG = LoggerFactory.getLogger(EventFaults.class);

    private final EngineSocket socket;

    EventFaults(EngineSocket socket) {
        this.socket = socket;
    }

    /** A callback that has only one thing to return has returned. */
    void expectSuccess(NtStatus status, String callback, String rule) {
        if (status != NtStatus.STATUS_SUCCESS) {
            complain(callback + " returned " + status + ": it always returns STATUS_SUCCESS (" + rule + ")");
        }
    }

    void complain(String what) {
        LOG.warn("{}: {}", socket.describe(), what);
    }

    /** A callback has thrown. */
    void failed(String callback, Throwable problem) {
        LOG.error("{} of {} failed", callback, socket.describe(), problem);
    }
}
