// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddrIn;

/** The backlogs of both directions: how much waits to be received, and how much should be under way. */
class TcpBacklogTest {
    private static final int QUERY_IDEAL_SEND_BACKLOG = 0x4F000003;
    private static final int QUERY_RECEIVE_BACKLOG = 0x4F000004;
    private static final int MUCH = 16 << 20;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private final Watcher watcher = new Watcher();

    private Connection connect() {
        ServerSocket server = tcp.listen(IpFamily.INET, 4096);
        StreamEndpoint endpoint = tcp.open(IpFamily.INET, watcher);
        endpoint.bind(new SockAddrIn());
        Call.to(TcpFixture.addressOf(server)).start(endpoint::connect).awaits(NtStatus.STATUS_SUCCESS);
        return new Connection(endpoint, tcp.accept(server));
    }

    private static long query(TransportEndpoint endpoint, int code) {
        SizeT output = new SizeT();
        SizeT written = new SizeT();
        assertThat(endpoint.control(code, null, output, written)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(8);
        return output.get();
    }

    private static void awaitReceiveBacklog(TransportEndpoint endpoint, long bytes) {
        long deadline = System.nanoTime() + Call.DEADLINE * 1_000_000_000L;
        while (query(endpoint, QUERY_RECEIVE_BACKLOG) != bytes) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static void setSendBuffer(StreamEndpoint endpoint, int bytes) {
        try {
            ((SocketChannel) ((TcpEndpoint) endpoint).channel()).setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void countsWhatThePlatformHolds() {
        Connection connection = connect();
        assertThat(query(connection.endpoint(), QUERY_RECEIVE_BACKLOG)).isZero();

        connection.peer().write("abcdef");
        awaitReceiveBacklog(connection.endpoint(), 6);
        Call.into(2).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(query(connection.endpoint(), QUERY_RECEIVE_BACKLOG)).isEqualTo(4);
    }

    @Test
    void countsWhatTheObserverHasRefused() {
        watcher.takes((data, bytes, flags) -> 2);
        Connection connection = connect();
        connection.endpoint().observe(StreamObserver.OBSERVE_RECEIVE);
        connection.peer().write("abcdef");
        watcher.expect("received ab");

        connection.peer().write("gh");

        awaitReceiveBacklog(connection.endpoint(), 6);
    }

    @Test
    void countsNothingAfterThePeersEnd() {
        Connection connection = connect();
        connection.peer().finish();
        Call.into(2).start(connection.endpoint()::receive).awaits(NtStatus.STATUS_SUCCESS);

        assertThat(query(connection.endpoint(), QUERY_RECEIVE_BACKLOG)).isZero();
    }

    @Test
    void tellsHowMuchToKeepUnderWay() {
        Connection connection = connect();
        setSendBuffer(connection.endpoint(), 1 << 10);
        assertThat(query(connection.endpoint(), QUERY_IDEAL_SEND_BACKLOG)).isEqualTo(64 * 1024);

        setSendBuffer(connection.endpoint(), 100_000);

        assertThat(query(connection.endpoint(), QUERY_IDEAL_SEND_BACKLOG)).isGreaterThanOrEqualTo(100_000);
    }

    @Test
    void tellsTheObserverOfAChangeWhenTheBufferWasFull() {
        Connection connection = connect();
        setSendBuffer(connection.endpoint(), 100_000);
        connection.endpoint().observe(StreamObserver.OBSERVE_SEND_BACKLOG);
        setSendBuffer(connection.endpoint(), 150_000);
        long ideal = query(connection.endpoint(), QUERY_IDEAL_SEND_BACKLOG);
        Call send = Call.into(MUCH).pends(connection.endpoint()::send);
        watcher.expectNothing();

        connection.peer().read(MUCH);

        send.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expect("backlog " + ideal).expectNothing();
    }

    @Test
    void tellsNoChangeThatIsNotObserved() {
        Connection connection = connect();
        setSendBuffer(connection.endpoint(), 100_000);
        connection.endpoint().observe(StreamObserver.OBSERVE_SEND_BACKLOG);
        connection.endpoint().observe(0);
        setSendBuffer(connection.endpoint(), 150_000);
        Call send = Call.into(MUCH).pends(connection.endpoint()::send);

        connection.peer().read(MUCH);

        send.awaits(NtStatus.STATUS_SUCCESS);
        watcher.expectNothing();
    }

    @Test
    void answersOnlyForAConnection() {
        SizeT written = new SizeT();
        for (int code : new int[] {QUERY_IDEAL_SEND_BACKLOG, QUERY_RECEIVE_BACKLOG}) {
            assertThat(tcp.bound(IpFamily.INET).control(code, null, new SizeT(), written))
                    .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
            StreamEndpoint endpoint = connect().endpoint();
            assertThat(endpoint.control(code, null, null, written)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(endpoint.control(code, null, new ULong(), written)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            Call.empty()
                    .start(request ->
                            endpoint.abort(request, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED))
                    .awaits(NtStatus.STATUS_SUCCESS);
            assertThat(endpoint.control(code, null, new SizeT(), written))
                    .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
    }
}
