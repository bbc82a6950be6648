// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_REFUSED;
import static org.wsk4j.wdm.NtStatus.STATUS_HOST_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** Opening, binding and connecting over a stepped fake transport. */
class FakeConnectTest extends FakeFixture {
    @Test
    void makesAnUnboundEndpoint() {
        FakeEndpoint endpoint = open();

        assertThat(endpoint.localAddress(new SockAddrIn())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.remoteAddress(new SockAddrIn())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.room(1).start(endpoint::receive)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(RecordedRequest.empty().start(endpoint::disconnect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(transport.openEndpoints()).isOne();
        assertThat(endpoint.interests()).isZero();
        assertThatIllegalStateException().isThrownBy(endpoint::peer);
    }

    @Test
    void makesNoEndpointWhileItRefuses() {
        Ptr<StreamEndpoint> endpoint = new Ptr<>();
        transport.refuseOpen(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(transport.openStream(transport.triples().get(1), 6, observer, endpoint))
                .isEqualTo(STATUS_INSUFFICIENT_RESOURCES);

        assertThat(endpoint.get()).isNull();
        assertThat(transport.openEndpoints()).isZero();
        transport.refuseOpen(null);
        assertThat(transport.openStream(transport.triples().get(1), 6, observer, endpoint))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.get().bind(new SockAddrIn6())).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void choosesAPortForEachEndpoint() {
        SockAddrIn first = new SockAddrIn();
        SockAddrIn second = new SockAddrIn();
        SockAddrIn asked = new SockAddrIn();
        FakeEndpoint endpoint = open();
        endpoint.bind(asked);
        endpoint.localAddress(first);

        bound().localAddress(second);

        assertThat(first.port()).isNotZero();
        assertThat(second.port()).isNotZero().isNotEqualTo(first.port());
        assertThat(asked.port()).as("the caller's memory").isZero();
    }

    @Test
    void bindsOnceAndToAnAddressThatIsFree() {
        SockAddrIn address = SockAddrIn.of("127.0.0.1", 80);
        FakeEndpoint first = open();
        assertThat(first.bind(address)).isEqualTo(STATUS_SUCCESS);
        assertThat(first.bind(address)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
        FakeEndpoint second = open();
        assertThat(second.bind(address)).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
        assertThat(second.bind(new SockAddrIn6())).isEqualTo(STATUS_INVALID_PARAMETER);

        RecordedRequest.empty().start(first::close);

        assertThat(second.bind(address)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void connectsAtOnceAndReadsTheAddressBeforeItReturns() {
        FakeEndpoint endpoint = bound();
        SockAddrIn mine = REMOTE.copy();
        RecordedRequest connect = RecordedRequest.to(mine);

        assertThat(connect.start(endpoint::connect)).isEqualTo(STATUS_SUCCESS);
        mine.setPort(1);

        SockAddrIn told = new SockAddrIn();
        assertThat(endpoint.remoteAddress(told)).isEqualTo(STATUS_SUCCESS);
        assertThat(told).isEqualTo(REMOTE);
        assertThat(endpoint.remoteAddress(new SockAddrIn6())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(connect.wasAnnounced()).isFalse();
        assertThat(transport.nextPeer()).isSameAs(endpoint.peer());
        assertThat(endpoint.peer().endpoint()).isSameAs(endpoint);
        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void refusesConnects() {
        transport.refuseConnect(STATUS_CONNECTION_REFUSED);
        FakeEndpoint endpoint = bound();

        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_CONNECTION_REFUSED);

        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect))
                .as("fit for closing only")
                .isEqualTo(STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.remoteAddress(new SockAddrIn())).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void completesAHeldConnectAtDispatchLevelWhenTheTestSays() {
        transport.holdConnects();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.to(REMOTE);
        assertThat(connect.start(endpoint::connect)).isEqualTo(STATUS_PENDING);
        transport.run();
        assertPending(connect);
        assertThat(endpoint.pendingRequests()).isOne();

        endpoint.completeNext(STATUS_SUCCESS);

        assertThat(connect.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(connect.completions()).isOne();
        assertThat(connect.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(connect.thread()).isSameAs(Thread.currentThread());
        assertThat(endpoint.remoteAddress(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.pendingRequests()).isZero();
    }

    @Test
    void failsAHeldConnectAsTheTestSays() {
        transport.holdConnects();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.to(REMOTE);
        connect.start(endpoint::connect);

        endpoint.completeNext(STATUS_IO_TIMEOUT);

        assertThat(connect.status()).isEqualTo(STATUS_IO_TIMEOUT);
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void letsHeldConnectsGoOn() {
        transport.holdConnects();
        FakeEndpoint first = bound();
        FakeEndpoint second = bound();
        RecordedRequest one = RecordedRequest.to(REMOTE);
        RecordedRequest other = RecordedRequest.to(REMOTE);
        one.start(first::connect);
        other.start(second::connect);
        transport.refuseConnect(STATUS_HOST_UNREACHABLE);

        transport.releaseHolds();

        assertThat(one.status()).isEqualTo(STATUS_HOST_UNREACHABLE);
        assertThat(other.status()).isEqualTo(STATUS_HOST_UNREACHABLE);
    }

    @Test
    void sendsTheBytesOfAConnectRightAfterTheHandshake() {
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.of("hello").address(REMOTE);

        assertThat(connect.start(endpoint::connect)).isEqualTo(STATUS_SUCCESS);

        assertThat(connect.request().transferred()).isEqualTo(5);
        assertThat(endpoint.peer().readText(5)).isEqualTo("hello");
    }

    @Test
    void completesAConnectWhenItsBytesWentOut() {
        transport.holdSends();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.of("hello").address(REMOTE);
        assertThat(connect.start(endpoint::connect)).isEqualTo(STATUS_PENDING);
        assertPending(connect);
        assertThat(endpoint.remoteAddress(new SockAddrIn())).isEqualTo(STATUS_SUCCESS);

        transport.releaseHolds();

        assertThat(connect.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("hello");
    }

    @Test
    void announcesAConnectOnceThoughItWaitsTwice() {
        transport.holdConnects();
        transport.holdSends();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.of("hello").address(REMOTE);
        connect.start(endpoint::connect);

        endpoint.completeNext(STATUS_SUCCESS);
        assertPending(connect);
        endpoint.completeNext(STATUS_SUCCESS);

        assertThat(connect.status()).isEqualTo(STATUS_SUCCESS);
        assertThat(endpoint.sent()).isEqualTo("hello");
    }

    @Test
    void leavesACancelledConnectFitForClosingOnly() {
        transport.holdConnects();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.to(REMOTE);
        connect.start(endpoint::connect);

        endpoint.cancel(connect.request());
        assertThat(connect.isOver()).as("stepped: waits for its turn").isFalse();
        transport.run();

        assertThat(connect.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void leavesAConnectThatIsCancelledBehindItsHandshakeFitForClosingOnly() {
        transport.holdSends();
        FakeEndpoint endpoint = bound();
        RecordedRequest connect = RecordedRequest.of("hello").address(REMOTE);
        connect.start(endpoint::connect);

        endpoint.cancel(connect.request());
        transport.run();

        assertThat(connect.status()).isEqualTo(STATUS_CANCELLED);
        assertThat(endpoint.peer().isReset()).isTrue();
        assertThat(RecordedRequest.of("x").start(endpoint::send)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void answersAtOnceWhenAConnectWasCancelledBefore() {
        transport.holdConnects();
        FakeEndpoint endpoint = bound();

        assertThat(RecordedRequest.to(REMOTE).cancelledBefore().start(endpoint::connect))
                .isEqualTo(STATUS_CANCELLED);

        assertThat(endpoint.pendingRequests()).isZero();
        assertThat(RecordedRequest.to(REMOTE).start(endpoint::connect)).isEqualTo(STATUS_INVALID_DEVICE_STATE);
    }
}
