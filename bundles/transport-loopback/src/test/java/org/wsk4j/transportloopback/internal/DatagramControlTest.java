// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.In6PktInfo;
import org.wsk4j.ws2def.InPktInfo;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketOptions;

class DatagramControlTest {
    private static final int IP = IpProtocol.IPPROTO_IP;
    private static final int IPV6 = IpProtocol.IPPROTO_IPV6;

    @RegisterExtension
    final LoopbackFixture loopback = new LoopbackFixture();

    private final CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(200));
    private DatagramEndpoint from;
    private DatagramEndpoint to;

    @BeforeEach
    void open() {
        from = loopback.datagram(IpFamily.INET);
        to = loopback.datagram(IpFamily.INET);
    }

    private static void on(DatagramEndpoint endpoint, int level, int... options) {
        for (int option : options) {
            assertThat(LoopbackFixture.set(endpoint, level, option, 1)).isEqualTo(NtStatus.STATUS_SUCCESS);
        }
    }

    private NtStatus send(int length) {
        return RecordedDatagram.send(from, "x", LoopbackFixture.local(to), control, length);
    }

    @Test
    @Clause({"SENDTO-07", "RECEIVEFROM-08"})
    void carriesEverythingOverIpv4() {
        on(to, IP, SocketOptions.IP_PKTINFO, SocketOptions.IP_RECVTTL, SocketOptions.IP_RECVTOS);
        int length = new InPktInfo(0x7F000102, 1).appendTo(control, 0);
        length = control.append(length, IP, SocketOptions.IP_TTL, 7);
        length = control.append(length, IP, SocketOptions.IP_TOS, 0x20);
        assertThat(send(length)).isEqualTo(NtStatus.STATUS_SUCCESS);

        RecordedDatagram received = RecordedDatagram.receive(to);
        assertThat(received.sender())
                .isEqualTo(SockAddrIn.of("127.0.1.2", IpFamily.INET.port(LoopbackFixture.local(from))));
        int told = received.controlLength();
        InPktInfo arrival = new InPktInfo();
        assertThat(arrival.read(received.control(), told)).isTrue();
        assertThat(arrival).isEqualTo(new InPktInfo(SockAddrIn.INADDR_LOOPBACK, 1));
        assertThat(received.control().intValue(told, IP, SocketOptions.IP_TTL, -1))
                .isEqualTo(7);
        assertThat(received.control().intValue(told, IP, SocketOptions.IP_TOS, -1))
                .isEqualTo(0x20);
        assertThat(received.flags()).isZero();
    }

    @Test
    void carriesEverythingOverIpv6() {
        from = loopback.datagram(IpFamily.INET6);
        to = loopback.datagram(IpFamily.INET6);
        on(to, IPV6, SocketOptions.IPV6_PKTINFO, SocketOptions.IPV6_HOPLIMIT, SocketOptions.IPV6_RECVTCLASS);
        int length = new In6PktInfo(0, 1, 1).appendTo(control, 0);
        length = control.append(length, IPV6, SocketOptions.IPV6_HOPLIMIT, 9);
        length = control.append(length, IPV6, SocketOptions.IPV6_TCLASS, 0x12);
        assertThat(send(length)).isEqualTo(NtStatus.STATUS_SUCCESS);

        RecordedDatagram received = RecordedDatagram.receive(to);
        int told = received.controlLength();
        In6PktInfo arrival = new In6PktInfo();
        assertThat(arrival.read(received.control(), told)).isTrue();
        assertThat(arrival).isEqualTo(new In6PktInfo(0, 1, 1));
        assertThat(received.control().intValue(told, IPV6, SocketOptions.IPV6_HOPLIMIT, -1))
                .isEqualTo(9);
        assertThat(received.control().intValue(told, IPV6, SocketOptions.IPV6_TCLASS, -1))
                .isEqualTo(0x12);
    }

    @Test
    void takesFromTheOptionsWhatIsNotGiven() {
        on(to, IP, SocketOptions.IP_RECVTTL, SocketOptions.IP_RECVTOS);
        LoopbackFixture.set(from, IP, SocketOptions.IP_TTL, 33);
        LoopbackFixture.set(from, IP, SocketOptions.IP_TOS, 44);
        send(0);

        RecordedDatagram received = RecordedDatagram.receive(to);
        int told = received.controlLength();
        assertThat(received.control().intValue(told, IP, SocketOptions.IP_TTL, -1))
                .isEqualTo(33);
        assertThat(received.control().intValue(told, IP, SocketOptions.IP_TOS, -1))
                .isEqualTo(44);
    }

    @Test
    @Clause("RECEIVEFROM-15")
    void leavesOutWhatThereIsNoRoomFor() {
        on(to, IP, SocketOptions.IP_PKTINFO, SocketOptions.IP_RECVTTL, SocketOptions.IP_RECVTOS);
        send(0);
        send(0);
        send(0);
        int whole = RecordedDatagram.receive(to).controlLength();

        RecordedDatagram cut = RecordedDatagram.receive(to, 10, whole - 1);
        assertThat(cut.flags()).isEqualTo(SocketOptions.MSG_CTRUNC);
        assertThat(cut.controlLength()).isEqualTo(whole - CmsgHdr.space(Integer.BYTES));
        RecordedDatagram none = RecordedDatagram.receive(to, 10, 0);
        assertThat(none.flags()).isEqualTo(SocketOptions.MSG_CTRUNC);
        assertThat(none.controlLength()).isZero();
    }

    @Test
    void refusesWhatItCannotSend() {
        assertThat(send(5)).as("no whole header").isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(send(control.append(0, IP, SocketOptions.IP_ECN, 1))).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(send(control.append(0, IPV6, SocketOptions.IPV6_HOPLIMIT, 1)))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(send(control.append(0, IP, SocketOptions.IP_TTL, 256))).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(send(control.append(0, IP, SocketOptions.IP_TTL, ByteBuffer.allocate(2))))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(send(new InPktInfo(0xC0000201, 0).appendTo(control, 0)))
                .isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(send(new InPktInfo(0, 5).appendTo(control, 0))).isEqualTo(NtStatus.STATUS_INVALID_ADDRESS_COMPONENT);
        assertThat(RecordedDatagram.receive(to).request().answer())
                .as("nothing was sent")
                .isEqualTo(NtStatus.STATUS_PENDING);
    }
}
