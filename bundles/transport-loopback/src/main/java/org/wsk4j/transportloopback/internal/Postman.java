// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/**
 * Sends the datagrams of one endpoint: to the one that is bound to the destination, to all with that port for
 * 255.255.255.255, or to the members of a group.
 *
 * <p>Locks: guarded by the network's.
 */
final class Postman {
    /** Whom an address stands for. */
    private enum Route {
        ONE(0),
        ALL(SocketOptions.MSG_BCAST),
        GROUP(SocketOptions.MSG_MCAST);

        private final int messageFlags;

        Route(int messageFlags) {
            this.messageFlags = messageFlags;
        }

        static Route of(IpFamily family, SockAddr destination) {
            return family.isBroadcast(destination) ? ALL : family.isGroup(destination) ? GROUP : ONE;
        }
    }

    private final BufferPool pool;
    private final IpFamily family;
    private final PortSpace ports;
    private final OptionValues options; // of the endpoint
    private final ControlInfo info; // of the endpoint
    private final SockAddr source; // @GuardedBy the network's lock: for one call
    private volatile long bytes; // @GuardedBy the network's lock to change; volatile for anybody to read

    Postman(Network network, IpFamily family, OptionValues options, ControlInfo info) {
        this.pool = network.buffers;
        this.family = family;
        this.ports = network.datagramPorts(family);
        this.options = options;
        this.info = info;
        this.source = family.newAddress();
    }

    /** How many bytes were sent. */
    long bytes() {
        return bytes;
    }

    /** Sends the bytes of a request, whose address and control information are not needed any more afterwards. */
    NtStatus sendLocked(LoopbackDatagrams sender, TransportRequest request) {
        SockAddr destination = request.address();
        NtStatus refused = refusesLocked(destination, request);
        if (refused != null) {
            return refused;
        }
        Route route = Route.of(family, destination);
        family.copySource(sender.bindingLocked().address, source);
        NtStatus status = info.readLocked(request.control(), request.controlLength(), route == Route.GROUP, source);
        if (!status.isSuccess()) {
            return status;
        }
        Datagram datagram = pool.datagramLocked((int) request.remaining());
        datagram.addressLocked(family, source, destination, route.messageFlags);
        datagram.headLocked(info.ttlLocked(), info.trafficClassLocked());
        bytes = bytes + datagram.addLocked(request, request.remaining());
        if (route == Route.ONE) {
            sendToOneLocked(sender, datagram);
        } else {
            sendToManyLocked(route, datagram);
        }
        return NtStatus.STATUS_SUCCESS;
    }

    /** Why it cannot be sent, or null. */
    private NtStatus refusesLocked(SockAddr destination, TransportRequest request) {
        if (request.flags() != 0) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!family.owns(destination)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (request.remaining() > family.longestDatagram()) {
            return NtStatus.STATUS_INVALID_BUFFER_SIZE;
        }
        if (family.port(destination) == 0 || family.isWildcard(destination)) {
            return NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        if (family.isBroadcast(destination)) {
            return options.isOnLocked(LoopbackOption.BROADCAST) ? null : NtStatus.STATUS_ACCESS_DENIED;
        }
        return family.isLoopback(destination) || family.isGroup(destination)
                ? null
                : NtStatus.STATUS_NETWORK_UNREACHABLE;
    }

    private void sendToOneLocked(LoopbackDatagrams sender, Datagram datagram) {
        SockAddr destination = datagram.destinationLocked();
        LoopbackDatagrams receiver = ports.receiverLocked(destination);
        if (receiver != null) {
            receiver.arriveLocked(datagram);
        } else {
            sender.unreachableLocked(destination);
            datagram.freeLocked();
        }
    }

    private void sendToManyLocked(Route route, Datagram datagram) {
        SockAddr destination = datagram.destinationLocked();
        for (Binding each = first(destination); each != null; each = ports.nextLocked(each)) {
            LoopbackDatagrams receiver = (LoopbackDatagrams) each.owner;
            boolean hears = route == Route.ALL
                    ? receiver.hearsBroadcastsLocked()
                    : options.isOnLocked(LoopbackOption.GROUP_LOOP) && receiver.hearsLocked(destination);
            if (hears) {
                Datagram copy = pool.datagramLocked(datagram.length());
                copy.copyLocked(datagram);
                receiver.arriveLocked(copy);
            }
        }
        datagram.freeLocked();
    }

    private Binding first(SockAddr destination) {
        return ports.firstLocked(family.port(destination));
    }
}
