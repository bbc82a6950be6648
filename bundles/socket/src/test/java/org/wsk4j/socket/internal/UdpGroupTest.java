// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;

/** Datagrams over UDP to more than one: groups and broadcast. Nothing leaves this machine. */
@Timeout(60)
class UdpGroupTest {
    private static final String INET = "233.252.0.1";
    private static final String INET6 = "ff01::db8:1"; // stays on the interface
    private static final int FILTERS_INET6 = 22; // the JDK from this version on, JDK-8241800

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private DatagramClient bound(Group group) {
        DatagramClient socket = wsk.datagram(group.addressFamily(), null, null);
        socket.bind(group.wildcard(0)).completedWith(STATUS_SUCCESS);
        return socket;
    }

    /** A socket that sends to the group. */
    private DatagramClient sender(Group group) {
        DatagramClient socket = bound(group);
        group.sendThere(socket);
        group.set(socket, SocketOptions.IP_MULTICAST_TTL, 0);
        return socket;
    }

    private static int portOf(DatagramClient socket, Group group) {
        SockAddr local = group.wildcard(0);
        socket.getLocalAddress(local).completedInlineWith(STATUS_SUCCESS);
        return local instanceof SockAddrIn inet ? inet.port() : ((SockAddrIn6) local).port();
    }

    private static void assertReceives(String text, Call receive, Bytes room) {
        receive.succeededWith(text.length());
        assertThat(room.text(0, text.length())).isEqualTo(text);
    }

    // ---- groups

    @ParameterizedTest
    @ValueSource(strings = {INET, INET6})
    void hearsTheGroupsThatItHasJoined(String address) {
        Group group = Group.anywhere(address);
        DatagramClient sender = sender(group);
        DatagramClient socket = bound(group);
        int port = portOf(socket, group);
        Bytes room = Bytes.room(9);
        SockAddr from = group.wildcard(0);
        group.join(socket);
        Call receive = socket.receiveFrom(room.buf(), from).isPending();

        sender.sendTo("all", group.at(port)).succeededWith(3);

        assertReceives("all", receive, room);
        assertThat(from).isNotEqualTo(group.wildcard(0));
        socket.sendTo("answer", from).succeededWith(6);
        assertReceives("answer", sender.receiveFrom(room.buf()), room);
    }

    @ParameterizedTest
    @ValueSource(strings = {INET, INET6})
    void hearsNoneBeforeItHasJoinedAndAfterItHasLeft(String address) {
        Group group = Group.anywhere(address);
        DatagramClient sender = sender(group);
        DatagramClient socket = bound(group);
        int port = portOf(socket, group);
        Bytes room = Bytes.room(9);
        Call receive = socket.receiveFrom(room.buf()).isPending();

        sender.sendTo("too early", group.at(port)).succeededWith(9);
        group.join(socket);
        sender.sendTo("now", group.at(port)).succeededWith(3);

        assertReceives("now", receive, room);
        group.leave(socket);
        Call next = socket.receiveFrom(room.buf()).isPending();
        sender.sendTo("too late", group.at(port)).succeededWith(8);
        sender.sendTo("you", group.home(port)).succeededWith(3);
        assertReceives("you", next, room);
    }

    @ParameterizedTest
    @ValueSource(strings = {INET, INET6})
    void hearsNoneThatOthersHaveJoined(String address) {
        Group group = Group.anywhere(address);
        assumeTrue(
                group.isInet() || Runtime.version().feature() >= FILTERS_INET6,
                "The JDK before 22 lets sockets of IPv6 on Linux hear what others have joined");
        DatagramClient sender = sender(group);
        DatagramClient member = wsk.datagram(group.addressFamily(), null, null);
        DatagramClient neighbour = wsk.datagram(group.addressFamily(), null, null);
        for (DatagramClient each : new DatagramClient[] {member, neighbour}) {
            each.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, WskConstants.SIZEOF_ULONG, new ULong(1))
                    .completedWith(STATUS_SUCCESS);
        }
        member.bind(group.wildcard(0)).completedWith(STATUS_SUCCESS);
        int port = portOf(member, group);
        neighbour.bind(group.wildcard(port)).completedWith(STATUS_SUCCESS);
        group.join(member);
        Bytes ofMember = Bytes.room(9);
        Bytes ofNeighbour = Bytes.room(9);
        Call heard = member.receiveFrom(ofMember.buf()).isPending();
        Call unheard = neighbour.receiveFrom(ofNeighbour.buf()).isPending();

        sender.sendTo("one", group.at(port)).succeededWith(3);
        assertReceives("one", heard, ofMember);
        group.join(neighbour);
        Call both = member.receiveFrom(ofMember.buf()).isPending();
        sender.sendTo("both", group.at(port)).succeededWith(4);

        assertReceives("both", both, ofMember);
        assertReceives("both", unheard, ofNeighbour);
    }

    @ParameterizedTest
    @ValueSource(strings = {INET, INET6})
    void isHeardOnThisMachineUnlessItIsToldNotTo(String address) {
        Group group = Group.anywhere(address);
        DatagramClient sender = sender(group);
        DatagramClient socket = bound(group);
        int port = portOf(socket, group);
        Bytes room = Bytes.room(9);
        group.join(socket);
        Call receive = socket.receiveFrom(room.buf()).isPending();

        loop(group, 0, sender, socket);
        sender.sendTo("unheard", group.at(port)).succeededWith(7);
        loop(group, 1, sender, socket);
        sender.sendTo("heard", group.at(port)).succeededWith(5);

        assertReceives("heard", receive, room);
    }

    /** At both ends, as platforms differ in which one counts. */
    private static void loop(Group group, int value, DatagramClient... ends) {
        for (DatagramClient each : ends) {
            group.set(each, SocketOptions.IP_MULTICAST_LOOP, value);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {INET, INET6})
    void tellsHowItSendsToGroups(String address) {
        Group group = Group.anywhere(address);
        DatagramClient socket = bound(group);

        assertThat(group.get(socket, SocketOptions.IP_MULTICAST_TTL)).isEqualTo(1);
        assertThat(group.get(socket, SocketOptions.IP_MULTICAST_LOOP)).isEqualTo(1);
        group.set(socket, SocketOptions.IP_MULTICAST_TTL, 30);
        group.set(socket, SocketOptions.IP_MULTICAST_LOOP, 0);
        assertThat(group.get(socket, SocketOptions.IP_MULTICAST_TTL)).isEqualTo(30);
        assertThat(group.get(socket, SocketOptions.IP_MULTICAST_LOOP)).isZero();
    }

    @Test
    void joinsNothingThatIsNoGroup() {
        DatagramClient socket = wsk.boundDatagram(null, null);
        IpMreq nobody = new IpMreq(SockAddrIn.INADDR_LOOPBACK, 0);

        socket.set(IpProtocol.IPPROTO_IP, SocketOptions.IP_ADD_MEMBERSHIP, IpMreq.SIZE, nobody)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
        socket.set(IpProtocol.IPPROTO_IP, SocketOptions.IP_ADD_MEMBERSHIP, IpMreq.SIZE - 1, nobody)
                .completedInlineWith(STATUS_INVALID_PARAMETER);
    }

    // ---- broadcast

    @Test
    @Clause("SO-BROADCAST-01")
    void sendsNoBroadcastUnlessItMay() {
        DatagramClient socket = wsk.boundDatagram(null, null);

        socket.sendTo("all", SockAddrIn.of("255.255.255.255", 9)).completedInlineWith(STATUS_ACCESS_DENIED);
        socket.sendMessages(SendMessagesTest.list("a", "b"), SockAddrIn.of("255.255.255.255", 9))
                .completedInlineWith(STATUS_ACCESS_DENIED);
    }

    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "Only Linux has broadcasts on its loopback")
    @Clause("SO-BROADCAST-01")
    void broadcastsOnceItMay() {
        DatagramClient sender = wsk.boundDatagram(null, null);
        DatagramClient socket = wsk.datagram(null, null);
        socket.bind(SocketFixture.anyLocal()).completedWith(STATUS_SUCCESS);
        SockAddrIn local = new SockAddrIn();
        socket.getLocalAddress(local).completedInlineWith(STATUS_SUCCESS);
        SockAddrIn all = SockAddrIn.of("127.255.255.255", local.port());
        Bytes room = Bytes.room(9);
        ULong flags = new ULong();
        Call receive = socket.receiveFrom(room.buf(), 0, null, null, null, flags, RecordedIrp.ready())
                .isPending();

        sender.sendTo("denied", all).completedInlineWith(STATUS_ACCESS_DENIED);
        sender.set(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, WskConstants.SIZEOF_ULONG, new ULong(1))
                .completedWith(STATUS_SUCCESS);
        sender.sendTo("all", all).succeededWith(3);

        assertReceives("all", receive, room);
        assertThat(flags.get()).as("the JDK does not tell where it came to").isZero();
    }
}
