// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NotYetConnectedException;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;

/**
 * The I/O control operations of a connection, by their codes, {@link LocalAddresses} apart; each writes a {@link SizeT}, 8
 * bytes.
 *
 * <p>The receive backlog counts what the platform holds as far as it tells: up to a byte of urgent data.
 */
enum TcpControls {
    /** SIO_WSK_QUERY_IDEAL_SEND_BACKLOG: how many bytes should be under way. */
    IDEAL_SEND_BACKLOG(0x4F000003) {
        @Override
        long value(TcpEndpoint endpoint) throws IOException {
            return endpoint.sendBacklog().ideal();
        }
    },
    /** SIO_WSK_QUERY_RECEIVE_BACKLOG: how many bytes wait to be received. */
    RECEIVE_BACKLOG(0x4F000004) {
        @Override
        long value(TcpEndpoint endpoint) throws IOException {
            return endpoint.receiver().backlog();
        }
    };

    private static final int SIZE = 8;

    private final int code;

    TcpControls(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    abstract long value(TcpEndpoint endpoint) throws IOException;

    /** Runs the operation with that code. */
    static NtStatus run(TcpEndpoint endpoint, int code, Object output, SizeT written) {
        for (TcpControls control : values()) {
            if (control.code == code) {
                return control.run(endpoint, output, written);
            }
        }
        return LocalAddresses.control(endpoint.family(), code, output, written);
    }

    private NtStatus run(TcpEndpoint endpoint, Object output, SizeT written) {
        if (!(output instanceof SizeT size)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!endpoint.isConnected()) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        try {
            size.set(value(endpoint));
            written.set(SIZE);
            return NtStatus.STATUS_SUCCESS;
        } catch (ClosedChannelException | NotYetConnectedException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }
}
