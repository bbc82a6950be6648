// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wsk.WskBuf;

/** WskCloseSocket while very many sends are queued, none of which can go out. */
@Timeout(60)
class CloseWithQueuedSendsTest {
    private static final int MANY = 10_000;

    private final List<Integer> order = Collections.synchronizedList(new ArrayList<>()); // in which they completed

    private List<Call> queue(ClientSocket socket) {
        WskBuf buffer = Bytes.of("a message").buf();
        List<Call> sends = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            int number = i;
            RecordedIrp irp = RecordedIrp.ready().then(completed -> order.add(number));
            sends.add(socket.send(buffer, 0, irp).isPending());
        }
        return sends;
    }

    /** Closes: all of them are cancelled, in the order in which they were queued, and the close completes after them. */
    private void assertCloseCancels(ClientSocket socket, List<Call> sends, SocketFixture wsk) {
        Call close = socket.close();

        close.succeededWith(0);
        assertThat(order.size()).as("completed before the close").isEqualTo(MANY);
        assertThat(order).isSorted();
        sends.forEach(send -> send.completedWith(STATUS_CANCELLED));
        assertThat(wsk.engine().sockets()).isEmpty();
        assertThat(wsk.registry().leases()).isZero();
    }

    @Nested
    class OverATransportThatTakesNothing {
        @RegisterExtension
        final SocketFixture wsk = SocketFixture.live();

        @Test
        @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-21"})
        void cancelsThemAll() {
            FakeTransport transport = wsk.transport(FakeTransport.class);
            transport.setPeerWindow(0);
            ClientSocket socket = wsk.connected(null, null);
            List<Call> sends = queue(socket);

            assertCloseCancels(socket, sends, wsk);

            assertThat(transport.endpoint().sent()).isEmpty();
            assertThat(transport.endpoint().pendingRequests()).isZero();
            assertThat(transport.openEndpoints()).isZero();
        }
    }

    @Nested
    class OverTcpToAPeerThatNeverReads {
        @RegisterExtension
        final SocketFixture wsk = SocketFixture.tcpip();

        @Test
        @Clause({"CLOSE-06", "CLOSE-07", "CLOSE-21"})
        void cancelsThemAll() {
            ConnectedSocket socket = wsk.connect();
            Call first = socket.send(Bytes.much().buf()).isPending();
            List<Call> sends = queue(socket);

            assertCloseCancels(socket, sends, wsk);

            first.completedWith(STATUS_CANCELLED);
        }
    }
}
