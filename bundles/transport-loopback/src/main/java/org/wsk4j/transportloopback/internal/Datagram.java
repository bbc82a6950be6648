// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.nio.ByteBuffer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/**
 * A datagram: its bytes, where it came from and went to, and what its header says.
 *
 * <p>Locks: guarded by the network's, but for what a borrower may read.
 */
final class Datagram extends PooledBuffer {
    private static final int LEAST_CHARGE = 256;
    private static final int CONTROL_ROOM = 96; // for all that is ever told

    private final CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(CONTROL_ROOM));
    private IpFamily family; // @GuardedBy the network's lock, as all below; that of both addresses
    private SockAddr source;
    private SockAddr destination;
    private int ttl;
    private int trafficClass;
    private int messageFlags; // MSG_BCAST, MSG_MCAST or 0
    private int controlLength; // for the borrower

    Datagram(BufferPool pool, int capacity) {
        super(pool, capacity);
    }

    /** Says where it goes; its bytes are added by {@link #addLocked}. */
    void addressLocked(IpFamily newFamily, SockAddr newSource, SockAddr newDestination, int newMessageFlags) {
        if (family != newFamily) {
            family = newFamily;
            source = family.newAddress();
            destination = family.newAddress();
        }
        source.copyFrom(newSource);
        destination.copyFrom(newDestination);
        messageFlags = newMessageFlags;
        controlLength = 0;
    }

    /** Says what its header says. */
    void headLocked(int newTtl, int newTrafficClass) {
        ttl = newTtl;
        trafficClass = newTrafficClass;
    }

    /** Makes it the same as another one. */
    void copyLocked(Datagram other) {
        addressLocked(other.family, other.source, other.destination, other.messageFlags);
        headLocked(other.ttl, other.trafficClass);
        addLocked(other);
    }

    SockAddr sourceLocked() {
        return source;
    }

    SockAddr destinationLocked() {
        return destination;
    }

    int ttlLocked() {
        return ttl;
    }

    int trafficClassLocked() {
        return trafficClass;
    }

    int messageFlagsLocked() {
        return messageFlags;
    }

    /** How much of a receive buffer it takes: short ones count for more than their bytes, as they take memory, too. */
    int chargeLocked() {
        return Math.max(length(), LEAST_CHARGE);
    }

    /** Stores it in a request; answers how many bytes of it that took. */
    long deliverLocked(TransportRequest request, ControlInfo info) {
        if (request.address() != null) {
            request.address().copyFrom(source);
        }
        int flags = messageFlags;
        if (length() > request.remaining()) {
            flags |= SocketOptions.MSG_TRUNC;
        }
        moveLocked(request);
        int used = 0;
        if (request.control() != null) {
            used = info.writeLocked(this, request.control(), request.controlLength());
            if (info.wasCutLocked()) {
                flags |= SocketOptions.MSG_CTRUNC;
            }
        }
        request.setReceived(flags, used);
        return request.transferred();
    }

    /** Prepares what a borrower reads. */
    void describeLocked(ControlInfo info) {
        controlLength = info.writeLocked(this, control, CONTROL_ROOM);
    }

    @Override
    public SockAddr remoteAddress() {
        return source;
    }

    @Override
    public CmsgHdr control() {
        return controlLength == 0 ? null : control;
    }

    @Override
    public int controlLength() {
        return controlLength;
    }
}
