// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenTransport;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;

/** What every transport that listens does. */
public abstract class ListenContract extends AnyStreamContract {
    private final RecordingListenObserver listening = new RecordingListenObserver();

    /** For those who run it. */
    protected ListenContract() {}

    private ListenEndpoint openListener() {
        Ptr<ListenEndpoint> made = new Ptr<>();
        Served served = served(SocketType.SOCK_STREAM);
        succeeds(((ListenTransport) transport().transport())
                .openListener(served.triple(), served.protocol(), listening, made));
        transport().prepare(made.get());
        return own(made.get());
    }

    /** A listener that hands nothing over yet. */
    private ListenEndpoint holding() {
        ListenEndpoint listener = openListener();
        succeeds(listener.bind(transport().home()));
        return listener;
    }

    private ListenEndpoint accepting() {
        ListenEndpoint listener = holding();
        listener.setAccepting(true);
        return listener;
    }

    private NtStatus listen(StreamEndpoint bound, Ptr<ListenEndpoint> made) {
        NtStatus status = ((ListenTransport) transport().transport()).listen(bound, listening, made);
        if (status.isSuccess()) {
            own(made.get());
        }
        return status;
    }

    /** Waits for the next connection, and takes it into care. */
    private RecordingListenObserver.Accepted accepted(int number) {
        listening.await(2 * number);
        RecordingListenObserver.Accepted accepted = listening.accepted().get(number - 1);
        own(accepted.endpoint());
        return accepted;
    }

    // ---- addresses and options

    @Test
    void hasNoAddressBeforeItIsBound() {
        expectNoAddress(openListener());
    }

    @Test
    void bindsToAPortOfItsOwn() {
        ListenEndpoint listener = holding();
        ListenEndpoint other = holding();

        assertThat(portOf(localOf(listener))).isNotZero().isNotEqualTo(portOf(localOf(other)));
    }

    @Test
    void bindsToNoAddressThatIsInUse() {
        ListenEndpoint listener = holding();
        ListenEndpoint other = openListener();

        assertThat(other.bind(localOf(listener))).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        expectNoAddress(other);
        succeeds(other.bind(transport().home()));
    }

    @Test
    void bindsToAnAddressThatBothShare() {
        ListenEndpoint endpoint = holding();
        SockAddr local = localOf(endpoint);
        ListenEndpoint other = openListener();
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
        ListenEndpoint listener = holding();
        SockAddr local = localOf(listener);

        assertThat(listener.bind(transport().home()).isSuccess()).isFalse();
        assertThat(localOf(listener)).isEqualTo(local);
    }

    @Test
    void refusesUnknownOptionsInEachState() {
        for (ListenEndpoint listener : List.of(openListener(), holding(), accepting())) {
            expectNoUnknownOptions(listener);
        }
    }

    // ---- handing over

    @Test
    void handsOverAConnection() {
        ListenEndpoint listener = accepting();

        StreamPeer peer = peers().dial(listener);

        RecordingListenObserver.Accepted accepted = accepted(1);
        assertThat(listening.calls()).containsExactly("connecting", "accepted " + peer.address());
        assertThat(remoteOf(accepted.endpoint())).isEqualTo(peer.address());
        assertThat(portOf(localOf(accepted.endpoint()))).isEqualTo(portOf(localOf(listener)));
        assertThat(accepted.endpoint().bytesSent()).isZero();
        peer.write("hello");
        assertThat(receive(accepted.endpoint(), 5)).isEqualTo("hello");
        send(accepted.endpoint(), "world");
        assertThat(peer.read(5)).isEqualTo("world");
        settle(accepted.endpoint());
        assertThat(accepted.observer().calls()).as("it observes nothing yet").isEmpty();
    }

    @Test
    void handsOverEndpointsThatObserveWhenAsked() {
        StreamPeer peer = peers().dial(accepting());
        RecordingListenObserver.Accepted accepted = accepted(1);
        peer.write("abc");

        accepted.endpoint().observe(StreamObserver.OBSERVE_RECEIVE);

        assertThat(accepted.observer().await(1)).containsExactly("received abc");
    }

    @Test
    void handsNothingOverBeforeItIsTold() {
        ListenEndpoint listener = holding();
        StreamPeer peer = peers().dial(listener);
        StreamPeer other = peers().dial(listener);
        settle(listener);
        assertThat(listening.calls()).isEmpty();

        listener.setAccepting(true);

        assertThat(remoteOf(accepted(1).endpoint())).isEqualTo(peer.address());
        assertThat(remoteOf(accepted(2).endpoint())).isEqualTo(other.address());
    }

    @Test
    void handsOverWhatThePeerHasSentMeanwhile() {
        ListenEndpoint listener = holding();
        StreamPeer peer = peers().dial(listener);
        peer.write("early");
        peer.end();

        listener.setAccepting(true);

        assertThat(receive(accepted(1).endpoint(), 6)).isEqualTo("early");
    }

    @Test
    void handsNothingOverWhenToldNotTo() {
        ListenEndpoint listener = accepting();
        peers().dial(listener);
        accepted(1);

        listener.setAccepting(false);
        settle(listener);
        StreamPeer peer = peers().dial(listener);
        settle(listener);
        assertThat(listening.accepted()).hasSize(1);
        listener.setAccepting(true);

        assertThat(remoteOf(accepted(2).endpoint())).isEqualTo(peer.address());
    }

    @Test
    void handsOverNoMoreThanWanted() {
        ListenEndpoint listener = holding();
        StreamPeer peer = peers().dial(listener);
        StreamPeer other = peers().dial(listener);
        listening.wanting(false);
        listener.setAccepting(true);
        assertThat(remoteOf(accepted(1).endpoint())).isEqualTo(peer.address());
        settle(listener);
        assertThat(listening.accepted()).hasSize(1);

        listener.setAccepting(true);

        assertThat(remoteOf(accepted(2).endpoint())).isEqualTo(other.address());
    }

    // ---- listening on a bound endpoint

    @Test
    void listensWhereAStreamEndpointIsBound() {
        StreamEndpoint bound = bound();
        Ptr<ListenEndpoint> made = new Ptr<>();

        succeeds(listen(bound, made));

        assertThat(localOf(made.get())).isEqualTo(localOf(bound));
        StreamPeer peer = peers().dial(made.get());
        settle(made.get());
        assertThat(listening.calls()).as("nothing yet").isEmpty();
        made.get().setAccepting(true);
        assertThat(remoteOf(accepted(1).endpoint())).isEqualTo(peer.address());
    }

    @Test
    void keepsTheAddressWhenTheBoundEndpointIsClosed() {
        StreamEndpoint bound = bound();
        Ptr<ListenEndpoint> made = new Ptr<>();
        succeeds(listen(bound, made));
        SockAddr local = localOf(bound);
        succeeds(close(bound).await());

        assertThat(openListener().bind(local)).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);

        made.get().setAccepting(true);
        StreamPeer peer = peers().dial(made.get());
        assertThat(remoteOf(accepted(1).endpoint())).isEqualTo(peer.address());
    }

    @Test
    void listensWithTheOptionsOfTheBoundEndpoint() {
        StreamEndpoint bound = bound();
        expectOptions(bound, SocketType.SOCK_STREAM);
        Ptr<ListenEndpoint> made = new Ptr<>();
        succeeds(listen(bound, made));
        made.get().setAccepting(true);

        peers().dial(made.get());

        assertThat(valueOf(accepted(1).endpoint(), SocketType.SOCK_STREAM)).isEqualTo(1);
    }

    @Test
    void listensOnlyWhereAStreamEndpointIsBoundAndNothingMore() {
        Ptr<ListenEndpoint> made = new Ptr<>();

        assertThat(listen(openStream(), made)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(listen(connect().endpoint(), made).isSuccess()).isFalse();
        assertThat(made.get()).isNull();
    }

    @Test
    void listensOnceOnAStreamEndpoint() {
        StreamEndpoint bound = bound();
        succeeds(listen(bound, new Ptr<>()));

        assertThat(listen(bound, new Ptr<>())).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
    }

    // ---- closing

    @Test
    void closesWithConnectionsThatWait() {
        ListenEndpoint listener = holding();
        StreamPeer peer = peers().dial(listener);
        StreamPeer other = peers().dial(listener);

        succeeds(close(listener).await());

        peer.awaitReset();
        other.awaitReset();
        assertThat(listening.calls()).isEmpty();
    }

    @Test
    void leavesConnectionsAloneThatItHasHandedOver() {
        ListenEndpoint listener = accepting();
        StreamPeer peer = peers().dial(listener);
        StreamEndpoint endpoint = accepted(1).endpoint();

        succeeds(close(listener).await());

        peer.write("hello");
        assertThat(receive(endpoint, 5)).isEqualTo("hello");
    }

    @Test
    void refusesConnectionsOnceItIsClosed() {
        ListenEndpoint listener = accepting();
        SockAddr local = localOf(listener);

        succeeds(close(listener).await());

        assertThat(peers().isRefused(listener, local)).isTrue();
    }

    @Test
    void freesItsAddress() {
        ListenEndpoint listener = holding();
        SockAddr local = localOf(listener);
        succeeds(close(listener).await());

        succeeds(openListener().bind(local));
    }

    @Test
    void closesFromWithinACall() {
        ListenEndpoint listener = holding();
        peers().dial(listener);
        peers().dial(listener);
        RecordedRequest[] close = new RecordedRequest[1];
        listening.during(() -> {
            if (!listening.accepted().isEmpty()) {
                close[0] = close(listener);
            }
        });

        listener.setAccepting(true);

        accepted(1);
        settle(listener);
        assertThat(close[0].answer()).isEqualTo(NtStatus.STATUS_PENDING);
        succeeds(close[0].await());
        assertThat(listening.accepted()).hasSize(1);
        assertThat(listening.calls()).hasSize(2);
    }

    @Test
    void tellsNothingOnceItIsClosed() {
        ListenEndpoint listener = holding();
        peers().dial(listener);
        succeeds(close(listener).await());

        listener.setAccepting(true);
        settle(listener);

        assertThat(listening.calls()).isEmpty();
    }

    @Test
    void postsWhateverItsState() {
        for (ListenEndpoint listener : List.of(openListener(), holding(), accepting())) {
            expectPostCompletesInTheIoThread(listener);
            expectPostAndCancelWhenClosed(listener);
        }
    }
}
