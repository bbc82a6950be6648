// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wsk.WskConstants;

/**
 * Callbacks and completion routines that wait for a request, which would keep the thread that is to complete it.
 *
 * <p>The level tells: callbacks run at DISPATCH_LEVEL, and so do routines that the transport's thread completes. A routine
 * that completes inline, within the client's own call at PASSIVE_LEVEL, runs at the level of that call: when it waits,
 * nobody notices, and it keeps nobody's thread but the client's.
 */
@Timeout(60)
class CallbackWaitTest {
    private static final int ALL =
            WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT | WskConstants.WSK_EVENT_SEND_BACKLOG;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents();
    private FakeEndpoint endpoint;
    private ClientSocket socket;
    private final AtomicReference<Throwable> caught = new AtomicReference<>();
    private IrpFuture<Long> send;

    @BeforeEach
    void connect() {
        FakeTransport transport = wsk.transport(FakeTransport.class);
        socket = wsk.connected(null, events.dispatch());
        endpoint = transport.endpoint();
        transport.holdSends();
    }

    /** Starts a request that does not complete at once, and waits for it. */
    private void waitForASend() {
        send = IrpFuture.ofCount(
                irp -> socket.dispatch().wskSend(socket.socket(), Bytes.of("x").buf(), 0, irp));
        caught.set(catchThrowable(() -> send.join()));
    }

    private void assertBugCheckAndUnharmed() {
        assertThat(caught.get())
                .isInstanceOf(BugCheck.class)
                .hasMessageContaining("DISPATCH_LEVEL")
                .matches(bugCheck -> ((BugCheck) bugCheck).code() == BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL);
        assertThat(send).isNotDone();
        wsk.transport(FakeTransport.class).releaseHolds();
        assertThat(send.join()).isEqualTo(1);
    }

    @Test
    @Clause({"RECEIVE-EVENT-20", "EVENT-10"})
    void isABugCheckInAReceiveEvent() {
        events.during(this::waitForASend);
        socket.enable(ALL);

        endpoint.deliver("abc");

        assertBugCheckAndUnharmed();
    }

    @Test
    @Clause({"DISCONNECT-EVENT-10", "EVENT-10"})
    void isABugCheckInADisconnectEvent() {
        events.during(this::waitForASend);
        socket.enable(ALL);

        endpoint.peerCloses();

        assertBugCheckAndUnharmed();
    }

    @Test
    @Clause({"BACKLOG-EVENT-08", "EVENT-10"})
    void isABugCheckInABacklogEvent() {
        events.during(this::waitForASend);
        socket.enable(ALL);

        endpoint.changeIdealBacklog(1000);

        assertBugCheckAndUnharmed();
    }

    @Test
    @Clause("EVENT-10")
    void isABugCheckInACompletionRoutine() {
        socket.receive(Bytes.room(1).buf(), 0, RecordedIrp.ready().then(irp -> waitForASend()))
                .isPending();

        endpoint.deliver("a");

        assertBugCheckAndUnharmed();
    }

    /** The client may well not catch it. */
    @Test
    @Clause({"RECEIVE-EVENT-20", "EVENT-10"})
    void isLoggedWhenTheClientLetsItPass() {
        wsk.expectErrors();
        events.during(() -> {
            waitForASend();
            throw (BugCheck) caught.get();
        });
        socket.enable(ALL);

        endpoint.deliver("abc");

        assertThat(SocketFixture.errors()).singleElement().asString().contains("WskReceiveEvent", "org.example.client");
        assertBugCheckAndUnharmed();
        ReceiveTest.assertReceives(socket, "abc");
    }

    @Test
    @Clause({"RECEIVE-EVENT-20", "EVENT-11"})
    void mayAskForTheOutcomeOfWhatIsOver() {
        wsk.transport(FakeTransport.class).releaseHolds();
        events.during(this::waitForASend);
        socket.enable(ALL);

        endpoint.deliver("abc");

        assertThat(caught.get()).isNull();
        assertThat(send).isCompletedWithValue(1L);
        assertThat(events.calls()).containsExactly("receive abc");
        socket.close().completedWith(STATUS_SUCCESS);
    }
}
