// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;

/** What every transport of connections does: addresses, connecting, sending and receiving. */
public abstract class StreamContract extends AnyStreamContract {
    private static final int UNKNOWN_FLAG = 0x4000_0000;

    /** For those who run it. */
    protected StreamContract() {}

    // ---- addresses and options

    @Test
    void hasNoAddressBeforeItIsBound() {
        StreamEndpoint endpoint = openStream();

        expectNoAddress(endpoint);
        assertThat(endpoint.remoteAddress(transport().home())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        fails(RecordedRequest.to(peers().listen().address()), endpoint::connect, NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void movesNothingBeforeItIsConnected() {
        for (StreamEndpoint endpoint : List.of(openStream(), bound())) {
            assertThat(RecordedRequest.of("x").start(endpoint::send).isSuccess())
                    .isFalse();
            assertThat(RecordedRequest.room(1).start(endpoint::receive).isSuccess())
                    .isFalse();
            assertThat(RecordedRequest.empty().start(endpoint::disconnect).isSuccess())
                    .isFalse();
        }
    }

    @Test
    void bindsToAPortOfItsOwn() {
        StreamEndpoint endpoint = bound();
        StreamEndpoint other = bound();

        assertThat(portOf(localOf(endpoint))).isNotZero().isNotEqualTo(portOf(localOf(other)));
        assertThat(endpoint.remoteAddress(transport().home())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void bindsToNoAddressThatIsInUse() {
        StreamEndpoint endpoint = bound();
        StreamEndpoint other = openStream();

        assertThat(other.bind(localOf(endpoint))).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        expectNoAddress(other);
        succeeds(other.bind(transport().home()));
    }

    @Test
    void bindsToAnAddressThatBothShare() {
        StreamEndpoint endpoint = bound();
        SockAddr local = localOf(endpoint);
        StreamEndpoint other = openStream();
        boolean shares = other.shareAddress().isSuccess();
        assertThat(other.bind(local))
                .as("the first one does not share")
                .isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);

        assertThat(endpoint.shareAddress().isSuccess()).isEqualTo(shares);

        assertThat(other.bind(local))
                .isEqualTo(shares ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        if (shares) {
            assertThat(localOf(other)).isEqualTo(local);
        }
    }

    @Test
    void bindsOnce() {
        StreamEndpoint endpoint = bound();
        SockAddr local = localOf(endpoint);

        assertThat(endpoint.bind(transport().home()).isSuccess()).isFalse();
        assertThat(localOf(endpoint)).isEqualTo(local);
    }

    @Test
    void hasOptionsInEachState() {
        for (StreamEndpoint endpoint : List.of(openStream(), bound(), connect().endpoint())) {
            expectOptions(endpoint, SocketType.SOCK_STREAM);
            expectNoUnknownOptions(endpoint);
        }
    }

    // ---- connecting

    @Test
    void connects() {
        PeerListener listener = peers().listen();
        StreamEndpoint endpoint = bound();
        int port = portOf(localOf(endpoint));
        SockAddr to = listener.address().copy();
        RecordedRequest connect = RecordedRequest.to(to);
        connect.start(endpoint::connect);
        to.copyFrom(transport().home());

        succeeds(connect.await());

        StreamPeer peer = listener.accept();
        assertThat(remoteOf(endpoint)).isEqualTo(listener.address()).isEqualTo(peer.address());
        assertThat(portOf(localOf(endpoint))).isEqualTo(port);
        assertThat(endpoint.bytesSent()).isZero();
        assertThat(endpoint.bytesReceived()).isZero();
        assertThat(endpoint.isPeerDone()).isFalse();
        assertThat(pendingIn(endpoint)).isEmpty();
    }

    @Test
    void connectsOnce() {
        Connection connection = connect();

        assertThat(RecordedRequest.to(peers().listen().address())
                        .start(connection.endpoint()::connect)
                        .isSuccess())
                .isFalse();
        connection.peer().write("still there");
        assertThat(receive(connection.endpoint(), 11)).isEqualTo("still there");
    }

    @Test
    void connectsWithBytes() {
        PeerListener listener = peers().listen();
        StreamEndpoint endpoint = bound();

        RecordedRequest connect = ends(RecordedRequest.of("hello").address(listener.address()), endpoint::connect);
        send(endpoint, ", you");

        assertThat(connect.request().transferred()).isEqualTo(5);
        assertThat(listener.accept().read(10)).isEqualTo("hello, you");
        assertThat(endpoint.bytesSent()).isEqualTo(10);
    }

    @Test
    void isOfNoUseOnceItWasRefused() {
        StreamEndpoint endpoint = bound();
        fails(RecordedRequest.to(peers().nobody()), endpoint::connect, NtStatus.STATUS_CONNECTION_REFUSED);

        assertThat(RecordedRequest.of("x").start(endpoint::send).isSuccess()).isFalse();
        assertThat(RecordedRequest.room(1).start(endpoint::receive).isSuccess()).isFalse();
        succeeds(close(endpoint).await());
        assertThat(observer.calls()).isEmpty();
    }

    // ---- sending

    @Test
    void sends() {
        Connection connection = connect();

        RecordedRequest sent = send(connection.endpoint(), "hello");

        assertThat(sent.request().transferred()).isEqualTo(5);
        assertThat(connection.peer().read(5)).isEqualTo("hello");
        assertThat(connection.endpoint().bytesSent()).isEqualTo(5);
    }

    @Test
    void sendsWithoutDelay() {
        Connection connection = connect();

        ends(RecordedRequest.of("now", TransportRequest.NODELAY), connection.endpoint()::send);

        assertThat(connection.peer().read(3)).isEqualTo("now");
    }

    @Test
    void refusesFlagsThatItDoesNotKnow() {
        Connection connection = connect();

        fails(RecordedRequest.of("x", UNKNOWN_FLAG), connection.endpoint()::send, NtStatus.STATUS_NOT_SUPPORTED);

        send(connection.endpoint(), "y");
        assertThat(connection.peer().read(1)).isEqualTo("y");
    }

    @Test
    void sendsNothing() {
        Connection connection = connect();

        send(connection.endpoint(), "");
        send(connection.endpoint(), "x");

        assertThat(connection.peer().read(1)).isEqualTo("x");
        assertThat(connection.endpoint().bytesSent()).isEqualTo(1);
    }

    @Test
    void sendsInOrderWhatFindsNoRoom() {
        Connection connection = connect();
        String flood = flood();
        RecordedRequest first = pends(RecordedRequest.of(flood), connection.endpoint()::send);
        RecordedRequest second = pends(RecordedRequest.of("second"), connection.endpoint()::send);
        RecordedRequest third = pends(RecordedRequest.of("third"), connection.endpoint()::send);
        assertThat(pendingIn(connection.endpoint()))
                .containsExactly(first.request(), second.request(), third.request());

        assertThat(connection.peer().read(flood.length()).equals(flood)).isTrue();
        assertThat(connection.peer().read(11)).isEqualTo("secondthird");

        for (RecordedRequest each : List.of(first, second, third)) {
            succeeds(each.await());
            assertThat(each.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
            assertThat(each.thread()).isNotSameAs(Thread.currentThread());
        }
        assertThat(first.request().transferred()).isEqualTo(flood.length());
        settle(connection.endpoint());
        assertThat(connection.endpoint().bytesSent()).isEqualTo(flood.length() + 11);
        assertThat(pendingIn(connection.endpoint())).isEmpty();
    }

    // ---- receiving

    @Test
    void receivesWhatIsThere() {
        Connection connection = connect();
        connection.peer().write("hello");

        RecordedRequest receive = ends(RecordedRequest.room(100), connection.endpoint()::receive);

        assertThat(receive.text()).isEqualTo("hello");
        assertThat(receive.request().transferred()).isEqualTo(5);
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(5);
        assertThat(connection.endpoint().bytesSent()).isZero();
    }

    @Test
    void receivesWhatArrivesLater() {
        Connection connection = connect();
        RecordedRequest receive = waiting(connection.endpoint());
        assertThat(receive.wasAnnounced()).isTrue();

        connection.peer().write("hello");

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("hello");
        assertThat(receive.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(receive.thread()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void receivesInPieces() {
        Connection connection = connect();
        connection.peer().write("hello");

        assertThat(receive(connection.endpoint(), 2)).isEqualTo("he");
        assertThat(receive(connection.endpoint(), 1)).isEqualTo("l");
        assertThat(receive(connection.endpoint(), 2)).isEqualTo("lo");
    }

    @Test
    void receivesInOrder() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest first = pends(RecordedRequest.room(2, TransportRequest.WAITALL), endpoint::receive);
        RecordedRequest second = pends(RecordedRequest.room(3, TransportRequest.WAITALL), endpoint::receive);
        RecordedRequest third = pends(RecordedRequest.room(1, TransportRequest.WAITALL), endpoint::receive);
        assertThat(pendingIn(endpoint)).containsExactly(first.request(), second.request(), third.request());

        connection.peer().write("abcdefg");

        succeeds(first.await());
        succeeds(second.await());
        succeeds(third.await());
        assertThat(List.of(first.text(), second.text(), third.text())).containsExactly("ab", "cde", "f");
        assertThat(receive(endpoint, 1)).isEqualTo("g");
    }

    @Test
    void waitsForAllWhenAsked() {
        Connection connection = connect();
        RecordedRequest receive =
                pends(RecordedRequest.room(6, TransportRequest.WAITALL), connection.endpoint()::receive);

        connection.peer().write("abc");
        settle(connection.endpoint());
        assertThat(receive.isOver()).isFalse();
        connection.peer().write("def");

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("abcdef");
    }

    @Test
    void receivesNothingAtOnceAlsoWhileOthersWait() {
        Connection connection = connect();
        RecordedRequest waiting = waiting(connection.endpoint());

        assertThat(RecordedRequest.empty().start(connection.endpoint()::receive))
                .isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(waiting.isOver()).isFalse();
        connection.peer().write("x");
        succeeds(waiting.await());
    }

    @Test
    void receivesAgainFromACompletion() {
        Connection connection = connect();
        StreamEndpoint endpoint = connection.endpoint();
        RecordedRequest second = RecordedRequest.room(1);
        pends(RecordedRequest.room(1).then(over -> second.start(endpoint::receive)), endpoint::receive);

        connection.peer().write("ab");

        succeeds(second.await());
        assertThat(second.text()).isEqualTo("b");
    }

    @Test
    void receivesALotInPiecesOfAnotherSize() {
        Connection connection = connect();
        StringBuilder sent = new StringBuilder();
        StringBuilder received = new StringBuilder();

        for (int i = 0; i < 100; i++) {
            String piece = String.format("%0500d", i);
            connection.peer().write(piece);
            sent.append(piece);
            received.append(receive(connection.endpoint(), i % 3 == 0 ? 500 : i % 3 == 1 ? 499 : 501));
        }

        received.append(receive(connection.endpoint(), sent.length() - received.length()));
        assertThat(received.toString()).isEqualTo(sent.toString());
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(sent.length());
    }

    @Test
    void drainsToTheEnd() {
        Connection connection = connect();
        connection.peer().write("before");
        RecordedRequest drain = pends(RecordedRequest.room(4, TransportRequest.DRAIN), connection.endpoint()::receive);

        connection.peer().write("and after");
        settle(connection.endpoint());
        assertThat(drain.isOver()).isFalse();
        connection.peer().end();

        succeeds(drain.await());
        assertThat(connection.endpoint().isPeerDone()).isTrue();
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(15);
    }
}
