// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transportloopback.internal.LoopbackFixture.Listening;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

class ListenTest {
    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private StreamEndpoint connectTo(Listening listening) {
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        assertThat(LoopbackFixture.ends(RecordedRequest.to(listening.address()), client::connect))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        return client;
    }

    private void ownAll(Listening listening) {
        listening.observer().accepted().forEach(each -> loopback.own(each.endpoint()));
    }

    @Test
    void keepsConnectionsUntilTheyAreWanted() {
        Listening listening = loopback.holding(IpFamily.INET);
        StreamEndpoint client = connectTo(listening);
        RecordedRequest.of("early").start(client::send);
        LoopbackFixture.settle(listening.endpoint());
        assertThat(listening.observer().calls()).isEmpty();

        listening.endpoint().setAccepting(true);
        listening.observer().await(2);
        ownAll(listening);
        RecordedRequest receive = RecordedRequest.room(10);
        receive.start(listening.observer().last().endpoint()::receive);
        assertThat(receive.text()).isEqualTo("early");
    }

    @Test
    void handsNothingOverAfterARefusalUntilAskedAgain() {
        Listening listening = loopback.listening(IpFamily.INET);
        listening.observer().wanting(false);
        connectTo(listening);
        connectTo(listening);
        listening.observer().await(2);
        LoopbackFixture.settle(listening.endpoint());
        assertThat(listening.observer().accepted()).hasSize(1);

        listening.endpoint().setAccepting(true);
        listening.observer().await(4);
        ownAll(listening);
    }

    @Test
    void aRefusalDoesNotUndoWhatWasAskedMeanwhile() {
        Listening listening = loopback.listening(IpFamily.INET);
        listening.observer().wanting(false).during(() -> listening.endpoint().setAccepting(true));
        connectTo(listening);
        connectTo(listening);

        listening.observer().await(4);
        LoopbackFixture.settle(listening.endpoint());
        ownAll(listening);
    }

    @Test
    void resetsWhatNobodyGotWhenItIsClosed() {
        Listening listening = loopback.holding(IpFamily.INET);
        StreamEndpoint client = connectTo(listening);
        RecordedRequest receive = RecordedRequest.room(1);
        receive.start(client::receive);
        loopback.close(listening.endpoint());

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
    }

    @Test
    void resetsTheConnectionWhoseAcceptanceItsCloseMeets() {
        Listening listening = loopback.listening(IpFamily.INET);
        RecordedRequest close = RecordedRequest.empty();
        CountDownLatch closing = new CountDownLatch(1);
        listening.observer().during(() -> {
            loopback.forget(listening.endpoint());
            close.start(listening.endpoint()::close);
            closing.countDown();
        });
        SockAddr address = listening.address();
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        RecordedRequest.to(address).start(client::connect);
        LoopbackFixture.await(closing);

        assertThat(close.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(listening.observer().calls()).as("no call begins any more").containsExactly("connecting");
        assertThat(LoopbackFixture.ends(RecordedRequest.room(1), client::receive))
                .isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        listening.endpoint().setAccepting(true); // no effect
    }

    @Test
    void closesAConnectionWhoseAcceptanceFailed() {
        loopback.expectComplaints();
        Listening listening = loopback.listening(IpFamily.INET);
        listening.observer().during(() -> {
            throw new IllegalStateException("on purpose");
        });
        StreamEndpoint client = connectTo(listening);
        RecordedRequest receive = RecordedRequest.room(1);
        receive.start(client::receive);

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        assertThat(LoopbackFixture.complaints()).hasSize(1);
    }

    @Test
    void connectionsInheritTheReceiveBuffer() {
        Listening listening = loopback.listening(IpFamily.INET);
        LoopbackFixture.set(listening.endpoint(), SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, 1234);
        StreamEndpoint server = loopback.connect(IpFamily.INET, listening).server();

        ULong value = new ULong();
        SizeT written = new SizeT();
        assertThat(server.getOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, value, written))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(value.get()).isEqualTo(1234);
        assertThat(written.get()).isEqualTo(4);
    }

    @Test
    void listensAtTheAddressOfABoundEndpoint() {
        StreamEndpoint bound = loopback.bound(IpFamily.INET);
        RecordingListenObserver observer = new RecordingListenObserver();
        Listening listening = new Listening(listen(bound, observer), observer);
        assertThat(LoopbackFixture.local(listening.endpoint())).isEqualTo(LoopbackFixture.local(bound));
        listening.endpoint().setAccepting(true);
        SockAddr address = IpFamily.INET.loopback(IpFamily.INET.port(listening.address()));

        loopback.close(bound);
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        assertThat(LoopbackFixture.ends(RecordedRequest.to(address), client::connect))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        observer.await(2);
        ownAll(listening);

        assertThat(loopback.open(IpFamily.INET).bind(address))
                .as("still held")
                .isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        loopback.close(listening.endpoint());
        assertThat(loopback.open(IpFamily.INET).bind(address)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private ListenEndpoint listen(StreamEndpoint bound, RecordingListenObserver observer) {
        Ptr<ListenEndpoint> listener = new Ptr<>();
        assertThat(loopback.transport().listen(bound, observer, listener)).isEqualTo(NtStatus.STATUS_SUCCESS);
        return loopback.own(listener.get());
    }

    @Test
    void listensOnceAtAnAddress() {
        StreamEndpoint bound = loopback.bound(IpFamily.INET);
        RecordingListenObserver observer = new RecordingListenObserver();
        ListenEndpoint first = listen(bound, observer);
        Ptr<ListenEndpoint> second = new Ptr<>();
        assertThat(loopback.transport().listen(bound, observer, second))
                .isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(second.get()).isNull();

        loopback.close(first);
        listen(bound, observer);
    }

    @Test
    void listensForABoundEndpointOfThisTransportOnly() {
        Ptr<ListenEndpoint> listener = new Ptr<>();
        RecordingListenObserver observer = new RecordingListenObserver();
        assertThat(loopback.transport().listen(loopback.open(IpFamily.INET), observer, listener))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        LoopbackTransport other = new LoopbackTransport();
        assertThat(other.listen(loopback.bound(IpFamily.INET), observer, listener))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        other.deactivate();
    }
}
