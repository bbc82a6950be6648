// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

class AddrInfoExWTest {
    @Test
    void newEntryAsksForAnyKindOfSocket() {
        AddrInfoExW hints = new AddrInfoExW();

        assertThat(hints.flags()).isZero();
        assertThat(hints.family()).isEqualTo(AddressFamily.AF_UNSPEC);
        assertThat(hints.socketType()).isZero();
        assertThat(hints.protocol()).isZero();
        assertThat(hints.canonName()).isNull();
        assertThat(hints.addr()).isNull();
        assertThat(hints.addrLen()).isZero();
        assertThat(hints.blob()).isNull();
        assertThat(hints.blobLen()).isZero();
        assertThat(hints.provider()).isNull();
        assertThat(hints.next()).isNull();
    }

    @Test
    void holdsWhatWasSet() {
        Guid provider = Guid.parse("{2227E803-8D8B-11D4-ABAD-009027719E09}");
        AddrInfoExW entry = entry(SockAddrIn.of("192.0.2.1", 80));
        entry.setFlags(AddrInfoExW.AI_CANONNAME);
        entry.setCanonName("host.example");
        entry.setBlob(ByteBuffer.allocate(5));
        entry.setProvider(provider);

        assertThat(entry.flags()).isEqualTo(AddrInfoExW.AI_CANONNAME);
        assertThat(entry.family()).isEqualTo(AddressFamily.AF_INET);
        assertThat(entry.socketType()).isEqualTo(SocketType.SOCK_STREAM);
        assertThat(entry.protocol()).isEqualTo(IpProtocol.IPPROTO_TCP);
        assertThat(entry.canonName()).isEqualTo("host.example");
        assertThat(entry.blobLen()).isEqualTo(5);
        assertThat(entry.provider()).isEqualTo(provider);
        assertThat(entry).hasToString("192.0.2.1:80 AF_INET/SOCK_STREAM/IPPROTO_TCP (host.example)");
    }

    @Test
    void addressLengthIsThatOfTheAddress() {
        AddrInfoExW entry = entry(SockAddrIn.of("192.0.2.1", 80));
        assertThat(entry.addrLen()).isEqualTo(SockAddrIn.SIZE);

        entry.setAddr(SockAddrIn6.of("::1", 80));

        assertThat(entry.addrLen()).isEqualTo(SockAddrIn6.SIZE);
    }

    @Test
    void isWalkedAsALinkedList() {
        AddrInfoExW first = entry(SockAddrIn.of("192.0.2.1", 80));
        AddrInfoExW second = entry(SockAddrIn.of("192.0.2.2", 80));
        AddrInfoExW third = entry(SockAddrIn.of("192.0.2.3", 80));
        first.setNext(second);
        second.setNext(third);

        assertThat(first).containsExactly(first, second, third);
        assertThat(second).containsExactly(second, third);
        assertThat(first.next().next().next()).isNull();
    }

    @Test
    void walkEndsAfterTheLastEntry() {
        Iterator<AddrInfoExW> walk = new AddrInfoExW().iterator();
        walk.next();

        assertThat(walk.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(walk::next);
    }

    @ParameterizedTest
    @CsvSource({
        "AI_PASSIVE, 0x00000001",
        "AI_CANONNAME, 0x00000002",
        "AI_NUMERICHOST, 0x00000004",
        "AI_NUMERICSERV, 0x00000008",
        "AI_DNS_ONLY, 0x00000010",
        "AI_ALL, 0x00000100",
        "AI_ADDRCONFIG, 0x00000400",
        "AI_V4MAPPED, 0x00000800",
        "AI_NON_AUTHORITATIVE, 0x00004000",
        "AI_SECURE, 0x00008000",
        "AI_RETURN_PREFERRED_NAMES, 0x00010000",
        "AI_FQDN, 0x00020000",
        "AI_FILESERVER, 0x00040000",
        "AI_DISABLE_IDN_ENCODING, 0x00080000",
        "NS_ALL, 0",
        "NS_SAP, 1",
        "NS_NDS, 2",
        "NS_PEER_BROWSE, 3",
        "NS_TCPIP_LOCAL, 10",
        "NS_TCPIP_HOSTS, 11",
        "NS_DNS, 12",
        "NS_NETBT, 13",
        "NS_WINS, 14",
        "NS_NLA, 15",
        "NS_BTH, 16",
        "NS_NTDS, 32",
        "NS_EMAIL, 37",
    })
    void constantsHaveTheNumbersOfTheHeaders(String name, String number) throws ReflectiveOperationException {
        assertThat(AddrInfoExW.class.getField(name).getInt(null)).isEqualTo(Integer.decode(number));
    }

    private static AddrInfoExW entry(SockAddr address) {
        AddrInfoExW entry = new AddrInfoExW();
        entry.setFamily(address.family());
        entry.setSocketType(SocketType.SOCK_STREAM);
        entry.setProtocol(IpProtocol.IPPROTO_TCP);
        entry.setAddr(address);
        return entry;
    }
}
