// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IPV6;
import static org.wsk4j.ws2def.SocketOptions.IPV6_HOPLIMIT;
import static org.wsk4j.ws2def.SocketOptions.IPV6_PKTINFO;
import static org.wsk4j.ws2def.SocketOptions.IP_ECN;
import static org.wsk4j.ws2def.SocketOptions.IP_PKTINFO;
import static org.wsk4j.ws2def.SocketOptions.IP_TOS;
import static org.wsk4j.ws2def.SocketOptions.IP_TTL;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.In6PktInfo;
import org.wsk4j.ws2def.InPktInfo;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

class CmsgHdrTest {
    private final ByteBuffer room = ByteBuffer.allocateDirect(256);
    private final CmsgHdr control = CmsgHdr.of(room);

    @ParameterizedTest
    @CsvSource({"0, 16, 16", "1, 17, 24", "4, 20, 24", "8, 24, 24", "9, 25, 32", "20, 36, 40"})
    void reckonsLengthAndSpaceLikeTheMacros(int dataLength, int len, int space) {
        assertThat(CmsgHdr.len(dataLength)).isEqualTo(len);
        assertThat(CmsgHdr.space(dataLength)).isEqualTo(space);
    }

    @Test
    void laysANumberOutAsOnWindowsWhateverTheOrderOfTheBuffer() {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.BIG_ENDIAN);

        int used = CmsgHdr.of(bytes).append(0, IPPROTO_IPV6, IPV6_HOPLIMIT, 0x01020304);

        assertThat(used).isEqualTo(24);
        assertThat(bytes.array())
                .containsExactly(20, 0, 0, 0, 0, 0, 0, 0, 41, 0, 0, 0, 21, 0, 0, 0, 4, 3, 2, 1, 0, 0, 0, 0);
        assertThat(bytes.position()).isZero();
        assertThat(bytes.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
    }

    @Test
    void clearsWhatItDoesNotFill() {
        for (int i = 0; i < room.capacity(); i++) {
            room.put(i, (byte) 0x5A);
        }

        control.append(0, IPPROTO_IP, IP_TTL, -1);

        assertThat(room.getInt(20)).isZero();
        assertThat(room.get(24)).isEqualTo((byte) 0x5A);
    }

    @Test
    @Clause("SENDTO-07")
    void isASequenceOfObjectsThatEachStartWithAHeader() {
        int length = threeMessages();

        List<String> seen = new ArrayList<>();
        for (CmsgHdr c = control.firstHdr(length); c != null; c = control.nxtHdr(length, c)) {
            seen.add(c.level() + "/" + c.type() + "/" + c.length());
        }

        assertThat(length).isEqualTo(24 + 24 + 40);
        assertThat(seen).containsExactly("0/4/20", "0/19/24", "41/19/36");
    }

    @Test
    void isWalkedByAForLoop() {
        int length = threeMessages();

        assertThat(control.messages(length))
                .extracting(CmsgHdr::type)
                .containsExactly(IP_TTL, IP_PKTINFO, IPV6_PKTINFO);
        Iterator<CmsgHdr> none = control.messages(0).iterator();
        assertThat(none.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(none::next);
    }

    @Test
    void lengthAndNotTheRoomEndsTheSequence() {
        threeMessages();

        assertThat(control.messages(48)).hasSize(2);
        assertThat(control.messages(47)).hasSize(1);
        assertThat(control.messages(24 + CmsgHdr.len(InPktInfo.SIZE))).hasSize(2);
        assertThat(control.messages(15)).isEmpty();
        assertThat(control.messages(-1)).isEmpty();
        assertThat(control.firstHdr(0)).isNull();
    }

    @Test
    void lengthBeyondTheRoomIsCutToTheRoom() {
        int length = threeMessages();
        CmsgHdr exact = CmsgHdr.of(room.slice(0, length));

        assertThat(exact.messages(Integer.MAX_VALUE)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 15, -1, Long.MIN_VALUE, Long.MAX_VALUE, 65, 0x1_0000_0014L})
    void headerWithAnImpossibleLengthEndsTheSequence(long length) {
        threeMessages();
        room.order(ByteOrder.LITTLE_ENDIAN).putLong(24, length);

        assertThat(control.messages(88)).hasSize(1);
        assertThat(control.find(88, IPPROTO_IPV6, IPV6_PKTINFO)).isNull();
        assertThat(control.isWellFormed(88)).isFalse();
    }

    @Test
    void tellsWholeSequencesFromOthers() {
        int length = threeMessages();

        assertThat(control.isWellFormed(length)).isTrue();
        assertThat(control.isWellFormed(0)).isTrue();
        assertThat(control.isWellFormed(length - 4))
                .as("without the last padding")
                .isTrue();
        assertThat(control.isWellFormed(length - 5)).as("last message cut").isFalse();
        assertThat(control.isWellFormed(length + 15))
                .as("rest smaller than a header")
                .isTrue();
        assertThat(control.isWellFormed(length + 16)).as("header of zeros").isFalse();
        assertThat(control.isWellFormed(15)).isFalse();
        assertThat(control.isWellFormed(-1)).isFalse();
        assertThat(control.isWellFormed(257)).isFalse();
    }

    @Test
    void findsAMessageByLevelAndType() {
        int length = threeMessages();

        assertThat(control.find(length, IPPROTO_IP, IP_PKTINFO).length()).isEqualTo(24);
        assertThat(control.find(length, IPPROTO_IPV6, IPV6_PKTINFO).length()).isEqualTo(36);
        assertThat(control.find(length, IPPROTO_IP, IP_TOS)).isNull();
        assertThat(control.find(24, IPPROTO_IP, IP_PKTINFO)).isNull();
    }

    @Test
    void findsANumberOrSaysThatThereIsNone() {
        int length = control.append(0, IPPROTO_IP, IP_TTL, 64);
        length = control.append(length, IPPROTO_IP, IP_ECN, 3);
        length = control.append(length, IPPROTO_IP, IP_TTL, 65);

        assertThat(control.intValue(length, IPPROTO_IP, IP_TTL, -1)).isEqualTo(64);
        assertThat(control.intValue(length, IPPROTO_IP, IP_ECN, -1)).isEqualTo(3);
        assertThat(control.intValue(length, IPPROTO_IP, IP_TOS, -1)).isEqualTo(-1);
        assertThat(control.intValue(length, IPPROTO_IPV6, IP_TTL, -1)).isEqualTo(-1);
        assertThat(control.intValue(0, IPPROTO_IP, IP_TTL, -1)).isEqualTo(-1);
    }

    @Test
    void passesOverNumbersThatAreTooShort() {
        int length = control.append(0, IPPROTO_IP, IP_TTL, ByteBuffer.wrap(new byte[] {1, 2, 3}));

        assertThat(control.intValue(length, IPPROTO_IP, IP_TTL, -1)).isEqualTo(-1);
    }

    @Test
    void givesTheDataOfAMessage() {
        ByteBuffer data = ByteBuffer.wrap(new byte[] {9, 1, 2, 3, 4, 5, 9}, 1, 5);
        control.append(control.append(0, IPPROTO_IP, IP_TTL, 7), 1234, 56, data);

        CmsgHdr message = control.find(48, 1234, 56);

        assertThat(data.position()).isEqualTo(1);
        assertThat(message.data().remaining()).isEqualTo(5);
        assertThat(message.data().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
        assertThat(message.data()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        assertThat(message.intValue()).isEqualTo(0x04030201);
        assertThat(control.intValue()).isEqualTo(7);
        assertThat(message).hasToString("CMSGHDR level 1234 type 56, 5 bytes");
    }

    @Test
    void messageWithoutDataIsAHeaderAlone() {
        int length = control.append(0, 1, 2, ByteBuffer.allocate(0));

        assertThat(length).isEqualTo(CmsgHdr.SIZE);
        assertThat(control.firstHdr(length).data().remaining()).isZero();
    }

    @Test
    void sharesTheBytesBetweenPositionAndLimit() {
        ByteBuffer bytes = ByteBuffer.allocate(64).position(8).limit(40);
        CmsgHdr shared = CmsgHdr.of(bytes);

        shared.append(0, IPPROTO_IP, IP_TTL, 64);

        assertThat(shared.capacity()).isEqualTo(32);
        assertThat(bytes.get(8)).isEqualTo((byte) 20);
        assertThat(bytes.get(24)).isEqualTo((byte) 64);
        assertThat(bytes.position()).isEqualTo(8);
        assertThat(bytes.limit()).isEqualTo(40);
    }

    @Test
    void refusesAMessageThatDoesNotFitAndWritesNothing() {
        CmsgHdr small = CmsgHdr.of(room.slice(0, 47));
        int length = small.append(0, IPPROTO_IP, IP_TTL, 64);

        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> small.append(length, IPPROTO_IP, IP_TOS, 1));
        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> new In6PktInfo().appendTo(small, length));
        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> small.append(-24, IPPROTO_IP, IP_TOS, 1));

        assertThat(room.getLong(24)).isZero();
        assertThat(small.messages(47)).hasSize(1);
    }

    @Test
    void readsButDoesNotWriteReadOnlyBytes() {
        int length = control.append(0, IPPROTO_IP, IP_TTL, 64);
        CmsgHdr readOnly = CmsgHdr.of(room.asReadOnlyBuffer());

        assertThat(readOnly.intValue(length, IPPROTO_IP, IP_TTL, -1)).isEqualTo(64);
        assertThatExceptionOfType(ReadOnlyBufferException.class)
                .isThrownBy(() -> readOnly.append(length, IPPROTO_IP, IP_TOS, 1));
    }

    @Test
    void goesOnFromAMessageInTheMiddle() {
        int length = threeMessages();
        CmsgHdr second = control.nxtHdr(length, control.firstHdr(length));

        assertThat(second.capacity()).isEqualTo(256 - 24);
        assertThat(second.messages(length - 24)).extracting(CmsgHdr::type).containsExactly(IP_PKTINFO, IPV6_PKTINFO);
        assertThat(second.firstHdr(length - 24)).isSameAs(second);
    }

    @Test
    void givesItsBytesToBeHandedOn() {
        int length = control.append(0, IPPROTO_IP, IP_TTL, 64);

        ByteBuffer bytes = control.bytes(length);

        assertThat(bytes.remaining()).isEqualTo(24);
        assertThat(bytes.getLong(0)).isEqualTo(20);
        assertThat(CmsgHdr.of(bytes).intValue(length, IPPROTO_IP, IP_TTL, -1)).isEqualTo(64);
    }

    @Test
    void saysThatThereIsNoMessageInEmptyRoom() {
        assertThat(control).hasToString("CMSGHDR (none here)");
    }

    @Test
    void carriesTheWayOfAnIpv4DatagramAsOnWindows() {
        InPktInfo sent = new InPktInfo(SockAddrIn.of("192.0.2.1", 0).intAddress(), 3);
        InPktInfo received = new InPktInfo();

        int length = sent.appendTo(control, control.append(0, IPPROTO_IP, IP_TTL, 64));

        assertThat(received.read(control, length)).isTrue();
        assertThat(received).isEqualTo(sent).hasSameHashCodeAs(sent).hasToString("192.0.2.1 on interface 3");
        assertThat(control.find(length, IPPROTO_IP, IP_PKTINFO).data())
                .isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 192, 0, 2, 1, 3, 0, 0, 0}));
    }

    @Test
    void carriesTheWayOfAnIpv6DatagramAsOnWindows() {
        SockAddrIn6 address = SockAddrIn6.of("fe80::102:304", 0);
        In6PktInfo sent = new In6PktInfo(address.highAddress(), address.lowAddress(), 7);
        In6PktInfo received = new In6PktInfo();

        int length = sent.appendTo(control, control.append(0, IPPROTO_IP, IP_TTL, 64));

        assertThat(received.read(control, length)).isTrue();
        assertThat(received).isEqualTo(sent).hasSameHashCodeAs(sent).hasToString("fe80::102:304 on interface 7");
        assertThat(control.find(length, IPPROTO_IPV6, IPV6_PKTINFO).data())
                .isEqualTo(ByteBuffer.wrap(
                        new byte[] {(byte) 0xfe, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 7, 0, 0, 0}));
    }

    @Test
    void packetInformationStaysAsItWasWhenThereIsNone() {
        InPktInfo info = new InPktInfo(SockAddrIn.INADDR_LOOPBACK, 1);
        In6PktInfo info6 = new In6PktInfo(0, 1, 1);
        int length = control.append(0, IPPROTO_IP, IP_TTL, 64);
        int tooShort = control.append(length, IPPROTO_IP, IP_PKTINFO, 5);

        assertThat(info.read(control, length)).isFalse();
        assertThat(info.read(control, tooShort)).isFalse();
        assertThat(info.read(null, 0)).isFalse();
        assertThat(info6.read(control, length)).isFalse();
        assertThat(info6.read(null, 0)).isFalse();

        assertThat(info).isEqualTo(new InPktInfo(SockAddrIn.INADDR_LOOPBACK, 1));
        assertThat(info6).isEqualTo(new In6PktInfo(0, 1, 1));
    }

    @Test
    void packetInformationHoldsWhatWasSet() {
        InPktInfo info = new InPktInfo();
        info.setAddress(SockAddrIn.INADDR_LOOPBACK);
        info.setInterfaceIndex(2);
        In6PktInfo info6 = new In6PktInfo();
        info6.setAddress(0, 1);
        info6.setInterfaceIndex(2);

        assertThat(info).hasToString("127.0.0.1 on interface 2").isNotEqualTo(new InPktInfo());
        assertThat(info.intAddress()).isEqualTo(SockAddrIn.INADDR_LOOPBACK);
        assertThat(info.interfaceIndex()).isEqualTo(2);
        assertThat(info6).hasToString("::1 on interface 2").isNotEqualTo(new In6PktInfo());
        assertThat(info6.highAddress()).isZero();
        assertThat(info6.lowAddress()).isEqualTo(1);
        assertThat(info6.interfaceIndex()).isEqualTo(2);
    }

    private int threeMessages() {
        int length = control.append(0, IPPROTO_IP, IP_TTL, 64);
        length = new InPktInfo(SockAddrIn.INADDR_LOOPBACK, 1).appendTo(control, length);
        return new In6PktInfo(0, 1, 1).appendTo(control, length);
    }
}
