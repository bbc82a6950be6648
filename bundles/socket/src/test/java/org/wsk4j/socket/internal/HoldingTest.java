// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.report.Holding;
import org.wsk4j.wdm.NtStatus;

/** What a client holds by a socket, for a report of what it left. */
class HoldingTest {
    @Nested
    class Untracked {
        @RegisterExtension
        final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new);

        @Test
        void aSocketAndItsPendingIrps() {
            ClientSocket socket = wsk.bound();
            Call connect = socket.connect(SocketFixture.anyLocal());

            List<Holding> holdings = socket.engineSide().holdings();

            assertThat(holdings).extracting(Holding::kind).containsExactly("sockets", "IRPs in flight");
            assertThat(holdings.get(0).description())
                    .isEqualTo(socket.engineSide().describe());
            assertThat(holdings.get(1).description()).isEqualTo("WskConnect");
            assertThat(holdings).allMatch(holding -> holding.origin().isEmpty());
            connect.isPending();
        }

        @Test
        void aSocketThatIsBeingClosedIsOfAnotherKind() {
            ClientSocket socket = wsk.bound();
            ScriptedEndpoint endpoint = wsk.transport(ScriptedTransport.class).endpoint();
            endpoint.holdsClose = true;
            Call close = socket.close();

            assertThat(socket.engineSide().holdings())
                    .extracting(Holding::kind)
                    .containsExactly("sockets being closed");

            endpoint.letClose();
            close.completedWith(NtStatus.STATUS_SUCCESS);
        }
    }

    @Nested
    class Tracked {
        @RegisterExtension
        final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new).trackingOrigin();

        @Test
        void eachWithTheStackThatMadeIt() {
            ClientSocket socket = wsk.bound();
            connectHere(socket);

            List<Holding> holdings = socket.engineSide().holdings();

            assertThat(holdings.get(0).origin())
                    .anyMatch(frame -> frame.getMethodName().equals("wskSocket"));
            assertThat(holdings.get(1).origin())
                    .anyMatch(frame -> frame.getMethodName().equals("connectHere"));
        }

        private void connectHere(ClientSocket socket) {
            socket.connect(SocketFixture.anyLocal()).isPending();
        }
    }
}
