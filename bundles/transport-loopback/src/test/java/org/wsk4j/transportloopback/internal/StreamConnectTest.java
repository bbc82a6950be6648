// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transportloopback.internal.LoopbackFixture.Connection;
import org.wsk4j.transportloopback.internal.LoopbackFixture.Listening;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class StreamConnectTest {
    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void tellsBothEndsTheirAddresses(IpFamily family) {
        Listening listening = loopback.listening(family);
        Connection connection = loopback.connect(family, listening);

        SockAddr serverSeen = family.newAddress();
        SockAddr clientSeen = family.newAddress();
        assertThat(connection.client().remoteAddress(serverSeen)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(connection.server().remoteAddress(clientSeen)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(serverSeen).isEqualTo(listening.address()).isEqualTo(LoopbackFixture.local(connection.server()));
        assertThat(clientSeen).isEqualTo(LoopbackFixture.local(connection.client()));
        assertThat(family.isLoopback(clientSeen)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    void isRefusedWhereNobodyListens(IpFamily family) {
        StreamEndpoint client = loopback.bound(family);

        assertThat(LoopbackFixture.ends(RecordedRequest.to(family.loopback(1)), client::connect))
                .isEqualTo(NtStatus.STATUS_CONNECTION_REFUSED);
        assertThat(RecordedRequest.to(family.loopback(1)).start(client::connect))
                .as("fit for closing only")
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void isRefusedWhereSomebodyIsOnlyBound() {
        StreamEndpoint other = loopback.bound(IpFamily.INET);
        int port = IpFamily.INET.port(LoopbackFixture.local(other));

        assertThat(RecordedRequest.to(IpFamily.INET.loopback(port)).start(loopback.bound(IpFamily.INET)::connect))
                .isEqualTo(NtStatus.STATUS_CONNECTION_REFUSED);
    }

    @Test
    void isRefusedWhenTheBacklogIsFull() {
        Listening listening = loopback.holding(IpFamily.INET);
        NtStatus status = NtStatus.STATUS_SUCCESS;
        int connected = 0;
        while (status.isSuccess() && connected <= 200) {
            status = RecordedRequest.to(listening.address()).start(loopback.bound(IpFamily.INET)::connect);
            connected += status.isSuccess() ? 1 : 0;
        }

        assertThat(connected).isEqualTo(200);
        assertThat(status).isEqualTo(NtStatus.STATUS_CONNECTION_REFUSED);
    }

    @Test
    void knowsTheLoopbackOnly() {
        assertThat(connectTo(SockAddrIn.of("192.0.2.1", 80))).isEqualTo(NtStatus.STATUS_NETWORK_UNREACHABLE);
        assertThat(connectTo(SockAddrIn.of("0.0.0.0", 80))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(connectTo(SockAddrIn.of("127.0.0.1", 0))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(connectTo(SockAddrIn6.of("::1", 80))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    private NtStatus connectTo(SockAddr address) {
        return RecordedRequest.to(address).start(loopback.bound(IpFamily.INET)::connect);
    }

    @Test
    void reachesAWildcardListenerAtEveryAddress() {
        Listening listening = new Listening(loopback.openListener(IpFamily.INET, new RecordingListenObserver()), null);
        assertThat(listening.endpoint().bind(new SockAddrIn())).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(connectTo(SockAddrIn.of("127.1.2.3", IpFamily.INET.port(listening.address()))))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void needsABoundEndpoint() {
        assertThat(RecordedRequest.to(IpFamily.INET.loopback(80)).start(loopback.open(IpFamily.INET)::connect))
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void bringsBytesAlong() {
        Listening listening = loopback.listening(IpFamily.INET);
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        RecordedRequest connect = RecordedRequest.of("hello").address(listening.address());

        assertThat(LoopbackFixture.ends(connect, client::connect)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(connect.request().transferred()).isEqualTo(5);
        listening.observer().await(2);
        StreamEndpoint server = loopback.own(listening.observer().last().endpoint());
        RecordedRequest receive = RecordedRequest.room(10);
        assertThat(LoopbackFixture.ends(receive, server::receive)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo("hello");
    }

    @Test
    void waitsUntilItsBytesAreTaken() {
        Listening listening = loopback.listening(IpFamily.INET);
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        String bytes = LoopbackFixture.text(100_000);
        RecordedRequest connect = RecordedRequest.of(bytes).address(listening.address());

        assertThat(connect.start(client::connect)).isEqualTo(NtStatus.STATUS_PENDING);
        listening.observer().await(2);
        RecordedRequest receive = RecordedRequest.room(100_000);
        receive.start(loopback.own(listening.observer().last().endpoint())::receive);
        assertThat(receive.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(receive.text()).isEqualTo(bytes);
        assertThat(connect.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(connect.completions()).isEqualTo(1);
    }

    @Test
    void overtakesNoRequestThatIsNotCompleted() {
        Listening listening = loopback.listening(IpFamily.INET);
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        StreamEndpoint cancelled = loopback.bound(IpFamily.INET);
        CountDownLatch go = new CountDownLatch(1);
        RecordedRequest posted = RecordedRequest.empty();
        posted.request().finish(NtStatus.STATUS_SUCCESS);
        LoopbackFixture.occupy(client, go);
        cancelled.post(posted.request());
        RecordedRequest connect = RecordedRequest.of("hello").address(listening.address());

        assertThat(connect.start(client::connect)).isEqualTo(NtStatus.STATUS_PENDING);
        assertThat(RecordedRequest.to(listening.address()).cancelledBefore().start(cancelled::connect))
                .isEqualTo(NtStatus.STATUS_CANCELLED);
        go.countDown();

        assertThat(connect.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(posted.await()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(RecordedRequest.to(listening.address()).start(cancelled::connect))
                .as("fit for closing only")
                .isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        listening.observer().await(2);
        loopback.own(listening.observer().last().endpoint());
    }

    @Test
    void isTornWhenItIsCancelledAmidItsBytes() {
        Listening listening = loopback.listening(IpFamily.INET);
        StreamEndpoint client = loopback.bound(IpFamily.INET);
        RecordedRequest connect = RecordedRequest.of(LoopbackFixture.text(100_000))
                .address(listening.address())
                .cancelledBefore();

        assertThat(LoopbackFixture.ends(connect, client::connect)).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(LoopbackFixture.ends(RecordedRequest.of("x"), client::send))
                .isEqualTo(NtStatus.STATUS_CONNECTION_ABORTED);
        listening.observer().await(2);
        StreamEndpoint server = loopback.own(listening.observer().last().endpoint());
        assertThat(LoopbackFixture.ends(RecordedRequest.room(1), server::receive))
                .isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
    }
}
