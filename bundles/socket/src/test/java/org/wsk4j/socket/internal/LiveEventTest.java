// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakePeer;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;

/** Events over a transport that has a thread of its own. */
@Timeout(60)
class LiveEventTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;
    private static final int DISCONNECT = WskConstants.WSK_EVENT_DISCONNECT;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.over(FakeTransport::live, FakeTransport::close);

    private final RecordedEvents events = new RecordedEvents();

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    private FakePeer peer() {
        return wsk.transport(FakeTransport.class).nextPeer();
    }

    @Test
    @Clause({"ARCH-03", "EVENT-14"})
    void callsBackOnAThreadThatIsNotTheClients() {
        ClientSocket socket = wsk.connected(null, events.dispatch());
        FakePeer peer = peer();
        peer.write("early");
        socket.enable(RECEIVE | DISCONNECT);
        events.await(1);
        peer.close();

        assertThat(events.await(2)).containsExactly("receive early", "disconnect");
        assertThat(events.threads()).doesNotContain(Thread.currentThread());
    }

    /** The client is busy in a call of its own: nothing waits for that. */
    @Test
    @Clause("EVENT-14")
    void callsBackWhileTheClientRuns() {
        ClientSocket socket = wsk.connected(null, events.dispatch());
        FakePeer peer = peer();
        AtomicReference<List<String>> within = new AtomicReference<>();
        socket.enable(RECEIVE);

        socket.receive(Bytes.room(0).buf(), 0, RecordedIrp.ready().then(irp -> {
            peer.write("meanwhile");
            within.set(events.await(1));
        }));

        assertThat(within.get()).containsExactly("receive meanwhile");
    }

    @Test
    @Clause({"ARCH-03", "ARCH-04"})
    void mixesRequestsAndCallbacks() {
        List<String> completed = new ArrayList<>();
        ClientSocket socket = wsk.socket(null, events.dispatch());
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        socket.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(STATUS_SUCCESS);
        FakePeer peer = peer();
        socket.enable(RECEIVE | DISCONNECT);
        socket.send("question", RecordedIrp.ready().then(irp -> completed.add("sent " + irp.information())))
                .succeededWith(8);
        assertThat(peer.readText(8)).isEqualTo("question");

        peer.write("answer");
        events.await(1);
        socket.disconnect().completedWith(STATUS_SUCCESS);
        peer.awaitEnd();
        peer.close();

        assertThat(events.await(2)).containsExactly("receive answer", "disconnect");
        assertThat(completed).containsExactly("sent 8");
        socket.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause({"SO-EVENT-11", "SO-EVENT-12"})
    void awaitsTheCallInProgressOnTheTransportsThread() {
        ClientSocket socket = wsk.connected(null, events.dispatch());
        FakePeer peer = peer();
        AtomicReference<Call> disable = new AtomicReference<>();
        events.during(() -> disable.set(socket.disable(RECEIVE, RecordedIrp.ready())));
        socket.enable(RECEIVE);

        peer.write("abc");
        events.await(1);

        SocketFixture.eventually("the callback has disabled itself", () -> disable.get() != null);
        disable.get().completedWith(STATUS_SUCCESS);
        peer.write("def");
        ReceiveTest.assertReceives(socket, "def");
        assertThat(events.calls()).containsExactly("receive abc");
    }
}
