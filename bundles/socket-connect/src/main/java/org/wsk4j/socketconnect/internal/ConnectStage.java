// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import org.wsk4j.wdm.NtStatus;

/**
 * The stages of one WskSocketConnect.
 *
 * <pre>
 * CREATE --ok--> BIND --ok--> CONNECT --ok--> DONE
 *    |             |             |              ^
 *    |             +---failed----+--> UNDO -----+
 *    +--failed----------------------------------+
 * </pre>
 */
enum ConnectStage {
    /** WskSocket. */
    CREATE,
    /** WskBind. */
    BIND,
    /** WskConnect. */
    CONNECT,
    /** WskCloseSocket, after a failure. */
    UNDO,
    /** The client's IRP is being completed, or was. */
    DONE;

    /** The stage that follows when this one ends with a status. */
    ConnectStage after(NtStatus status) {
        boolean ok = status.isSuccess();
        return switch (this) {
            case CREATE -> ok ? BIND : DONE;
            case BIND -> ok ? CONNECT : UNDO;
            case CONNECT -> ok ? DONE : UNDO;
            case UNDO, DONE -> DONE;
        };
    }
}
