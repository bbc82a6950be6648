// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.socket.internal.ScriptedEndpoint.Kind;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;

/** A socket that is taken away from its client, and what the client finds then. */
class ForcedCloseTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new);

    /** Who takes it away. */
    enum Taker {
        CLIENT_OBJECT((wsk, socket) -> socket.engineSide().abandon()),
        REGISTRY((wsk, socket) -> wsk.registry().revokeAll()),
        TRANSPORT((wsk, socket) -> wsk.transport(ScriptedTransport.class)
                .io(() -> wsk.transport(ScriptedTransport.class)
                        .endpoint()
                        .observer()
                        .failed(NtStatus.STATUS_ADDRESS_CLOSED))),
        ALL((wsk, socket) -> {
            socket.engineSide().abandon();
            wsk.registry().revokeAll();
            TRANSPORT.take(wsk, socket);
            socket.engineSide().abandon();
        });

        private final BiConsumer<SocketFixture, ClientSocket> how;

        Taker(BiConsumer<SocketFixture, ClientSocket> how) {
            this.how = how;
        }

        void take(SocketFixture wsk, ClientSocket socket) {
            how.accept(wsk, socket);
        }
    }

    private ClientSocket connected() {
        ClientSocket socket = wsk.bound();
        endpoint().answering(Kind.CONNECT, STATUS_SUCCESS);
        socket.connect(SocketFixture.anyLocal()).completedInlineWith(STATUS_SUCCESS);
        return socket;
    }

    private ScriptedEndpoint endpoint() {
        return wsk.transport(ScriptedTransport.class).endpoint();
    }

    private void awaitGone() {
        SocketFixture.eventually(
                "the engine has forgotten it", () -> wsk.engine().sockets().isEmpty());
        wsk.client().assertIdle();
        SocketFixture.eventually("the lease is given back", () -> wsk.registry().leases() == 0);
        assertThat(wsk.transport(ScriptedTransport.class).openEndpoints()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"FORCED-CLOSED-01", "FORCED-CLOSED-02"})
    void answersEveryFunctionButCloseWithForcedClosed(Taker taker) {
        ClientSocket socket = connected();

        taker.take(wsk, socket);

        awaitGone();
        for (int round = 0; round < 2; round++) {
            for (SocketFunction function : SocketFunction.values()) {
                if (function != SocketFunction.CLOSE_SOCKET) {
                    RecordedIrp irp = RecordedIrp.ready();
                    NtStatus returned = function.call(socket.dispatch(), socket.socket(), irp.irp());
                    assertThat(returned).as(function.name()).isEqualTo(STATUS_FILE_FORCED_CLOSED);
                    assertThatIrp(irp).fits(returned).completedWith(STATUS_FILE_FORCED_CLOSED);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CLOSE-18", "CLOSE-20", "FORCED-CLOSED-02"})
    void canStillBeClosed(Taker taker) {
        ClientSocket socket = connected();
        taker.take(wsk, socket);
        awaitGone();

        socket.close().completedWith(STATUS_SUCCESS);

        wsk.client().assertIdle();
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CLOSE-18", "CLOSE-20"})
    void canBeClosedWhileItIsBeingTakenAway(Taker taker) {
        ClientSocket socket = connected();
        endpoint().holdsClose = true;
        Call receive = socket.receive(Bytes.room(1).buf());
        taker.take(wsk, socket);
        receive.completedWith(STATUS_FILE_FORCED_CLOSED);

        Call close = socket.close();

        close.isPending();
        endpoint().letClose();
        close.completedWith(STATUS_SUCCESS);
        awaitGone();
    }

    @ParameterizedTest
    @EnumSource
    @Clause("FORCED-CLOSED-01")
    void completesEverythingPending(Taker taker) {
        ClientSocket socket = connected();
        Call receive = socket.receive(Bytes.room(1).buf());
        Call send = socket.send("x");
        Call disconnect = socket.disconnect();

        taker.take(wsk, socket);

        receive.completedWith(STATUS_FILE_FORCED_CLOSED);
        send.completedWith(STATUS_FILE_FORCED_CLOSED);
        disconnect.completedWith(STATUS_FILE_FORCED_CLOSED);
        awaitGone();
        assertThat(endpoint().isAborted()).isTrue();
    }

    @Test
    @Clause("FORCED-CLOSED-01")
    void completesAPendingConnect() {
        ClientSocket socket = wsk.bound();
        Call connect = socket.connect(SocketFixture.anyLocal());

        socket.engineSide().abandon();

        connect.completedWith(STATUS_FILE_FORCED_CLOSED);
        awaitGone();
    }

    @ParameterizedTest
    @EnumSource
    void worksWithATransportThatEndsAtOnce(Taker taker) {
        wsk.transport(ScriptedTransport.class).endsInline = true;
        ClientSocket socket = connected();
        Call receive = socket.receive(Bytes.room(1).buf());

        taker.take(wsk, socket);

        receive.completedWith(STATUS_FILE_FORCED_CLOSED);
        awaitGone();
        socket.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    void isNothingToASocketThatIsClosing() {
        ClientSocket socket = connected();
        endpoint().holdsClose = true;
        Call close = socket.close();

        socket.engineSide().abandon();
        wsk.registry().revokeAll();

        close.isPending();
        endpoint().letClose();
        close.completedWith(STATUS_SUCCESS);
        awaitGone();
    }

    @Test
    void isNothingToASocketThatIsClosed() {
        ClientSocket socket = connected();
        socket.close().completedWith(STATUS_SUCCESS);

        socket.engineSide().abandon();
        socket.engineSide().revoked();

        wsk.client().assertIdle();
    }

    @Test
    void leavesTheOtherSocketsAlone() {
        ClientSocket first = connected();
        ClientSocket second = connected();
        Call receive = second.receive(Bytes.room(1).buf());

        first.engineSide().abandon();

        SocketFixture.eventually("gone", () -> wsk.engine().sockets().size() == 1);
        receive.isPending();
        endpoint().complete(Kind.RECEIVE, STATUS_SUCCESS);
        receive.completedWith(STATUS_SUCCESS);
    }

    @Test
    void needsNoTransportForAnythingOnceItIsGone() {
        wsk.transport(ScriptedTransport.class).endsInline = true;
        ClientSocket socket = connected();
        ClientSocket other = connected();
        wsk.registry().revokeAll();
        awaitGone();
        wsk.transport(ScriptedTransport.class).leave();
        AtomicReference<Call> close = new AtomicReference<>();

        Depth.run(other, () -> close.set(socket.close()));

        close.get().completedWith(STATUS_SUCCESS);
    }

    @Test
    void namesTheSocketAndItsClient() {
        ClientSocket socket = connected();

        assertThat(socket.engineSide().describe())
                .contains("connection socket", "CONNECTED", "0.0.0.0", "org.example.client [42]");
        socket.engineSide().abandon();
        awaitGone();
        assertThat(socket.engineSide().describe()).contains("FORCED_CLOSED");
    }
}
