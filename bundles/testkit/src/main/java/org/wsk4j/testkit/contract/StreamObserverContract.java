// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.wdm.NtStatus;

/** What every transport of connections tells of what the peer does. */
public abstract class StreamObserverContract extends AnyStreamContract {
    private static final int DATA = StreamObserver.OBSERVE_RECEIVE;
    private static final int END = StreamObserver.OBSERVE_DISCONNECT;

    /** For those who run it. */
    protected StreamObserverContract() {}

    // ---- data

    @Test
    void tellsNothingUnlessAsked() {
        Connection connection = connect();

        connection.peer().write("abc");
        connection.peer().end();

        assertThat(receive(connection.endpoint(), 4)).isEqualTo("abc");
        settle(connection.endpoint());
        assertThat(observer.calls()).isEmpty();
    }

    @Test
    void tellsOfBytesThatCameBeforeAndAfter() {
        Connection connection = connect();
        connection.peer().write("abc");

        connection.endpoint().observe(DATA);
        connection.peer().write("def");

        assertThat(awaitTaken(6)).isEqualTo("abcdef");
        settle(connection.endpoint());
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(6);
    }

    @Test
    void tellsWhatWasAskedForBeforeTheConnection() {
        PeerListener listener = peers().listen();
        StreamEndpoint endpoint = bound();
        endpoint.observe(DATA | END);
        ends(RecordedRequest.to(listener.address()), endpoint::connect);
        StreamPeer peer = listener.accept();

        peer.write("abc");
        peer.end();

        assertThat(awaitTaken(3)).isEqualTo("abc");
        awaitCall("end");
    }

    @Test
    void prefersReceivesThatWait() {
        Connection connection = connect();
        RecordedRequest receive = pends(RecordedRequest.room(3), connection.endpoint()::receive);
        connection.endpoint().observe(DATA);

        connection.peer().write("abcdef");

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("abc");
        assertThat(awaitTaken(3)).isEqualTo("def");
    }

    @Test
    void keepsWhatWasNotTaken() {
        Connection connection = connect();
        observer.taking(2);
        connection.peer().write("abcdef");
        connection.endpoint().observe(DATA);
        assertThat(observer.await(1)).containsExactly("received abcdef, took 2");
        settle(connection.endpoint());

        assertThat(receive(connection.endpoint(), 4)).isEqualTo("cdef");
        assertThat(observer.calls()).as("not offered again by itself").hasSize(1);
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(6);
    }

    @Test
    void offersTheRestWhenAskedAgain() {
        Connection connection = connect();
        observer.taking(2);
        connection.peer().write("abcdef");
        connection.endpoint().observe(DATA);
        observer.await(1);
        settle(connection.endpoint());
        observer.taking(0);

        connection.endpoint().observe(DATA);
        observer.await(2);
        settle(connection.endpoint());
        observer.taking(Long.MAX_VALUE);
        connection.endpoint().observe(DATA);

        assertThat(observer.await(3))
                .containsExactly("received abcdef, took 2", "received cdef, took 0", "received cdef");
    }

    @Test
    void countsAnObserveThatComesDuringTheCall() {
        Connection connection = connect();
        observer.taking(2).during(() -> connection.endpoint().observe(DATA));
        connection.peer().write("abcdef");

        connection.endpoint().observe(DATA);

        assertThat(awaitTaken(6)).isEqualTo("abcdef");
        assertThat(observer.calls()).containsExactly("received abcdef, took 2", "received cdef, took 2", "received ef");
    }

    @Test
    void tellsNoMoreOnceToldNotTo() {
        Connection connection = connect();
        observer.during(() -> connection.endpoint().observe(0));
        connection.peer().write("abc");
        connection.endpoint().observe(DATA | END);
        observer.await(1);

        connection.peer().write("def");
        connection.peer().end();

        assertThat(receive(connection.endpoint(), 4)).isEqualTo("def");
        settle(connection.endpoint());
        assertThat(observer.calls()).containsExactly("received abc");
    }

    @Test
    void goesOnWhileTheObserverKeepsBuffers() {
        Connection connection = connect();
        observer.keeping(true);
        connection.endpoint().observe(DATA);

        connection.peer().write("abc");
        assertThat(awaitTaken(3)).isEqualTo("abc");
        connection.peer().write("def");
        assertThat(awaitTaken(6)).isEqualTo("abcdef");

        observer.releaseAll();
        connection.peer().write("ghi");
        assertThat(awaitTaken(9)).isEqualTo("abcdefghi");
        succeeds(close(connection.endpoint()).await());
        observer.releaseAll();
    }

    @Test
    void keepsTheOrderWhoeverTakesTheBytes() {
        Connection connection = connect();
        StringBuilder sent = new StringBuilder();
        for (int i = 0; sent.length() < 4000; i++) {
            sent.append(i).append(' ');
        }
        connection.peer().write(sent.toString());
        StringBuilder got = new StringBuilder();

        for (int round = 1; got.length() < sent.length(); round++) {
            observer.taking(1 + round % 7);
            int before = taken().length();
            connection.endpoint().observe(DATA);
            observer.await(round);
            settle(connection.endpoint());
            assertThat(observer.calls()).hasSize(round);
            got.append(taken().substring(before));
            int wanted = Math.min(1 + round % 11, sent.length() - got.length());
            got.append(wanted == 0 ? "" : receive(connection.endpoint(), wanted));
        }

        assertThat(got.toString()).isEqualTo(sent.toString());
    }

    @Test
    void receivesFromWithinACall() {
        Connection connection = connect();
        RecordedRequest receive = RecordedRequest.room(4);
        observer.taking(2).during(() -> {
            observer.during(null);
            receive.start(connection.endpoint()::receive);
        });
        connection.peer().write("abcdef");

        connection.endpoint().observe(DATA);

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("cdef");
        assertThat(taken()).isEqualTo("ab");
    }

    // ---- the end

    @Test
    void tellsTheEndUntilItIsHeard() {
        Connection connection = connect();
        observer.hearing(false);
        connection.endpoint().observe(END);
        connection.peer().end();
        assertThat(observer.await(1)).containsExactly("end, not heard");
        settle(connection.endpoint());
        assertThat(observer.calls()).as("not told again by itself").hasSize(1);

        observer.hearing(true);
        connection.endpoint().observe(END);
        assertThat(observer.await(2)).containsExactly("end, not heard", "end");

        connection.endpoint().observe(END);
        settle(connection.endpoint());
        assertThat(observer.calls()).hasSize(2);
    }

    @Test
    void tellsAnEndThatReceivesHaveMet() {
        Connection connection = connect();
        connection.peer().end();
        assertThat(receive(connection.endpoint(), 1)).isEmpty();

        connection.endpoint().observe(END);

        assertThat(observer.await(1)).containsExactly("end");
    }

    @Test
    void tellsTheEndAfterTheBytes() {
        Connection connection = connect();
        connection.peer().write("abc");
        connection.peer().end();
        connection.endpoint().observe(END);
        settle(connection.endpoint());
        assertThat(observer.calls()).isEmpty();

        assertThat(receive(connection.endpoint(), 3)).isEqualTo("abc");

        assertThat(observer.await(1)).containsExactly("end");
    }

    @Test
    void tellsTheEndAfterTheRestThatTheObserverDidNotTake() {
        Connection connection = connect();
        observer.taking(0);
        connection.peer().write("abc");
        connection.endpoint().observe(DATA | END);
        observer.await(1);
        connection.peer().end();
        settle(connection.endpoint());
        assertThat(observer.calls()).hasSize(1);

        observer.taking(3);
        connection.endpoint().observe(DATA | END);

        assertThat(observer.await(3)).containsExactly("received abc, took 0", "received abc", "end");
    }

    @Test
    void tellsAResetUntilItIsHeard() {
        Connection connection = connect();
        observer.hearing(false);
        connection.endpoint().observe(DATA | END);
        connection.peer().reset();
        assertThat(observer.await(1)).containsExactly("reset, not heard");
        settle(connection.endpoint());
        assertThat(observer.calls()).hasSize(1);

        observer.hearing(true);
        connection.endpoint().observe(END);
        assertThat(observer.await(2)).containsExactly("reset, not heard", "reset");

        connection.endpoint().observe(END);
        settle(connection.endpoint());
        assertThat(observer.calls()).hasSize(2);
    }

    /** A transport may notice it by sending only. */
    @Test
    void tellsAResetAfterTheEnd() {
        Connection connection = connect();
        connection.endpoint().observe(END);
        connection.peer().end();
        assertThat(observer.await(1)).containsExactly("end");

        connection.endpoint().observe(END);
        connection.peer().reset();
        NtStatus sent = NtStatus.STATUS_SUCCESS;
        while (sent.isSuccess()) {
            RecordedRequest send = RecordedRequest.of("x");
            send.start(connection.endpoint()::send);
            sent = send.await();
        }

        assertThat(sent).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(observer.await(2)).containsExactly("end", "reset");
    }

    // ---- closing

    @Test
    void closesFromWithinACall() {
        Connection connection = connect();
        RecordedRequest[] close = new RecordedRequest[1];
        observer.during(() -> close[0] = close(connection.endpoint()));
        connection.peer().write("abc");
        connection.endpoint().observe(DATA | END);
        observer.await(1);
        settle(connection.endpoint());

        assertThat(close[0].answer()).isEqualTo(NtStatus.STATUS_PENDING);
        succeeds(close[0].await());
        assertThat(observer.calls()).containsExactly("received abc");
        connection.peer().awaitReset();
    }

    @Test
    void tellsNothingOnceItIsClosed() {
        Connection connection = connect();
        connection.peer().write("abc");
        succeeds(close(connection.endpoint()).await());

        connection.endpoint().observe(DATA | END);
        settle(connection.endpoint());

        assertThat(observer.calls()).isEmpty();
    }
}
