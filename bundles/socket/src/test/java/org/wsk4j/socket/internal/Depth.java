// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;

/** Gets onto a stack on which as many completions nest as the engine allows: what completes next, completes later. */
final class Depth {
    private Depth() {}

    /** Runs an action inside the innermost completion that the engine lets run inline, before this method returns. */
    static void run(AnySocket socket, Runnable action) {
        nest(socket, Completer.DEEPEST, action);
    }

    private static void nest(AnySocket socket, int deeper, Runnable action) {
        if (deeper == 0) {
            action.run();
            return;
        }
        RecordedIrp irp = RecordedIrp.ready().then(completed -> nest(socket, deeper - 1, action));
        socket.dispatch()
                .wskControlSocket(
                        socket.socket(),
                        WskControlSocketType.WskGetOption,
                        SocketOptions.SO_RCVBUF,
                        SocketOptions.SOL_SOCKET,
                        0,
                        null,
                        WskConstants.SIZEOF_ULONG,
                        new ULong(),
                        null,
                        irp.irp());
    }
}
