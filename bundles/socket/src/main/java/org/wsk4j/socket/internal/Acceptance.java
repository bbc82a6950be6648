// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;

/**
 * A connection from the moment that a listening socket has it until the client has it, or it is dropped.
 *
 * <p>State: {@link State}, which {@link Listening} leads it through, under its lock.
 *
 * <p>Threads: safe for all, as far as the listening socket's lock or the order of events says so.
 */
final class Acceptance implements TransportRequest.Owner {
    /** How far it has come. */
    enum State {
        /** Being shown to WskInspectEvent. */
        INSPECTED,
        /** As before, and the peer has broken it off meanwhile. */
        INSPECTED_LOST,
        /** The client decides later, with WskInspectComplete. */
        PENDED,
        /** Waits for a WskAccept, or for WskAcceptEvent to be enabled. */
        READY,
        /** The client has it, or is being given it. */
        DELIVERED,
        /** Turned down, broken off, or lost with its listening socket. */
        DROPPED
    }

    private final Listening listening;
    private final ConnectionSocket socket;
    private final SockAddr localAddress;
    private final SockAddr remoteAddress;
    private final WskInspectId id; // null unless it is inspected
    private final Ptr<Object> context = new Ptr<>(); // what WskAcceptEvent stores
    private final Ptr<WskClientConnectionDispatch> callbacks = new Ptr<>(); // likewise

    State state; // @GuardedBy("Listening.lock")
    WskInspectAction decision; // @GuardedBy("Listening.lock"): that of WskInspectComplete; null before

    Acceptance(
            Listening listening,
            ConnectionSocket socket,
            SockAddr localAddress,
            SockAddr remoteAddress,
            WskInspectId id) {
        this.listening = listening;
        this.socket = socket;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.id = id;
        this.state = id == null ? State.READY : State.INSPECTED;
    }

    ConnectionSocket socket() {
        return socket;
    }

    SockAddr localAddress() {
        return localAddress;
    }

    SockAddr remoteAddress() {
        return remoteAddress;
    }

    /** Identifies the request to the client, or null when it is not inspected. */
    WskInspectId id() {
        return id;
    }

    Ptr<Object> context() {
        return context;
    }

    Ptr<WskClientConnectionDispatch> callbacks() {
        return callbacks;
    }

    /** The peer has ended the connection, and the client does not have it yet; true when that was heard for good. */
    boolean disconnected(boolean abortive) {
        if (id == null || !abortive) {
            return false; // the client hears of it once it has the socket
        }
        return listening.lost(this);
    }

    /** The connection is being taken away; nothing happens when the client has it already. */
    void takenAway() {
        listening.lost(this);
    }

    /** A request with which the listening socket's I/O thread is told of the loss. */
    TransportRequest lossNotice() {
        TransportRequest notice = new TransportRequest();
        notice.prepare(this, null, 0);
        notice.finish(NtStatus.STATUS_SUCCESS);
        return notice;
    }

    @Override
    public boolean pending(TransportRequest request) {
        return true;
    }

    /** On the I/O thread of the listening socket. */
    @Override
    public void completed(TransportRequest request) {
        listening.inspections().tellLoss(this);
    }
}
