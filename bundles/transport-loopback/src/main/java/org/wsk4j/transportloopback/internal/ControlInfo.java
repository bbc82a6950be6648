// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IPV6;

import java.util.List;
import java.util.stream.Stream;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.In6PktInfo;
import org.wsk4j.ws2def.InPktInfo;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The control information of one datagram endpoint: reads what goes with a datagram that it sends, and writes what its
 * options ask for with one that it receives.
 *
 * <p>Both know the same messages: where a datagram came to, or comes from; its time to live or hop limit; its type of
 * service or traffic class. The loopback is interface {@value #INTERFACE}.
 *
 * <p>Locks: guarded by the network's.
 *
 * <p>Spec: SENDTO-06, SENDTO-07, RECEIVEFROM-08, DGRAM-INDICATION-03.
 */
final class ControlInfo {
    private static final int INTERFACE = 1;
    private static final int MOST = 255; // of a number in a header
    private static final int NUMBER = CmsgHdr.space(Integer.BYTES);

    private final IpFamily family;
    private final OptionValues options; // of the endpoint
    private final int level;
    private final int arrivalType;
    private final int ttlType;
    private final int trafficClassType;
    private final InPktInfo arrival = new InPktInfo(); // @GuardedBy the network's lock, as all below; for one call
    private final In6PktInfo arrival6 = new In6PktInfo(); // for one call
    private SockAddr source; // what the last datagram leaves from
    private int ttl; // its time to live
    private int trafficClass; // its traffic class
    private int used; // how much was written
    private boolean cut; // something did not fit

    ControlInfo(IpFamily family, OptionValues options) {
        boolean ipv4 = family == IpFamily.INET;
        this.family = family;
        this.options = options;
        this.level = ipv4 ? IPPROTO_IP : IPPROTO_IPV6;
        this.arrivalType = ipv4 ? SocketOptions.IP_PKTINFO : SocketOptions.IPV6_PKTINFO;
        this.ttlType = ipv4 ? SocketOptions.IP_TTL : SocketOptions.IPV6_HOPLIMIT;
        this.trafficClassType = ipv4 ? SocketOptions.IP_TOS : SocketOptions.IPV6_TCLASS;
    }

    /** The messages that can be sent, and those that can be received. */
    List<TransportCapability> capabilities() {
        return Stream.of(Kind.SEND_MESSAGE, Kind.RECEIVE_MESSAGE)
                .flatMap(kind -> Stream.of(arrivalType, ttlType, trafficClassType)
                        .map(type -> new TransportCapability(kind, level, type)))
                .toList();
    }

    // ---- sending

    /**
     * Reads what a client sends with a datagram, and completes it from the options; what it says of the source goes
     * into an address that says so far what the local address does.
     */
    NtStatus readLocked(CmsgHdr control, int length, boolean toGroup, SockAddr from) {
        source = from;
        ttl = options.getLocked(toGroup ? LoopbackOption.GROUP_TTL : LoopbackOption.TTL);
        trafficClass = options.getLocked(LoopbackOption.TRAFFIC_CLASS);
        if (control == null || length == 0) {
            return NtStatus.STATUS_SUCCESS;
        }
        if (!control.isWellFormed(length)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        CmsgHdr message = control.firstHdr(length);
        while (message != null) {
            NtStatus status = readMessageLocked(message);
            if (!status.isSuccess()) {
                return status;
            }
            message = control.nxtHdr(length, message);
        }
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus readMessageLocked(CmsgHdr message) {
        if (message.level() != level) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (message.type() == arrivalType) {
            return readSourceLocked(message);
        }
        if (message.type() != ttlType && message.type() != trafficClassType) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (message.length() < CmsgHdr.len(Integer.BYTES) || message.intValue() < 0 || message.intValue() > MOST) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (message.type() == ttlType) {
            ttl = message.intValue();
        } else {
            trafficClass = message.intValue();
        }
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus readSourceLocked(CmsgHdr message) {
        int length = (int) message.length();
        int index;
        boolean open;
        if (source instanceof SockAddrIn in) {
            if (!arrival.read(message, length)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            index = arrival.interfaceIndex();
            open = arrival.intAddress() == SockAddrIn.INADDR_ANY;
            in.setAddress(open ? in.intAddress() : arrival.intAddress());
        } else {
            if (!arrival6.read(message, length)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            SockAddrIn6 in6 = (SockAddrIn6) source;
            index = arrival6.interfaceIndex();
            open = arrival6.highAddress() == 0 && arrival6.lowAddress() == 0;
            in6.setAddress(
                    open ? in6.highAddress() : arrival6.highAddress(), open ? in6.lowAddress() : arrival6.lowAddress());
        }
        return (index == 0 || index == INTERFACE) && (open || family.isLoopback(source))
                ? NtStatus.STATUS_SUCCESS
                : NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
    }

    /** The time to live that was read last. */
    int ttlLocked() {
        return ttl;
    }

    /** The traffic class that was read last. */
    int trafficClassLocked() {
        return trafficClass;
    }

    // ---- receiving

    /** Writes what the options ask for, as far as there is room; answers how much that is. */
    int writeLocked(Datagram datagram, CmsgHdr control, int length) {
        int room = Math.min(length, control.capacity());
        used = 0;
        cut = false;
        if (options.isOnLocked(LoopbackOption.TELL_ARRIVAL)) {
            writeArrivalLocked(datagram.destinationLocked(), control, room);
        }
        if (options.isOnLocked(LoopbackOption.TELL_TTL)) {
            writeNumberLocked(ttlType, datagram.ttlLocked(), control, room);
        }
        if (options.isOnLocked(LoopbackOption.TELL_TRAFFIC_CLASS)) {
            writeNumberLocked(trafficClassType, datagram.trafficClassLocked(), control, room);
        }
        return used;
    }

    /** Whether something did not fit when it was written last. */
    boolean wasCutLocked() {
        return cut;
    }

    private void writeArrivalLocked(SockAddr address, CmsgHdr control, int room) {
        boolean ipv4 = address instanceof SockAddrIn;
        if (CmsgHdr.space(ipv4 ? InPktInfo.SIZE : In6PktInfo.SIZE) > room - used) {
            cut = true;
        } else if (address instanceof SockAddrIn in) {
            arrival.setAddress(in.intAddress());
            arrival.setInterfaceIndex(INTERFACE);
            used = arrival.appendTo(control, used);
        } else {
            SockAddrIn6 in6 = (SockAddrIn6) address;
            arrival6.setAddress(in6.highAddress(), in6.lowAddress());
            arrival6.setInterfaceIndex(INTERFACE);
            used = arrival6.appendTo(control, used);
        }
    }

    private void writeNumberLocked(int type, int value, CmsgHdr control, int room) {
        if (NUMBER > room - used) {
            cut = true;
        } else {
            used = control.append(used, level, type, value);
        }
    }
}
