// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

/**
 * The numbers of the socket headers: options with their levels, I/O control codes, flags of messages and of look-ups by
 * address (SO_*, IP_*, IPV6_*, TCP_*, UDP_*, IOC_*, SIO_*, MSG_*, NI_*).
 *
 * <p>They are the ones of Windows on every platform. That a number is here does not mean that a transport knows it.
 * The constants of WSK itself (SO_WSK_*, SIO_WSK_*) are in {@code org.wsk4j.wsk.WskConstants}, hints of look-ups by
 * name (AI_*) in {@link AddrInfoExW}.
 *
 * <p>IRQL: any, for every member.
 */
public final class SocketOptions {
    // Socket options: level SOL_SOCKET

    /** Level of the options below; the other levels are numbers of {@link IpProtocol}. */
    public static final int SOL_SOCKET = 0xFFFF;

    /** Records debugging information. */
    public static final int SO_DEBUG = 0x0001;

    /** Tells whether the socket listens. */
    public static final int SO_ACCEPTCONN = 0x0002;

    /** Lets the socket share a local address with others that have set it too. */
    public static final int SO_REUSEADDR = 0x0004;

    /** Probes a connection that is silent for long. */
    public static final int SO_KEEPALIVE = 0x0008;

    /** Sends to the local link only. */
    public static final int SO_DONTROUTE = 0x0010;

    /** Allows datagrams to broadcast addresses. */
    public static final int SO_BROADCAST = 0x0020;

    /** Prefers the loopback. */
    public static final int SO_USELOOPBACK = 0x0040;

    /** Tells how long a close waits for unsent data. */
    public static final int SO_LINGER = 0x0080;

    /** Receives urgent data in the stream. */
    public static final int SO_OOBINLINE = 0x0100;

    /** Closes without waiting for unsent data. */
    public static final int SO_DONTLINGER = ~SO_LINGER;

    /** Keeps every other socket off the local address. */
    public static final int SO_EXCLUSIVEADDRUSE = ~SO_REUSEADDR;

    /** Size of the send buffer in bytes. */
    public static final int SO_SNDBUF = 0x1001;

    /** Size of the receive buffer in bytes. */
    public static final int SO_RCVBUF = 0x1002;

    /** Free bytes from which a send is possible. */
    public static final int SO_SNDLOWAT = 0x1003;

    /** Waiting bytes from which a receive is possible. */
    public static final int SO_RCVLOWAT = 0x1004;

    /** Longest time of a send, in milliseconds. */
    public static final int SO_SNDTIMEO = 0x1005;

    /** Longest time of a receive, in milliseconds. */
    public static final int SO_RCVTIMEO = 0x1006;

    /** The last error, which is cleared by asking. */
    public static final int SO_ERROR = 0x1007;

    /** The socket type. */
    public static final int SO_TYPE = 0x1008;

    /** Longest datagram that can be sent. */
    public static final int SO_MAX_MSG_SIZE = 0x2003;

    /** Lets the client of a listening socket inspect each connection request first. */
    public static final int SO_CONDITIONAL_ACCEPT = 0x3002;

    // Socket options and control messages: level IPPROTO_IP

    /** Options in the IP header. */
    public static final int IP_OPTIONS = 1;

    /** The client writes the IP header itself. */
    public static final int IP_HDRINCL = 2;

    /** Type of service; also as a control message. */
    public static final int IP_TOS = 3;

    /** Time to live of datagrams to one receiver; also as a control message. */
    public static final int IP_TTL = 4;

    /** Interface for datagrams to groups. */
    public static final int IP_MULTICAST_IF = 9;

    /** Time to live of datagrams to groups. */
    public static final int IP_MULTICAST_TTL = 10;

    /** Datagrams to groups come back to this machine. */
    public static final int IP_MULTICAST_LOOP = 11;

    /** Joins a group. */
    public static final int IP_ADD_MEMBERSHIP = 12;

    /** Leaves a group. */
    public static final int IP_DROP_MEMBERSHIP = 13;

    /** Datagrams are not cut into fragments. */
    public static final int IP_DONTFRAGMENT = 14;

    /** Received datagrams tell where they came to; also that control message, an {@link InPktInfo}. */
    public static final int IP_PKTINFO = 19;

    /** Received datagrams tell their time to live, as {@link #IP_TTL}. */
    public static final int IP_RECVTTL = 21;

    /** Receives datagrams to broadcast addresses. */
    public static final int IP_RECEIVE_BROADCAST = 22;

    /** Interface for datagrams to one receiver. */
    public static final int IP_UNICAST_IF = 31;

    /** Received datagrams tell their type of service, as {@link #IP_TOS}. */
    public static final int IP_RECVTOS = 40;

    /** Congestion bits: 0 none, 1 ECT(1), 2 ECT(0), 3 congestion met; also as a control message. */
    public static final int IP_ECN = 50;

    /** How the largest packet on the way is found out. */
    public static final int IP_MTU_DISCOVER = 71;

    /** The largest packet on the way, as far as known. */
    public static final int IP_MTU = 73;

    // Socket options and control messages: level IPPROTO_IPV6

    /** Hop-by-hop options. */
    public static final int IPV6_HOPOPTS = 1;

    /** The client writes the IP header itself. */
    public static final int IPV6_HDRINCL = 2;

    /** Hop limit of datagrams to one receiver. */
    public static final int IPV6_UNICAST_HOPS = 4;

    /** Interface for datagrams to groups. */
    public static final int IPV6_MULTICAST_IF = 9;

    /** Hop limit of datagrams to groups. */
    public static final int IPV6_MULTICAST_HOPS = 10;

    /** Datagrams to groups come back to this machine. */
    public static final int IPV6_MULTICAST_LOOP = 11;

    /** Joins a group. */
    public static final int IPV6_ADD_MEMBERSHIP = 12;

    /** Leaves a group. */
    public static final int IPV6_DROP_MEMBERSHIP = 13;

    /** Datagrams are not cut into fragments. */
    public static final int IPV6_DONTFRAG = 14;

    /** Received datagrams tell where they came to; also that control message, an {@link In6PktInfo}. */
    public static final int IPV6_PKTINFO = 19;

    /** Received datagrams tell their hop limit; also that control message. */
    public static final int IPV6_HOPLIMIT = 21;

    /** From how far away peers may come. */
    public static final int IPV6_PROTECTION_LEVEL = 23;

    /** Where a raw socket has its checksum. */
    public static final int IPV6_CHECKSUM = 26;

    /** 1: the socket serves IPv6 only, the default; 0, before the bind: IPv4 too. */
    public static final int IPV6_V6ONLY = 27;

    /** Interface for datagrams to one receiver. */
    public static final int IPV6_UNICAST_IF = 31;

    /** Traffic class; also as a control message. */
    public static final int IPV6_TCLASS = 39;

    /** Received datagrams tell their traffic class, as {@link #IPV6_TCLASS}. */
    public static final int IPV6_RECVTCLASS = 40;

    /** Congestion bits, as {@link #IP_ECN}; also as a control message. */
    public static final int IPV6_ECN = 50;

    /** How the largest packet on the way is found out. */
    public static final int IPV6_MTU_DISCOVER = 71;

    /** The largest packet on the way, as far as known. */
    public static final int IPV6_MTU = 72;

    // Socket options: level IPPROTO_TCP

    /** Sends small pieces at once instead of gathering them. */
    public static final int TCP_NODELAY = 1;

    /** Urgent data as RFC 1122 has it. */
    public static final int TCP_EXPEDITED_1122 = 2;

    /** Silence before the first probe, in seconds. */
    public static final int TCP_KEEPALIVE = 3;

    /** Another name of {@link #TCP_KEEPALIVE}. */
    public static final int TCP_KEEPIDLE = TCP_KEEPALIVE;

    /** Longest segment. */
    public static final int TCP_MAXSEG = 4;

    /** Longest time of sending again, in seconds. */
    public static final int TCP_MAXRT = 5;

    /** A connect is tried once only. */
    public static final int TCP_NOSYNRETRIES = 9;

    /** Segments carry timestamps. */
    public static final int TCP_TIMESTAMPS = 10;

    /** The congestion control in use. */
    public static final int TCP_CONGESTION_ALGORITHM = 12;

    /** Acknowledges the end of the stream late. */
    public static final int TCP_DELAY_FIN_ACK = 13;

    /** Longest time of sending again, in milliseconds. */
    public static final int TCP_MAXRTMS = 14;

    /** Data may travel with the handshake. */
    public static final int TCP_FASTOPEN = 15;

    /** Probes without an answer that end a connection. */
    public static final int TCP_KEEPCNT = 16;

    /** Time between probes, in seconds. */
    public static final int TCP_KEEPINTVL = 17;

    // Socket options and control messages: level IPPROTO_UDP

    /** Sends without checksums. */
    public static final int UDP_NOCHECKSUM = 1;

    /** One send is cut into datagrams of this size; also as a control message. */
    public static final int UDP_SEND_MSG_SIZE = 2;

    /** Received datagrams may be joined up to this size. */
    public static final int UDP_RECV_MAX_COALESCED_SIZE = 3;

    /** Control message: the size of the datagrams that were joined. */
    public static final int UDP_COALESCED_INFO = 3;

    // Coding of I/O control codes

    /** Direction: neither input nor output. */
    public static final int IOC_VOID = 0x20000000;

    /** Direction: has output. */
    public static final int IOC_OUT = 0x40000000;

    /** Direction: has input. */
    public static final int IOC_IN = 0x80000000;

    /** Direction: has both. */
    public static final int IOC_INOUT = IOC_IN | IOC_OUT;

    /** Family: those of Berkeley sockets. */
    public static final int IOC_UNIX = 0x00000000;

    /** Family: those of Winsock 2. */
    public static final int IOC_WS2 = 0x08000000;

    /** Family: those of one address family or protocol. */
    public static final int IOC_PROTOCOL = 0x10000000;

    /** Family: those of a vendor. */
    public static final int IOC_VENDOR = 0x18000000;

    // I/O control codes

    /** The local address that packets to a remote one leave from. */
    public static final int SIO_ROUTING_INTERFACE_QUERY = IOC_INOUT | IOC_WS2 | 20;

    /** Waits until that local address changes. */
    public static final int SIO_ROUTING_INTERFACE_CHANGE = IOC_IN | IOC_WS2 | 21;

    /** The local addresses, as a {@link SocketAddressList}. */
    public static final int SIO_ADDRESS_LIST_QUERY = IOC_OUT | IOC_WS2 | 22;

    /** Waits until the local addresses change. */
    public static final int SIO_ADDRESS_LIST_CHANGE = IOC_VOID | IOC_WS2 | 23;

    /** Sorts remote addresses by how well they can be reached. */
    public static final int SIO_ADDRESS_LIST_SORT = IOC_INOUT | IOC_WS2 | 25;

    /** A raw socket receives all packets of the interface. */
    public static final int SIO_RCVALL = IOC_IN | IOC_VENDOR | 1;

    /** Times of {@link #SO_KEEPALIVE}. */
    public static final int SIO_KEEPALIVE_VALS = IOC_IN | IOC_VENDOR | 4;

    /** Tells a datagram socket that nobody receives at a port. */
    public static final int SIO_UDP_CONNRESET = IOC_IN | IOC_VENDOR | 12;

    /** A short way for TCP over the loopback; out of use. */
    public static final int SIO_LOOPBACK_FAST_PATH = IOC_IN | IOC_VENDOR | 16;

    /** First waiting times of a connect. */
    public static final int SIO_TCP_INITIAL_RTO = IOC_IN | IOC_VENDOR | 17;

    /** Who has redirected an accepted connection. */
    public static final int SIO_QUERY_WFP_CONNECTION_REDIRECT_RECORDS = IOC_IN | IOC_VENDOR | 220;

    /** What the one who redirected it left for the proxy. */
    public static final int SIO_QUERY_WFP_CONNECTION_REDIRECT_CONTEXT = IOC_IN | IOC_VENDOR | 221;

    /** Passes those records on to a connection of the proxy. */
    public static final int SIO_SET_WFP_CONNECTION_REDIRECT_RECORDS = IOC_IN | IOC_VENDOR | 222;

    // Flags of messages (MSG_*)

    /** Urgent data. */
    public static final int MSG_OOB = 0x0001;

    /** Looks at data without taking it. */
    public static final int MSG_PEEK = 0x0002;

    /** Sends to the local link only. */
    public static final int MSG_DONTROUTE = 0x0004;

    /** Waits until the buffer is full. */
    public static final int MSG_WAITALL = 0x0008;

    /** Hands data over before the buffer is full. */
    public static final int MSG_PUSH_IMMEDIATE = 0x0020;

    /** The datagram was longer than the buffer and was cut. */
    public static final int MSG_TRUNC = 0x0100;

    /** The control information was longer than its buffer and was cut. */
    public static final int MSG_CTRUNC = 0x0200;

    /** The datagram came by broadcast. */
    public static final int MSG_BCAST = 0x0400;

    /** The datagram came to a group. */
    public static final int MSG_MCAST = 0x0800;

    /** Part of a message. */
    public static final int MSG_PARTIAL = 0x8000;

    // Flags of look-ups by address (NI_*)

    /** Of hosts of the own domain only the first part of the name. */
    public static final int NI_NOFQDN = 0x01;

    /** The address as text instead of the name. */
    public static final int NI_NUMERICHOST = 0x02;

    /** No name is an error; without it, the address as text stands in. */
    public static final int NI_NAMEREQD = 0x04;

    /** The port number instead of the name of the service. */
    public static final int NI_NUMERICSERV = 0x08;

    /** The name that the service has for UDP. */
    public static final int NI_DGRAM = 0x10;

    /** Room for any host name, in characters. */
    public static final int NI_MAXHOST = 1025;

    /** Room for any service name, in characters. */
    public static final int NI_MAXSERV = 32;

    private SocketOptions() {}

    /**
     * The code of a control operation without input and output (_WSAIO).
     *
     * @param family one of {@code IOC_UNIX}, {@code IOC_WS2}, {@code IOC_PROTOCOL}, {@code IOC_VENDOR}, or that of WSK
     * @param code the number within the family
     * @return the control code
     */
    public static int wsaIo(int family, int code) {
        return IOC_VOID | family | code;
    }

    /**
     * The code of a control operation with output only (_WSAIOR).
     *
     * @param family as for {@link #wsaIo}
     * @param code the number within the family
     * @return the control code
     */
    public static int wsaIoR(int family, int code) {
        return IOC_OUT | family | code;
    }

    /**
     * The code of a control operation with input only (_WSAIOW).
     *
     * @param family as for {@link #wsaIo}
     * @param code the number within the family
     * @return the control code
     */
    public static int wsaIoW(int family, int code) {
        return IOC_IN | family | code;
    }

    /**
     * The code of a control operation with input and output (_WSAIORW).
     *
     * @param family as for {@link #wsaIo}
     * @param code the number within the family
     * @return the control code
     */
    public static int wsaIoRw(int family, int code) {
        return IOC_INOUT | family | code;
    }
}
