// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_DATA_NOT_ACCEPTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;

/** WskSendBacklogEvent, one step at a time. */
@Timeout(60)
class BacklogEventTest {
    private static final int BACKLOG = WskConstants.WSK_EVENT_SEND_BACKLOG;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents();
    private final Object context = new Object();
    private FakeTransport transport;
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        socket = wsk.connected(context, events.dispatch());
        transport = wsk.transport(FakeTransport.class);
        endpoint = transport.endpoint();
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
    }

    @Test
    @Clause({"BACKLOG-EVENT-01", "BACKLOG-EVENT-07"})
    void passesEachNewIdealOn() {
        AtomicReference<Irql> level = new AtomicReference<>();
        events.during(() -> level.set(Irql.current()));
        socket.enable(BACKLOG);

        endpoint.changeIdealBacklog(65_536);
        endpoint.changeIdealBacklog(5_000_000_000L);

        assertThat(events.calls()).containsExactly("backlog 65536", "backlog 5000000000");
        assertThat(events.contexts()).containsExactly(context, context);
        assertThat(level).hasValue(Irql.DISPATCH_LEVEL);
        assertThat(SocketFixture.warnings()).isEmpty();
    }

    @Test
    @Clause({"BACKLOG-EVENT-02", "EVENT-05"})
    void isNotCalledUnlessItIsEnabled() {
        socket.enable(WskConstants.WSK_EVENT_DISCONNECT | WskConstants.WSK_EVENT_RECEIVE);
        endpoint.changeIdealBacklog(1000);
        transport.run();
        assertThat(events.calls()).isEmpty();

        socket.enable(BACKLOG);
        transport.run();
        assertThat(events.calls()).containsExactly("backlog 1000");

        assertThat(socket.disable(BACKLOG)).isEqualTo(STATUS_SUCCESS);
        endpoint.changeIdealBacklog(2000);
        transport.run();
        assertThat(events.calls()).containsExactly("backlog 1000");
    }

    @Test
    @Clause("BACKLOG-EVENT-06")
    void tellsWhatCanBeAskedForAtAnyTime() {
        List<Long> asked = new ArrayList<>();
        asked.add(askForIdeal());
        events.during(() -> asked.add(askForIdeal()));
        socket.enable(BACKLOG);

        endpoint.changeIdealBacklog(4711);
        socket.disable(BACKLOG);
        asked.add(askForIdeal());

        assertThat(events.calls()).containsExactly("backlog 4711");
        assertThat(asked.get(0)).isPositive().isNotEqualTo(4711);
        assertThat(asked.subList(1, 3)).containsExactly(4711L, 4711L);
    }

    private long askForIdeal() {
        SizeT ideal = new SizeT();
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = socket.dispatch()
                .wskControlSocket(
                        socket.socket(),
                        WskControlSocketType.WskIoctl,
                        WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG,
                        0,
                        0,
                        null,
                        8,
                        ideal,
                        null,
                        irp.irp());
        new Call(returned, irp).completedInlineWith(STATUS_SUCCESS);
        return ideal.get();
    }

    @Test
    @Clause("BACKLOG-EVENT-04")
    void warnsOfAnotherAnswerThanSuccess() {
        events.returning(STATUS_DATA_NOT_ACCEPTED);
        socket.enable(BACKLOG);

        endpoint.changeIdealBacklog(1000);

        assertThat(SocketFixture.warnings())
                .singleElement()
                .asString()
                .contains("BACKLOG-EVENT-04", "STATUS_DATA_NOT_ACCEPTED", "org.example.client");
        endpoint.changeIdealBacklog(2000);
        assertThat(events.calls()).containsExactly("backlog 1000", "backlog 2000");
    }

    @Test
    @Clause({"BACKLOG-EVENT-08", "EVENT-11"})
    void mayStartRequests() {
        transport.holdSends();
        AtomicReference<Call> send = new AtomicReference<>();
        events.during(() -> send.set(socket.send("more")));
        socket.enable(BACKLOG);

        endpoint.changeIdealBacklog(1000);
        send.get().isPending();
        transport.releaseHolds();

        send.get().succeededWith(4);
    }

    @Test
    @Clause("BACKLOG-EVENT-02")
    void goesOnAfterACallThatThrew() {
        wsk.expectErrors();
        events.during(() -> {
            throw new IllegalStateException("the client's own");
        });
        socket.enable(BACKLOG);
        endpoint.changeIdealBacklog(1000);
        assertThat(SocketFixture.errors()).singleElement().asString().contains("WskSendBacklogEvent");
        assertThat(socket.disable(BACKLOG)).as("no call is in progress").isEqualTo(STATUS_SUCCESS);
        events.during(() -> {});
        socket.enable(BACKLOG);

        endpoint.changeIdealBacklog(2000);

        assertThat(events.calls()).containsExactly("backlog 1000", "backlog 2000");
    }
}
