// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderStreamDispatch;

/** The dispatch tables of an engine, one for all sockets of a category. Threads: safe for all. */
record DispatchTables(
        WskProviderBasicDispatch basic,
        WskProviderListenDispatch listen,
        WskProviderDatagramDispatch datagram,
        WskProviderConnectionDispatch connection,
        WskProviderStreamDispatch stream) {
    DispatchTables() {
        this(
                new BasicOnlyDispatch(),
                new ListenDispatch(),
                new DatagramDispatch(),
                new ConnectionDispatch(),
                new StreamDispatch());
    }
}
