// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.wsk4j.transport.StreamObserver.OBSERVE_RECEIVE;
import static org.wsk4j.transport.StreamObserver.OBSERVE_SEND_BACKLOG;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.SO_RCVBUF;
import static org.wsk4j.ws2def.SocketOptions.TCP_NODELAY;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG;
import static org.wsk4j.wsk.WskConstants.SIO_WSK_QUERY_RECEIVE_BACKLOG;

import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;

/** Options and control operations of the endpoints of a stepped fake transport. */
class FakeOptionsTest extends FakeFixture {
    private final ULong value = new ULong();
    private final SizeT written = new SizeT();

    private void assertQuery(FakeEndpoint endpoint, int code, long expected) {
        SizeT output = new SizeT(-1);
        assertThat(endpoint.control(code, null, output, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(output.get()).isEqualTo(expected);
        assertThat(written.get()).isEqualTo(8);
        written.set(0);
    }

    // ---- options

    @Test
    void knowsTheReceiveBufferOnly() {
        FakeEndpoint endpoint = open();

        assertThat(endpoint.setOption(SOL_SOCKET, SO_RCVBUF, new ULong(3))).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.getOption(SOL_SOCKET, SO_RCVBUF, value, written)).isEqualTo(STATUS_SUCCESS);

        assertThat(value.get()).isEqualTo(3);
        assertThat(written.get()).isEqualTo(4);
        assertThat(endpoint.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(3);
        assertThat(endpoint.setOption(IPPROTO_TCP, TCP_NODELAY, value)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(endpoint.getOption(IPPROTO_TCP, TCP_NODELAY, value, written)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(endpoint.control(1, null, null, written)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.option(IPPROTO_TCP, TCP_NODELAY));
    }

    @Test
    void knowsWhatTheTestAddsFromThenOn() {
        FakeEndpoint older = open();

        transport.addOption(IPPROTO_TCP, TCP_NODELAY, 1);

        assertThat(open().getOption(IPPROTO_TCP, TCP_NODELAY, value, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(value.get()).isOne();
        assertThat(unboundListener().setOption(IPPROTO_TCP, TCP_NODELAY, value)).isEqualTo(STATUS_SUCCESS);
        assertThat(older.getOption(IPPROTO_TCP, TCP_NODELAY, value, written)).isEqualTo(STATUS_NOT_SUPPORTED);
    }

    @Test
    void takesAndGivesUlongs() {
        FakeEndpoint endpoint = open();

        assertThat(endpoint.setOption(SOL_SOCKET, SO_RCVBUF, 3)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.setOption(SOL_SOCKET, SO_RCVBUF, null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(endpoint.getOption(SOL_SOCKET, SO_RCVBUF, new SizeT(), written))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(endpoint.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(FakePeer.WINDOW);
        assertThat(written.get()).isZero();
    }

    @Test
    void handsOptionsOnFromTheEndpointToTheListenerToTheConnection() {
        FakeEndpoint bound = bound();
        bound.setOption(SOL_SOCKET, SO_RCVBUF, new ULong(1000));
        transport.listen(bound, listenObserver, new Ptr<>());
        FakeListener listener = transport.listener();
        assertThat(listener.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(1000);
        listener.setAccepting(true);

        FakeEndpoint first = listener.connect().endpoint();
        listener.setOption(SOL_SOCKET, SO_RCVBUF, new ULong(2000));
        FakeEndpoint second = listener.connect().endpoint();

        assertThat(first.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(1000);
        assertThat(second.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(2000);
        assertThat(bound.option(SOL_SOCKET, SO_RCVBUF)).isEqualTo(1000);
    }

    // ---- control operations

    @Test
    void tellsTheIdealSendBacklog() {
        FakeEndpoint endpoint = connected();
        assertQuery(endpoint, SIO_WSK_QUERY_IDEAL_SEND_BACKLOG, FakePeer.WINDOW);
        endpoint.observe(OBSERVE_SEND_BACKLOG);

        endpoint.changeIdealBacklog(1000);

        assertQuery(endpoint, SIO_WSK_QUERY_IDEAL_SEND_BACKLOG, 1000);
        assertThat(observer.calls()).containsExactly("backlog 1000");
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.changeIdealBacklog(0));
    }

    @Test
    void tellsHowManyBytesNobodyTook() {
        FakeEndpoint endpoint = connected();
        assertQuery(endpoint, SIO_WSK_QUERY_RECEIVE_BACKLOG, 0);

        endpoint.deliver("ab", "cdef");
        assertQuery(endpoint, SIO_WSK_QUERY_RECEIVE_BACKLOG, 6);
        RecordedRequest.room(3).start(endpoint::receive);
        assertQuery(endpoint, SIO_WSK_QUERY_RECEIVE_BACKLOG, 3);
        observer.taking(2).during(() -> assertQuery(endpoint, SIO_WSK_QUERY_RECEIVE_BACKLOG, 0));
        endpoint.observe(OBSERVE_RECEIVE);
        transport.run();

        assertThat(observer.calls()).containsExactly("received def, took 2");
        assertQuery(endpoint, SIO_WSK_QUERY_RECEIVE_BACKLOG, 1);
    }

    @Test
    void tellsNothingOfAConnectionThatWasGivenUp() {
        FakeEndpoint aborted = connected();
        FakeEndpoint failed = connected();
        FakeEndpoint reset = connected();
        reset.deliver("lost");

        RecordedRequest.empty().start(request -> aborted.abort(request, STATUS_CANCELLED, STATUS_CANCELLED));
        failed.fail(STATUS_FILE_FORCED_CLOSED);
        reset.peerResets();

        SizeT output = new SizeT();
        assertThat(aborted.control(SIO_WSK_QUERY_RECEIVE_BACKLOG, null, output, written))
                .isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(failed.control(SIO_WSK_QUERY_RECEIVE_BACKLOG, null, output, written))
                .isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertQuery(reset, SIO_WSK_QUERY_RECEIVE_BACKLOG, 0);
    }

    @Test
    void tellsNothingUnlessItIsConnected() {
        SizeT output = new SizeT();

        assertThat(bound().control(SIO_WSK_QUERY_IDEAL_SEND_BACKLOG, null, output, written))
                .isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(bound().control(SIO_WSK_QUERY_RECEIVE_BACKLOG, null, output, written))
                .isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(listening().control(SIO_WSK_QUERY_RECEIVE_BACKLOG, null, output, written))
                .isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(connected().control(SIO_WSK_QUERY_RECEIVE_BACKLOG, null, value, written))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }
}
