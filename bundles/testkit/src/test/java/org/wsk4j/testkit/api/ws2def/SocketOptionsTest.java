// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.ws2def;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.ws2def.SocketOptions;

class SocketOptionsTest {
    @ParameterizedTest
    @CsvSource({
        "SOL_SOCKET, 0xFFFF",
        "SO_DEBUG, 0x0001",
        "SO_ACCEPTCONN, 0x0002",
        "SO_REUSEADDR, 0x0004",
        "SO_KEEPALIVE, 0x0008",
        "SO_DONTROUTE, 0x0010",
        "SO_BROADCAST, 0x0020",
        "SO_USELOOPBACK, 0x0040",
        "SO_LINGER, 0x0080",
        "SO_OOBINLINE, 0x0100",
        "SO_DONTLINGER, 0xFFFFFF7F",
        "SO_EXCLUSIVEADDRUSE, 0xFFFFFFFB",
        "SO_SNDBUF, 0x1001",
        "SO_RCVBUF, 0x1002",
        "SO_SNDLOWAT, 0x1003",
        "SO_RCVLOWAT, 0x1004",
        "SO_SNDTIMEO, 0x1005",
        "SO_RCVTIMEO, 0x1006",
        "SO_ERROR, 0x1007",
        "SO_TYPE, 0x1008",
        "SO_MAX_MSG_SIZE, 0x2003",
        "SO_CONDITIONAL_ACCEPT, 0x3002",
        "IP_OPTIONS, 1",
        "IP_HDRINCL, 2",
        "IP_TOS, 3",
        "IP_TTL, 4",
        "IP_MULTICAST_IF, 9",
        "IP_MULTICAST_TTL, 10",
        "IP_MULTICAST_LOOP, 11",
        "IP_ADD_MEMBERSHIP, 12",
        "IP_DROP_MEMBERSHIP, 13",
        "IP_DONTFRAGMENT, 14",
        "IP_PKTINFO, 19",
        "IP_RECVTTL, 21",
        "IP_RECEIVE_BROADCAST, 22",
        "IP_UNICAST_IF, 31",
        "IP_RECVTOS, 40",
        "IP_ECN, 50",
        "IP_MTU_DISCOVER, 71",
        "IP_MTU, 73",
        "IPV6_HOPOPTS, 1",
        "IPV6_HDRINCL, 2",
        "IPV6_UNICAST_HOPS, 4",
        "IPV6_MULTICAST_IF, 9",
        "IPV6_MULTICAST_HOPS, 10",
        "IPV6_MULTICAST_LOOP, 11",
        "IPV6_ADD_MEMBERSHIP, 12",
        "IPV6_DROP_MEMBERSHIP, 13",
        "IPV6_DONTFRAG, 14",
        "IPV6_PKTINFO, 19",
        "IPV6_HOPLIMIT, 21",
        "IPV6_PROTECTION_LEVEL, 23",
        "IPV6_CHECKSUM, 26",
        "IPV6_V6ONLY, 27",
        "IPV6_UNICAST_IF, 31",
        "IPV6_TCLASS, 39",
        "IPV6_RECVTCLASS, 40",
        "IPV6_ECN, 50",
        "IPV6_MTU_DISCOVER, 71",
        "IPV6_MTU, 72",
        "TCP_NODELAY, 1",
        "TCP_EXPEDITED_1122, 2",
        "TCP_KEEPALIVE, 3",
        "TCP_KEEPIDLE, 3",
        "TCP_MAXSEG, 4",
        "TCP_MAXRT, 5",
        "TCP_NOSYNRETRIES, 9",
        "TCP_TIMESTAMPS, 10",
        "TCP_CONGESTION_ALGORITHM, 12",
        "TCP_DELAY_FIN_ACK, 13",
        "TCP_MAXRTMS, 14",
        "TCP_FASTOPEN, 15",
        "TCP_KEEPCNT, 16",
        "TCP_KEEPINTVL, 17",
        "UDP_NOCHECKSUM, 1",
        "UDP_SEND_MSG_SIZE, 2",
        "UDP_RECV_MAX_COALESCED_SIZE, 3",
        "UDP_COALESCED_INFO, 3",
        "MSG_OOB, 0x0001",
        "MSG_PEEK, 0x0002",
        "MSG_DONTROUTE, 0x0004",
        "MSG_WAITALL, 0x0008",
        "MSG_PUSH_IMMEDIATE, 0x0020",
        "MSG_TRUNC, 0x0100",
        "MSG_CTRUNC, 0x0200",
        "MSG_BCAST, 0x0400",
        "MSG_MCAST, 0x0800",
        "MSG_PARTIAL, 0x8000",
        "NI_NOFQDN, 0x01",
        "NI_NUMERICHOST, 0x02",
        "NI_NAMEREQD, 0x04",
        "NI_NUMERICSERV, 0x08",
        "NI_DGRAM, 0x10",
        "NI_MAXHOST, 1025",
        "NI_MAXSERV, 32",
    })
    void optionsAndFlagsHaveTheNumbersOfTheHeaders(String name, String number) throws ReflectiveOperationException {
        assertThat(SocketOptions.class.getField(name).getInt(null))
                .isEqualTo(Long.decode(number).intValue());
    }

    @ParameterizedTest
    @CsvSource({
        "IOC_VOID, 0x20000000",
        "IOC_OUT, 0x40000000",
        "IOC_IN, 0x80000000",
        "IOC_INOUT, 0xC0000000",
        "IOC_UNIX, 0x00000000",
        "IOC_WS2, 0x08000000",
        "IOC_PROTOCOL, 0x10000000",
        "IOC_VENDOR, 0x18000000",
        "SIO_ROUTING_INTERFACE_QUERY, 0xC8000014",
        "SIO_ROUTING_INTERFACE_CHANGE, 0x88000015",
        "SIO_ADDRESS_LIST_QUERY, 0x48000016",
        "SIO_ADDRESS_LIST_CHANGE, 0x28000017",
        "SIO_ADDRESS_LIST_SORT, 0xC8000019",
        "SIO_RCVALL, 0x98000001",
        "SIO_KEEPALIVE_VALS, 0x98000004",
        "SIO_UDP_CONNRESET, 0x9800000C",
        "SIO_LOOPBACK_FAST_PATH, 0x98000010",
        "SIO_TCP_INITIAL_RTO, 0x98000011",
        "SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS, 0x980000DC",
        "SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT, 0x980000DD",
        "SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS, 0x980000DE",
    })
    void controlCodesHaveTheNumbersOfTheHeaders(String name, String number) throws ReflectiveOperationException {
        assertThat(SocketOptions.class.getField(name).getInt(null))
                .isEqualTo(Long.decode(number).intValue());
    }

    @Test
    void codesOfWskItselfCanBeComposed() {
        int wsk = SocketOptions.IOC_WS2 + 0x07000000;

        assertThat(SocketOptions.wsaIo(wsk, 7)).isEqualTo(0x2F000007);
        assertThat(SocketOptions.wsaIoR(wsk, 3)).isEqualTo(0x4F000003);
        assertThat(SocketOptions.wsaIoW(wsk, 1)).isEqualTo(0x8F000001);
        assertThat(SocketOptions.wsaIoRw(wsk, 2)).isEqualTo(0xCF000002);
    }

    @Test
    void holdsNothingThatBelongsToWskAlone() {
        assertThat(SocketOptions.class.getFields()).extracting(Field::getName).noneMatch(name -> name.contains("WSK"));
    }
}
