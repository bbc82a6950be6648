// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/** WskReceiveEvent and WskRelease, one step at a time. */
@Timeout(60)
class ReceiveEventTest {
    private static final int RECEIVE = WskConstants.WSK_EVENT_RECEIVE;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private final RecordedEvents events = new RecordedEvents();
    private final Object context = new Object();
    private FakeTransport transport;
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        transport = wsk.transport(FakeTransport.class);
        socket = wsk.socket(context, events.dispatch());
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        socket.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(STATUS_SUCCESS);
        endpoint = transport.endpoint();
    }

    @AfterEach
    void noMistakes() {
        assertThat(events.mistakes()).isEmpty();
        assertThat(endpoint.buffersOnLoan()).as("buffers on loan").isZero();
    }

    @Test
    @Clause({"SOCKET-09", "SOCKET-10", "SOCKET-11", "RECEIVE-EVENT-03"})
    void passesTheContextAndUsesTheCallbacksOfWskSocket() {
        assertThat(socket.enable(RECEIVE)).isEqualTo(STATUS_SUCCESS);

        endpoint.deliver("hello");

        assertThat(events.calls()).containsExactly("receive hello");
        assertThat(events.contexts()).containsExactly(context);
    }

    @Test
    @Clause({"RECEIVE-EVENT-13", "RELEASE-DATA-01", "RELEASE-DATA-05"})
    void keepsWhatTheClientRetainsUntilItIsReleased() {
        events.answering(RecordedEvents.RETAIN);
        socket.enable(RECEIVE);
        endpoint.deliver("first");
        endpoint.deliver("second");
        assertThat(events.calls()).containsExactly("receive first", "receive second");
        assertThat(endpoint.buffersOnLoan()).isEqualTo(2);
        WskDataIndication first = events.lists().get(0);

        assertThat(socket.release(events.lists().get(1))).isEqualTo(STATUS_SUCCESS);

        assertThat(endpoint.buffersOnLoan()).isEqualTo(1);
        assertThat(RecordedEvents.text(first, 5)).isEqualTo("first");
        assertThat(socket.release(first)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"RECEIVE-EVENT-14", "RECEIVE-EVENT-15", "RECEIVE-EVENT-23"})
    void pausesAfterARefusalUntilAReceiveHasCompleted() {
        events.answering(RecordedEvents.REFUSE);
        socket.enable(RECEIVE);
        endpoint.deliver("abc");
        endpoint.deliver("def");
        assertThat(events.calls()).containsExactly("receive abc");
        events.answering(RecordedEvents.TAKE_ALL);

        socket.receive(Bytes.room(0).buf()).completedInlineWith(STATUS_SUCCESS);
        transport.run();

        assertThat(events.calls()).containsExactly("receive abc", "receive abcdef");
    }
}
