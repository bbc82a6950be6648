// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/** What every transport of datagrams does: addresses, sending and receiving. */
public abstract class DatagramContract extends AnyDatagramContract {
    /** For those who run it. */
    protected DatagramContract() {}

    private static String text(int length) {
        return "0123456789".repeat(length / 10 + 1).substring(0, length);
    }

    // ---- addresses and options

    @Test
    void doesNothingBeforeItIsBound() {
        DatagramEndpoint endpoint = open(observer);
        SockAddr peer = peers().datagrams().address();

        expectNoAddress(endpoint);
        fails(RecordedRequest.of("x").address(peer), endpoint::sendTo, NtStatus.STATUS_INVALID_DEVICE_STATE);
        fails(RecordedRequest.room(1), endpoint::receiveFrom, NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(endpoint.restrict(peer)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @Test
    void bindsToAPortOfItsOwn() {
        DatagramEndpoint endpoint = bound();
        DatagramEndpoint other = bound();

        assertThat(portOf(localOf(endpoint))).isNotZero().isNotEqualTo(portOf(localOf(other)));
    }

    @Test
    void bindsToNoAddressThatIsInUse() {
        DatagramEndpoint endpoint = bound();
        DatagramEndpoint other = open(observer);

        assertThat(other.bind(localOf(endpoint))).isEqualTo(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        expectNoAddress(other);
        succeeds(other.bind(transport().home()));
    }

    @Test
    void bindsToTheAddressOfOneThatWasClosed() {
        DatagramEndpoint endpoint = bound();
        SockAddr local = localOf(endpoint);
        succeeds(close(endpoint).await());

        succeeds(open(observer).bind(local));
    }

    @Test
    void bindsToAnAddressThatBothShare() {
        DatagramEndpoint endpoint = bound();
        SockAddr local = localOf(endpoint);
        DatagramEndpoint other = open(observer);
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
        DatagramEndpoint endpoint = bound();
        SockAddr local = localOf(endpoint);

        assertThat(endpoint.bind(transport().home()).isSuccess()).isFalse();
        assertThat(localOf(endpoint)).isEqualTo(local);
    }

    @Test
    void hasOptionsBeforeAndAfterItIsBound() {
        DatagramEndpoint unbound = open(observer);
        DatagramEndpoint bound = bound();

        for (DatagramEndpoint endpoint : List.of(unbound, bound)) {
            expectOptions(endpoint, SocketType.SOCK_DGRAM);
            expectNoUnknownOptions(endpoint);
        }
    }

    // ---- sending

    @Test
    void sends() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();

        RecordedRequest sent = send(endpoint, "hello", peer.address());

        assertThat(sent.request().transferred()).isEqualTo(5);
        assertThat(peer.receive(endpoint)).isEqualTo("hello");
        assertThat(endpoint.bytesSent()).isEqualTo(5);
        assertThat(endpoint.bytesReceived()).isZero();
    }

    @Test
    void sendsInOrderToSeveralPeers() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer one = peers().datagrams();
        DatagramPeer other = peers().datagrams();

        send(endpoint, "a", one.address());
        send(endpoint, "b", other.address());
        send(endpoint, "c", one.address());

        assertThat(one.receive(endpoint)).isEqualTo("a");
        assertThat(one.receive(endpoint)).isEqualTo("c");
        assertThat(other.receive(endpoint)).isEqualTo("b");
    }

    @Test
    void readsTheDestinationBeforeItReturns() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        SockAddr to = peer.address().copy();
        RecordedRequest send = RecordedRequest.of("x").address(to);
        send.start(endpoint::sendTo);
        to.copyFrom(localOf(endpoint));
        succeeds(send.await());

        assertThat(peer.receive(endpoint)).isEqualTo("x");
    }

    @Test
    void sendsNothingAsADatagram() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();

        send(endpoint, "", peer.address());
        send(endpoint, "next", peer.address());

        assertThat(peer.receive(endpoint)).isEmpty();
        assertThat(peer.receive(endpoint)).isEqualTo("next");
        assertThat(endpoint.bytesSent()).isEqualTo(4);
    }

    @Test
    void sendsTheLargestAndNoLarger() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        String largest = text(datagrams().largestDatagram());

        send(endpoint, largest, peer.address());
        fails(
                RecordedRequest.of(largest + "x").address(peer.address()),
                endpoint::sendTo,
                NtStatus.STATUS_INVALID_BUFFER_SIZE);

        assertThat(peer.receive(endpoint).equals(largest)).isTrue();
        assertThat(endpoint.bytesSent()).isEqualTo(largest.length());
    }

    @Test
    void sendsToAllOnlyWhenAllowed() {
        Assumptions.assumeTrue(transport().home().family() == AddressFamily.AF_INET, "IPv6 has no broadcasts");
        DatagramEndpoint endpoint = bound();

        fails(
                RecordedRequest.of("x").address(SockAddrIn.of("255.255.255.255", 9)),
                endpoint::sendTo,
                NtStatus.STATUS_ACCESS_DENIED);
        assertThat(endpoint.bytesSent()).isZero();
    }

    // ---- receiving

    @Test
    void receivesWithTheSender() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        peer.send("hello", endpoint);
        SockAddr sender = transport().home();

        RecordedRequest receive = ends(RecordedRequest.room(100).address(sender), endpoint::receiveFrom);

        assertThat(receive.text()).isEqualTo("hello");
        assertThat(sender).isEqualTo(peer.address());
        assertThat(receive.request().messageFlags()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(5);
        assertThat(endpoint.bytesSent()).isZero();
    }

    @Test
    void receivesWhatArrivesLater() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        RecordedRequest receive = waiting(endpoint);
        assertThat(receive.wasAnnounced()).isTrue();

        peer.send("hello", endpoint);

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("hello");
        assertThat(receive.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(receive.thread()).isNotSameAs(Thread.currentThread());
    }

    @Test
    void receivesInOrder() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer one = peers().datagrams();
        DatagramPeer other = peers().datagrams();
        RecordedRequest first = waiting(endpoint);
        RecordedRequest second = waiting(endpoint);
        assertThat(pendingIn(endpoint)).containsExactly(first.request(), second.request());

        one.send("a", endpoint);
        other.send("b", endpoint);
        one.send("c", endpoint);

        succeeds(first.await());
        succeeds(second.await());
        assertThat(first.text()).isEqualTo("a");
        assertThat(second.text()).isEqualTo("b");
        assertThat(receive(endpoint)).isEqualTo("c");
        assertThat(pendingIn(endpoint)).isEmpty();
    }

    @Test
    void receivesAgainFromACompletion() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        RecordedRequest second = RecordedRequest.room(100);
        pends(RecordedRequest.room(100).then(over -> second.start(endpoint::receiveFrom)), endpoint::receiveFrom);

        peer.send("a", endpoint);
        peer.send("b", endpoint);

        succeeds(second.await());
        assertThat(second.text()).isEqualTo("b");
    }

    @Test
    void receivesNothingAsADatagram() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        SockAddr sender = transport().home();
        peer.send("", endpoint);
        peer.send("next", endpoint);

        RecordedRequest receive = ends(RecordedRequest.room(100).address(sender), endpoint::receiveFrom);

        assertThat(receive.request().transferred()).isZero();
        assertThat(sender).isEqualTo(peer.address());
        assertThat(receive.request().messageFlags()).isZero();
        assertThat(receive(endpoint)).isEqualTo("next");
    }

    @Test
    void receivesTheLargest() {
        DatagramEndpoint endpoint = bound();
        String largest = text(datagrams().largestDatagram());

        peers().datagrams().send(largest, endpoint);

        RecordedRequest receive = ends(RecordedRequest.room(largest.length()), endpoint::receiveFrom);
        assertThat(receive.text().equals(largest)).isTrue();
        assertThat(receive.request().messageFlags()).isZero();
        assertThat(endpoint.bytesReceived()).isEqualTo(largest.length());
    }

    @Test
    void losesWhatDoesNotFit() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer peer = peers().datagrams();
        peer.send("hello", endpoint);
        peer.send("you", endpoint);
        peer.send("too", endpoint);

        RecordedRequest little = ends(RecordedRequest.room(3), endpoint::receiveFrom);
        RecordedRequest exact = ends(RecordedRequest.room(3), endpoint::receiveFrom);
        RecordedRequest none = ends(RecordedRequest.empty(), endpoint::receiveFrom);

        assertThat(little.text()).isEqualTo("hel");
        assertThat(little.request().messageFlags()).isEqualTo(SocketOptions.MSG_TRUNC);
        assertThat(exact.text()).isEqualTo("you");
        assertThat(exact.request().messageFlags()).isZero();
        assertThat(none.request().messageFlags()).isEqualTo(SocketOptions.MSG_TRUNC);
    }

    @Test
    void losesWhatDoesNotFitIntoAReceiveThatWaits() {
        DatagramEndpoint endpoint = bound();
        RecordedRequest receive = pends(RecordedRequest.room(3), endpoint::receiveFrom);

        peers().datagrams().send("hello", endpoint);

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("hel");
        assertThat(receive.request().messageFlags()).isEqualTo(SocketOptions.MSG_TRUNC);
    }

    // ---- restricting

    @Test
    void receivesFromOneOnlyWhenRestricted() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer friend = peers().datagrams();
        DatagramPeer stranger = peers().datagrams();
        stranger.send("before", endpoint);
        SockAddr only = friend.address().copy();

        succeeds(endpoint.restrict(only));
        only.copyFrom(stranger.address());
        stranger.send("after", endpoint);
        friend.send("hello", endpoint);

        assertThat(receive(endpoint)).isEqualTo("hello");
        send(endpoint, "elsewhere", stranger.address());
        assertThat(stranger.receive(endpoint)).isEqualTo("elsewhere");
        send(endpoint, "there", friend.address());
        assertThat(friend.receive(endpoint)).isEqualTo("there");
    }

    @Test
    void restrictsReceivesThatWait() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer friend = peers().datagrams();
        DatagramPeer stranger = peers().datagrams();
        RecordedRequest receive = waiting(endpoint);

        succeeds(endpoint.restrict(friend.address()));
        stranger.send("x", endpoint);
        friend.send("hello", endpoint);

        succeeds(receive.await());
        assertThat(receive.text()).isEqualTo("hello");
    }

    @Test
    void receivesFromAllOnceTheRestrictionIsGone() {
        DatagramEndpoint endpoint = bound();
        DatagramPeer friend = peers().datagrams();
        DatagramPeer other = peers().datagrams();
        succeeds(endpoint.restrict(friend.address()));
        succeeds(endpoint.restrict(other.address()));
        friend.send("x", endpoint);
        other.send("a", endpoint);
        assertThat(receive(endpoint)).isEqualTo("a");

        succeeds(endpoint.restrict(null));
        friend.send("b", endpoint);
        other.send("c", endpoint);

        assertThat(receive(endpoint)).isEqualTo("b");
        assertThat(receive(endpoint)).isEqualTo("c");
    }

    @Test
    void restrictsToNoAddressThatCannotSend() {
        DatagramEndpoint endpoint = bound();
        Stream<SockAddr> wrong = transport().home().family() == AddressFamily.AF_INET
                ? Stream.of(SockAddrIn.of("0.0.0.0", 7), SockAddrIn.of("224.0.0.1", 7), SockAddrIn.of("127.0.0.1", 0))
                : Stream.of(SockAddrIn6.of("::", 7), SockAddrIn6.of("ff02::1", 7), SockAddrIn6.of("::1", 0));

        assertThat(wrong.map(endpoint::restrict)).containsOnly(NtStatus.STATUS_INVALID_PARAMETER);

        peers().datagrams().send("still from all", endpoint);
        assertThat(receive(endpoint)).isEqualTo("still from all");
    }

    // ---- groups

    @Test
    void hearsTheGroupThatItHasJoined() {
        MulticastGroup group = datagrams().group().orElse(null);
        Assumptions.assumeTrue(group != null, "no groups here");
        DatagramEndpoint sender = open(observer);
        succeeds(sender.bind(group.home()));
        group.sending().accept(sender);
        DatagramEndpoint member = open(observer);
        succeeds(member.bind(group.anywhere()));
        SockAddr address = group.address().apply(portOf(localOf(member)));

        succeeds(member.setOption(group.level(), SocketOptions.IP_ADD_MEMBERSHIP, group.membership()));
        send(sender, "all", address);
        assertThat(receive(member)).isEqualTo("all");

        succeeds(member.setOption(group.level(), SocketOptions.IP_DROP_MEMBERSHIP, group.membership()));
        send(sender, "nobody", address);
        peers().datagrams().send("you", member);
        assertThat(receive(member)).isEqualTo("you");
    }

    @Test
    void joinsOnceAndLeavesOnce() {
        MulticastGroup group = datagrams().group().orElse(null);
        Assumptions.assumeTrue(group != null, "no groups here");
        DatagramEndpoint member = open(observer);
        succeeds(member.bind(group.anywhere()));

        assertThat(member.setOption(group.level(), SocketOptions.IP_DROP_MEMBERSHIP, group.membership()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        succeeds(member.setOption(group.level(), SocketOptions.IP_ADD_MEMBERSHIP, group.membership()));
        assertThat(member.setOption(group.level(), SocketOptions.IP_ADD_MEMBERSHIP, group.membership()))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }
}
