// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of a server, from their accept until they are closed. Threads: safe for all. */
final class Connections {
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    void add(Connection connection) {
        open.add(connection);
    }

    /** Called when the close of a connection has completed. */
    void remove(Connection connection) {
        open.remove(connection);
    }

    /** Ends all connections, all at the same time, and waits until they are closed. Nobody adds any by now. */
    void closeAll() {
        List<Connection> all = List.copyOf(open);
        all.forEach(Connection::abort);
        all.forEach(Connection::awaitClosed);
    }
}
