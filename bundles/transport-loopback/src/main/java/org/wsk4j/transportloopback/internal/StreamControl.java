// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;

/** The I/O control operations of a connection, by their codes; each writes a {@link SizeT}, 8 bytes. */
enum StreamControl {
    /** SIO_WSK_QUERY_IDEAL_SEND_BACKLOG: how many bytes should be under way, which is the window of the peer. */
    IDEAL_SEND_BACKLOG(0x4F000003),
    /** SIO_WSK_QUERY_RECEIVE_BACKLOG: how many bytes wait to be received. */
    RECEIVE_BACKLOG(0x4F000004);

    private static final int SIZE = 8;

    private final int code;

    StreamControl(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The operation with that code, or null. */
    static StreamControl of(int code) {
        for (StreamControl control : values()) {
            if (control.code == code) {
                return control;
            }
        }
        return null;
    }

    /** Runs it on a connected endpoint. */
    NtStatus runLocked(LoopbackStream endpoint, Object output, SizeT written) {
        if (!(output instanceof SizeT size)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        size.set(this == IDEAL_SEND_BACKLOG ? endpoint.idealBacklogLocked() : endpoint.receiveBacklogLocked());
        written.set(SIZE);
        return NtStatus.STATUS_SUCCESS;
    }
}
