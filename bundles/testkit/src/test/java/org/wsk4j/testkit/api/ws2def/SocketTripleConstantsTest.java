// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

class SocketTripleConstantsTest {
    @Test
    @Clause("AF-INET-01")
    void ipv4FamilyHasItsNumberAndItsAddress() {
        assertThat(AddressFamily.AF_INET).isEqualTo(2);
        assertThat(new SockAddrIn().family()).isEqualTo(AddressFamily.AF_INET);
    }

    @Test
    @Clause("AF-INET6-01")
    void ipv6FamilyHasItsNumberAndItsAddress() {
        assertThat(AddressFamily.AF_INET6).isEqualTo(23);
        assertThat(new SockAddrIn6().family()).isEqualTo(AddressFamily.AF_INET6);
    }

    @Test
    void otherFamiliesHaveTheNumbersOfTheHeader() {
        assertThat(AddressFamily.AF_UNSPEC).isZero();
        assertThat(AddressFamily.AF_UNIX).isEqualTo(1);
        assertThat(AddressFamily.AF_NETBIOS).isEqualTo(17);
        assertThat(AddressFamily.AF_IRDA).isEqualTo(26);
        assertThat(AddressFamily.AF_BTH).isEqualTo(32);
        assertThat(AddressFamily.AF_HYPERV).isEqualTo(34);
    }

    @Test
    @Clause({"AF-TYPES-01", "AF-TYPES-02", "AF-TYPES-03"})
    void socketTypesHaveTheNumbersOfTheHeader() {
        assertThat(SocketType.SOCK_STREAM).isEqualTo(1);
        assertThat(SocketType.SOCK_DGRAM).isEqualTo(2);
        assertThat(SocketType.SOCK_RAW).isEqualTo(3);
        assertThat(SocketType.SOCK_RDM).isEqualTo(4);
        assertThat(SocketType.SOCK_SEQPACKET).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "IPPROTO_IP, 0",
        "IPPROTO_ICMP, 1",
        "IPPROTO_IGMP, 2",
        "IPPROTO_GGP, 3",
        "IPPROTO_IPV4, 4",
        "IPPROTO_ST, 5",
        "IPPROTO_TCP, 6",
        "IPPROTO_CBT, 7",
        "IPPROTO_EGP, 8",
        "IPPROTO_IGP, 9",
        "IPPROTO_PUP, 12",
        "IPPROTO_UDP, 17",
        "IPPROTO_IDP, 22",
        "IPPROTO_RDP, 27",
        "IPPROTO_ND, 77",
        "IPPROTO_ICLFXBM, 78",
        "IPPROTO_PIM, 103",
        "IPPROTO_PGM, 113",
        "IPPROTO_L2TP, 115",
        "IPPROTO_SCTP, 132",
        "IPPROTO_RAW, 255",
    })
    @Clause("AF-INET-07")
    void protocolsOfIpv4HaveTheNumbersOfTheReference(String name, int number) throws ReflectiveOperationException {
        assertThat(IpProtocol.class.getField(name).getInt(null)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({
        "IPPROTO_HOPOPTS, 0",
        "IPPROTO_IPV6, 41",
        "IPPROTO_ROUTING, 43",
        "IPPROTO_FRAGMENT, 44",
        "IPPROTO_ESP, 50",
        "IPPROTO_AH, 51",
        "IPPROTO_ICMPV6, 58",
        "IPPROTO_NONE, 59",
        "IPPROTO_DSTOPTS, 60",
    })
    @Clause({"AF-INET6-07", "AF-INET6-09"})
    void protocolsOfIpv6HaveTheNumbersOfTheReference(String name, int number) throws ReflectiveOperationException {
        assertThat(IpProtocol.class.getField(name).getInt(null)).isEqualTo(number);
    }

    @Test
    void familiesAreNamedByTheirConstant() throws ReflectiveOperationException {
        for (Field constant : AddressFamily.class.getFields()) {
            assertThat(AddressFamily.name(constant.getInt(null))).isEqualTo(constant.getName());
        }
    }

    @Test
    void socketTypesAreNamedByTheirConstant() throws ReflectiveOperationException {
        for (Field constant : SocketType.class.getFields()) {
            assertThat(SocketType.name(constant.getInt(null))).isEqualTo(constant.getName());
        }
    }

    @Test
    void protocolsAreNamedByTheirConstantAndZeroByThatOfIpv4() throws ReflectiveOperationException {
        for (Field constant : IpProtocol.class.getFields()) {
            String name = constant.getName().equals("IPPROTO_HOPOPTS") ? "IPPROTO_IP" : constant.getName();
            assertThat(IpProtocol.name(constant.getInt(null))).isEqualTo(name);
        }
    }

    @Test
    void unknownNumbersStandForThemselves() {
        assertThat(AddressFamily.name(99)).isEqualTo("99");
        assertThat(SocketType.name(-1)).isEqualTo("-1");
        assertThat(IpProtocol.name(254)).isEqualTo("254");
    }

    @ParameterizedTest
    @ValueSource(classes = {AddressFamily.class, SocketType.class, IpProtocol.class})
    void constantsAreCompileTimeNumbers(Class<?> header) {
        assertThat(header.getFields())
                .isNotEmpty()
                .allMatch(field -> field.getType() == int.class)
                .allMatch(field -> Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers()));
    }
}
