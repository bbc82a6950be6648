// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wsk.WskProviderConnectionDispatch;

/** The dispatch table of connection-oriented sockets (WSK_PROVIDER_CONNECTION_DISPATCH). */
final class ConnectionDispatch extends ConnectingDispatch<ConnectionSocket> implements WskProviderConnectionDispatch {
    ConnectionDispatch() {
        super(ConnectionSocket.class);
    }
}
