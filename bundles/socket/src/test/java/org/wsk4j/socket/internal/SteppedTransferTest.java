// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeEndpoint;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** Send, receive and disconnect, one step at a time. */
@Timeout(60)
class SteppedTransferTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    private FakeTransport transport;
    private FakeEndpoint endpoint;
    private ClientSocket socket;

    @BeforeEach
    void connect() {
        transport = wsk.transport(FakeTransport.class);
        socket = wsk.bound();
        socket.connect(SockAddrIn.of("127.0.0.1", 7)).completedWith(STATUS_SUCCESS);
        endpoint = transport.endpoint();
    }

    @Test
    @Clause({"SEND-04", "RECEIVE-02", "DISCONNECT-05"})
    void completesInlineWhatTheTransportDoesAtOnce() {
        endpoint.deliver("data");

        socket.send("hello").completedInlineWith(STATUS_SUCCESS).succeededWith(5);
        socket.receive(Bytes.room(8).buf()).completedInlineWith(STATUS_SUCCESS).succeededWith(4);
        socket.disconnect(Bytes.of("bye").buf(), 0)
                .completedInlineWith(STATUS_SUCCESS)
                .succeededWith(0);

        assertThat(endpoint.sent()).isEqualTo("hellobye");
        assertThat(endpoint.peer().isEnded()).isTrue();
    }

    @Test
    @Clause({"SEND-05", "SEND-10", "IRP-36"})
    void completesASendOnlyAfterItsLastByte() {
        transport.holdSends();
        Call call = socket.send("hello").isPending();

        endpoint.sendSome(4);
        call.isPending();
        assertThat(endpoint.sent()).isEqualTo("hell");
        endpoint.completeNext(STATUS_SUCCESS);

        call.succeededWith(5);
        assertThat(endpoint.sent()).isEqualTo("hello");
        assertThat(call.irp().irql()).isEqualTo(Irql.DISPATCH_LEVEL);
    }

    @Test
    @Clause({"SEND-07", "RECEIVE-06", "DISCONNECT-08"})
    void passesEachFailureOn() {
        transport.holdSends();
        Call send = socket.send("hello").isPending();
        Call receive = socket.receive(Bytes.room(1).buf()).isPending();
        Call disconnect = socket.disconnect().isPending();

        endpoint.completeNext(STATUS_INSUFFICIENT_RESOURCES);
        send.completedWith(STATUS_INSUFFICIENT_RESOURCES);
        endpoint.completeNext(STATUS_IO_TIMEOUT);
        disconnect.completedWith(STATUS_IO_TIMEOUT);
        receive.isPending();
        endpoint.completeNext(STATUS_CONNECTION_RESET);
        receive.completedWith(STATUS_CONNECTION_RESET);
    }

    @Test
    @Clause("IRP-44")
    void reportsNoBytesOfASendThatFailsAfterSomeOfThem() {
        transport.holdSends();
        Call call = socket.send("hello").isPending();
        endpoint.sendSome(3);

        endpoint.peerResets();

        call.completedWith(STATUS_CONNECTION_RESET);
        assertThat(call.irp().information()).isZero();
    }

    @Test
    @Clause({"SEND-06", "RECEIVE-04", "DISCONNECT-07", "FORCED-CLOSED-01"})
    void failsForGoodWhenTheEndpointDoes() {
        transport.holdSends();
        Call send = socket.send("hello").isPending();
        Call receive = socket.receive(Bytes.room(1).buf()).isPending();

        endpoint.fail(STATUS_INSUFFICIENT_RESOURCES);
        transport.run();

        send.completedWith(STATUS_INSUFFICIENT_RESOURCES);
        receive.completedWith(STATUS_INSUFFICIENT_RESOURCES);
        socket.send("x").completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.disconnect().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.abort().completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        socket.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause({"SEND-12", "SEND-13", "IRP-17"})
    void sendsInTheOrderOfTheCalls() {
        transport.holdSends();
        List<String> completed = new ArrayList<>();
        for (String text : new String[] {"a", "b", "c", "d"}) {
            socket.send(text, RecordedIrp.ready().then(done -> completed.add(text)));
        }

        transport.releaseHolds();
        transport.run();

        assertThat(endpoint.sent()).isEqualTo("abcd");
        assertThat(completed).containsExactly("a", "b", "c", "d");
    }

    @Test
    @Clause({"RECEIVE-19", "RECEIVE-07", "RECEIVE-12"})
    void fillsReceivesInTheOrderOfTheCalls() {
        Bytes first = Bytes.room(3);
        Bytes second = Bytes.room(4);
        Bytes third = Bytes.room(4);
        Call one = socket.receive(first.buf()).isPending();
        Call two = socket.receive(second.buf(), WskConstants.WSK_FLAG_WAITALL).isPending();
        Call three = socket.receive(third.buf()).isPending();

        endpoint.deliver("12345");
        one.succeededWith(3);
        two.isPending();
        endpoint.deliver("678");

        two.succeededWith(4);
        three.succeededWith(1);
        assertThat(first.text() + second.text() + third.text()).isEqualTo("12345678...");
    }

    @Test
    @Clause({"DISCONNECT-06", "DISCONNECT-14"})
    void keepsADisconnectPendingAsLongAsTheTransportIsNotThroughWithIt() {
        transport.holdSends();
        Call disconnect = socket.disconnect().isPending();

        transport.run();
        disconnect.isPending();
        assertThat(endpoint.peer().isEnded()).isFalse();
        transport.releaseHolds();

        disconnect.completedWith(STATUS_SUCCESS);
        assertThat(endpoint.peer().isEnded()).isTrue();
    }

    @Test
    @Clause("DISCONNECT-10")
    void disconnectsBehindTheSendsAndItsOwnLastBytes() {
        transport.holdSends();
        Call send = socket.send("sent, ").isPending();
        Call disconnect = socket.disconnect(Bytes.of("done").buf(), 0).isPending();

        endpoint.completeNext(STATUS_SUCCESS);
        send.succeededWith(6);
        disconnect.isPending();
        assertThat(endpoint.peer().isEnded()).isFalse();
        endpoint.sendSome(2);
        disconnect.isPending();
        endpoint.completeNext(STATUS_SUCCESS);

        disconnect.completedWith(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("sent, done");
        assertThat(endpoint.peer().isEnded()).isTrue();
    }

    @Test
    @Clause({"DISCONNECT-15", "DISCONNECT-16", "DISCONNECT-17"})
    void givesEverythingUpWhenItAborts() {
        transport.holdSends();
        transport.holdAborts();
        Call send = socket.send("never").isPending();
        Call stuck = socket.disconnect().isPending();
        Call receive = socket.receive(Bytes.room(1).buf()).isPending();

        Call abort = socket.abort().isPending();
        transport.run();

        send.completedWith(STATUS_CANCELLED);
        stuck.completedWith(STATUS_CANCELLED);
        receive.completedWith(STATUS_CONNECTION_ABORTED);
        abort.isPending();
        socket.send("late").completedInlineWith(STATUS_CONNECTION_ABORTED);
        socket.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_CONNECTION_ABORTED);
        transport.releaseHolds();
        abort.completedWith(STATUS_SUCCESS);
        assertThat(endpoint.peer().isReset()).isTrue();
    }

    @Test
    @Clause("DISCONNECT-11")
    void refusesSendsFromTheCallOfTheDisconnectOn() {
        transport.holdSends();
        socket.disconnect().isPending();

        socket.send("late").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        socket.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    @Clause("IRP-33")
    void cancelsWhatTheTransportHasNotFinished() {
        transport.holdSends();
        List<Call> calls = List.of(
                socket.send("a").isPending(),
                socket.receive(Bytes.room(1).buf()).isPending(),
                socket.receive(Bytes.room(1).buf(), WskConstants.WSK_FLAG_WAITALL)
                        .isPending(),
                socket.receive(new WskBuf(), WskConstants.WSK_FLAG_DRAIN).isPending(),
                socket.disconnect().isPending());

        for (Call call : calls) {
            assertThat(call.irp().irp().cancel()).isTrue();
            assertThat(call.irp().irp().cancel()).as("a second time").isFalse();
            call.isPending(); // the transport completes it soon
            transport.run();
            call.completedWith(STATUS_CANCELLED);
        }
    }

    @Test
    @Clause("IRP-33")
    void leavesARequestAloneThatWasOverBeforeItsCancel() {
        transport.holdSends();
        transport.pause();
        Call send = socket.send("data").isPending();
        endpoint.completeNext(STATUS_SUCCESS);

        send.irp().irp().cancel(); // it has its outcome, and is about to complete
        send.isPending();
        transport.resume();

        send.succeededWith(4);
    }

    @Test
    @Clause("BUF-09")
    void resumesInTheMiddleOfAChain() {
        transport.holdSends();
        Mdl chain = Bytes.chain(
                Bytes.of("-ab").mdl(),
                Bytes.of("").mdl(),
                Bytes.of("cde").mdl(),
                Bytes.of("f-").mdl());
        Call send = socket.send(new WskBuf(chain, 1, 6)).isPending();
        for (int sent = 1; sent < 6; sent++) {
            endpoint.sendSome(1);
            assertThat(endpoint.sent()).isEqualTo("abcdef".substring(0, sent));
        }
        endpoint.completeNext(STATUS_SUCCESS);
        send.succeededWith(6);

        List<Bytes> rooms = List.of(Bytes.room(2), Bytes.room(0), Bytes.room(3), Bytes.room(2));
        WskBuf room = new WskBuf(Bytes.chain(rooms.stream().map(Bytes::mdl).toArray(Mdl[]::new)), 1, 5);
        Call receive = socket.receive(room, WskConstants.WSK_FLAG_WAITALL).isPending();
        for (String each : "12345".split("")) {
            assertThatIrp(receive.irp()).isPending();
            endpoint.deliver(each);
        }

        receive.succeededWith(5);
        assertThat(rooms).extracting(Bytes::text).containsExactly(".1", "", "234", "5.");
    }

    @Test
    @Clause("IRP-14")
    void startsTheNextRequestFromTheRoutineOfTheOneBefore() {
        List<String> order = new ArrayList<>();
        Bytes room = Bytes.room(4);
        RecordedIrp receive = RecordedIrp.ready();
        receive.then(done -> {
            order.add("received " + done.information());
            if (done.information() > 0) {
                socket.send("echo").succeededWith(4);
                socket.receive(room.buf(), 0, receive.again());
            }
        });
        socket.receive(room.buf(), 0, receive);

        endpoint.deliver("one");
        endpoint.deliver("four");
        endpoint.peerCloses();

        assertThat(order).containsExactly("received 3", "received 4", "received 0");
        assertThat(endpoint.sent()).isEqualTo("echoecho");
    }

    @Test
    @Clause({"SEND-08", "RECEIVE-14", "DISCONNECT-19"})
    void refusesAllThreeWhileTheSocketIsConnecting() {
        transport.holdConnects();
        ClientSocket connecting = wsk.bound();
        Call connect = connecting.connect(SockAddrIn.of("127.0.0.1", 8)).isPending();

        connecting.send("early").completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connecting.receive(Bytes.room(1).buf()).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connecting.disconnect().completedInlineWith(STATUS_INVALID_DEVICE_STATE);
        connecting.abort().completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        transport.releaseHolds();
        connect.completedWith(STATUS_SUCCESS);
        connecting.send("in time").succeededWith(7);
    }

    @Test
    @Clause({"SEND-14", "DISCONNECT-14"})
    void goesOnSendingWhenThePeerDisconnectsMeanwhile() {
        transport.holdSends();
        Call send = socket.send("still").isPending();
        Call disconnect = socket.disconnect().isPending();

        endpoint.peerCloses();
        send.isPending();
        disconnect.isPending();
        transport.releaseHolds();

        send.succeededWith(5);
        disconnect.completedWith(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("still");
        socket.receive(Bytes.room(1).buf()).succeededWith(0);
    }

    @Test
    void reportsTheRequestsUnderWayAndTheStateOfTheConnection() {
        transport.holdSends();
        socket.send("a").isPending();
        socket.receive(Bytes.room(1).buf()).isPending();
        assertThat(wsk.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.pendingIrps()).isEqualTo(2);
            assertThat(report.state()).isEqualTo("CONNECTED");
        });

        endpoint.peerCloses();

        assertThat(wsk.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.pendingIrps()).isEqualTo(1);
            assertThat(report.state()).isEqualTo("PEER_DONE");
        });
    }
}
