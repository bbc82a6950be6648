// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.NtStatus;

/**
 * How far a connection-oriented socket has come, as long as it works at all.
 *
 * <pre>
 * UNBOUND -> BOUND -> CONNECTING -> CONNECTED -> SEND_DONE      (a stream socket also: BOUND -> LISTENING)
 *                         |             |            |
 *                         v             +-----+------+
 *                       FAILED          |     v
 *                                       |  ABORTED
 *                                       v
 *                                     SILENT
 * </pre>
 *
 * <p>A graceful disconnect that is cancelled before anything of it went out leads back from SEND_DONE to CONNECTED.
 *
 * <p>Whether the peer has ended its own direction is the endpoint's to know.
 */
enum ConnectionState {
    /** Created. */
    UNBOUND,
    /** Has a local address. */
    BOUND,
    /** A connect is on its way. */
    CONNECTING,
    /** A connect failed or was cancelled: fit for closing only. */
    FAILED,
    /** Sends and receives. */
    CONNECTED,
    /** We disconnected gracefully: receives only. */
    SEND_DONE,
    /** We disconnected abortively. */
    ABORTED,
    /** In silent mode: fit for closing only. */
    SILENT,
    /** A stream socket that has committed itself to listening. */
    LISTENING;

    boolean mayBecome(ConnectionState next) {
        return switch (this) {
            case UNBOUND -> next == BOUND;
            case BOUND -> next == CONNECTING || next == LISTENING;
            case CONNECTING -> next == CONNECTED || next == FAILED;
            case CONNECTED -> next == SEND_DONE || next == ABORTED || next == SILENT;
            case SEND_DONE -> next == ABORTED || next == CONNECTED;
            case LISTENING -> next == BOUND; // it could not
            case FAILED, ABORTED, SILENT -> false;
        };
    }

    /** Whether the socket has a local address that may be asked for. */
    boolean isBound() {
        return this != UNBOUND && this != SILENT;
    }

    /** Whether the socket has a peer. */
    boolean isConnected() {
        return this == CONNECTED || this == SEND_DONE;
    }

    /** Whether the socket has a peer, or had one until we disconnected abortively. */
    boolean wasConnected() {
        return isConnected() || this == ABORTED;
    }

    /** Why a send is refused in this state, or null when it is not. */
    NtStatus refusesSend() {
        return switch (this) {
            case CONNECTED -> null;
            case ABORTED -> NtStatus.STATUS_CONNECTION_ABORTED;
            default -> NtStatus.STATUS_INVALID_DEVICE_STATE;
        };
    }

    /** Why a receive is refused in this state, or null when it is not. */
    NtStatus refusesReceive() {
        return switch (this) {
            case CONNECTED, SEND_DONE -> null;
            case ABORTED -> NtStatus.STATUS_CONNECTION_ABORTED;
            default -> NtStatus.STATUS_INVALID_DEVICE_STATE;
        };
    }
}
