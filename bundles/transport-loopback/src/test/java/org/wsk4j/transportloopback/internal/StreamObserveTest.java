// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SocketOptions;

class StreamObserveTest {
    private static final int RECEIVE = StreamObserver.OBSERVE_RECEIVE;
    private static final int DISCONNECT = StreamObserver.OBSERVE_DISCONNECT;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private StreamEndpoint client;
    private StreamEndpoint server;
    private RecordingObserver observer;

    @BeforeEach
    void connect() {
        LoopbackFixture.Connection connection = loopback.connect(IpFamily.INET);
        client = connection.client();
        server = connection.server();
        observer = connection.serverObserver();
    }

    private RecordedRequest send(String text) {
        RecordedRequest request = RecordedRequest.of(text);
        request.start(client::send);
        return request;
    }

    private RecordedRequest receive(int room) {
        RecordedRequest request = RecordedRequest.room(room);
        request.start(server::receive);
        return request;
    }

    private void disconnect() {
        RecordedRequest.empty().start(client::disconnect);
    }

    @Test
    void tellsWhatCameBeforeItWasAskedFor() {
        send("abc");
        disconnect();
        LoopbackFixture.settle(server);
        assertThat(observer.calls()).isEmpty();

        server.observe(RECEIVE | DISCONNECT);
        assertThat(observer.await(2)).containsExactly("received abc", "end");
        assertThat(observer.receivedFlags()).isEqualTo(StreamObserver.ENTIRE_MESSAGE);
        assertThat(server.bytesReceived()).isEqualTo(3);
    }

    @Test
    void offersBytesThatNoRequestWaitsFor() {
        RecordedRequest receive = receive(3);
        server.observe(RECEIVE);
        send("abcdef");

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("abc");
        assertThat(observer.await(1)).containsExactly("received def");
    }

    @Test
    void keepsWhatWasNotTakenForReceives() {
        observer.taking(2);
        server.observe(RECEIVE);
        send("abcdef");
        assertThat(observer.await(1)).containsExactly("received abcdef, took 2");
        send("gh");
        LoopbackFixture.settle(server);
        assertThat(observer.calls()).as("not offered before it is asked for").hasSize(1);

        assertThat(receive(20).text()).isEqualTo("cdefgh");
    }

    @Test
    void offersAgainWhatWasRefusedWhenAskedTo() {
        observer.taking(0);
        server.observe(RECEIVE);
        send("abc");
        observer.await(1);
        LoopbackFixture.settle(server);

        observer.taking(Long.MAX_VALUE);
        server.observe(RECEIVE);
        assertThat(observer.await(2)).containsExactly("received abc, took 0", "received abc");
    }

    @Test
    void offersAgainWhenAskedDuringTheCall() {
        observer.taking(0).during(() -> {
            observer.during(null).taking(10);
            server.observe(RECEIVE);
        });
        server.observe(RECEIVE);
        send("abc");

        assertThat(observer.await(2)).containsExactly("received abc, took 0", "received abc");
    }

    @Test
    void letsAReceiveWaitWhileTheObserverLooks() {
        RecordedRequest receive = RecordedRequest.room(10);
        observer.taking(0).during(() -> receive.start(server::receive));
        server.observe(RECEIVE);
        send("abc");

        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.answer()).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(receive.text()).isEqualTo("abc");
    }

    @Test
    void letsThePeerWaitForWhatIsNotReleased() {
        observer.keeping(true);
        server.observe(RECEIVE);
        String text = LoopbackFixture.text(1_000_000);
        RecordedRequest send = send(text);
        observer.await(16);
        LoopbackFixture.settle(server);
        assertThat(observer.calls()).hasSize(16);
        assertThat(send.isOver()).isFalse();
        assertThat(observer.receivedFlags()).isEqualTo(StreamObserver.RELEASE_ASAP);

        observer.keeping(false).releaseAll();
        assertThat(send.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        observer.await(1_000_000 / BufferPool.STREAM_SIZE);
    }

    @Test
    void releasesBuffersWhenTheEndpointAndTheTransportAreGone() {
        observer.keeping(true);
        server.observe(RECEIVE);
        send("abc");
        observer.await(1);
        loopback.closeAll();
        loopback.transport().deactivate();

        observer.releaseAll();
        assertThat(LoopbackFixture.ioThreads()).isEmpty();
    }

    @Test
    void aBufferIsReleasedOnce() {
        TransportBuffer[] taken = new TransportBuffer[1];
        CountDownLatch called = new CountDownLatch(1);
        LoopbackFixture.Listening listening = loopback.listening(IpFamily.INET);
        StreamEndpoint other = loopback.bound(IpFamily.INET, new RecordingStub() {
            @Override
            public long received(TransportBuffer data, long bytes, int flags) {
                taken[0] = data;
                called.countDown();
                return bytes;
            }
        });
        other.observe(RECEIVE);
        RecordedRequest.to(listening.address()).start(other::connect);
        listening.observer().await(2);
        RecordedRequest.of("x").start(loopback.own(listening.observer().last().endpoint())::send);
        LoopbackFixture.await(called);

        taken[0].release();
        assertThatThrownBy(taken[0]::release).isInstanceOf(IllegalStateException.class);
    }

    /** An observer that hears of bytes only. */
    private abstract static class RecordingStub implements StreamObserver {
        @Override
        public boolean disconnected(boolean abortive) {
            return true;
        }

        @Override
        public void idealBacklogChanged(long bytes) {
            throw new AssertionError("not asked for");
        }

        @Override
        public void failed(NtStatus reason) {
            throw new AssertionError("failed " + reason);
        }
    }

    @Test
    void tellsTheEndUntilItIsHeard() {
        observer.hearing(false);
        server.observe(DISCONNECT);
        disconnect();
        observer.await(1);
        LoopbackFixture.settle(server);
        assertThat(observer.calls()).hasSize(1);

        observer.hearing(true);
        server.observe(DISCONNECT);
        observer.await(2);
        server.observe(DISCONNECT);
        LoopbackFixture.settle(server);
        assertThat(observer.calls()).containsExactly("end, not heard", "end");
    }

    @Test
    void tellsTheEndWhenAllBytesWereTaken() {
        server.observe(DISCONNECT);
        send("abc");
        disconnect();
        LoopbackFixture.settle(server);
        assertThat(observer.calls()).isEmpty();

        receive(10);
        assertThat(observer.await(1)).containsExactly("end");
    }

    @Test
    void tellsOfAResetAfterTheEnd() {
        server.observe(DISCONNECT);
        disconnect();
        observer.await(1);
        loopback.close(client);

        assertThat(observer.await(2)).containsExactly("end", "reset");
    }

    @Test
    void completesWhatWaitedBeforeItTellsOfAReset() {
        CountDownLatch told = new CountDownLatch(1);
        RecordedRequest receive = receive(1);
        boolean[] over = new boolean[1];
        observer.during(() -> {
            over[0] = receive.isOver();
            told.countDown();
        });
        server.observe(DISCONNECT);
        loopback.close(client);
        LoopbackFixture.await(told);

        assertThat(over[0]).isTrue();
    }

    @Test
    void tellsWhenTheIdealBacklogChanges() {
        LoopbackFixture.set(client, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, 1000);
        server.observe(StreamObserver.OBSERVE_SEND_BACKLOG);
        assertThat(observer.await(1)).containsExactly("backlog 1000");
        LoopbackFixture.set(client, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, 2000);
        assertThat(observer.await(2)).containsExactly("backlog 1000", "backlog 2000");
    }

    @Test
    void survivesAnObserverThatThrows() {
        loopback.expectComplaints();
        observer.during(() -> {
            throw new IllegalStateException("on purpose");
        });
        server.observe(RECEIVE);
        send("abc");
        observer.await(1);
        LoopbackFixture.settle(server);

        assertThat(receive(10).text()).as("it took nothing").isEqualTo("abc");
        assertThat(LoopbackFixture.complaints()).hasSize(1);
    }
}
