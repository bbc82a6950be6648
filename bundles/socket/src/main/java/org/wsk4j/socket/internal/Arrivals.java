// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskInspectId;

/**
 * Makes sockets of the connections that an endpoint hands over, and gives them to {@link Listening}.
 *
 * <p>Threads: the I/O thread of the endpoint. Locks: none.
 */
final class Arrivals implements ListenObserver {
    private final Listening listening;
    private final EngineSocket socket;
    private final ListenEvents callbacks;

    Arrivals(Listening listening, EngineSocket socket, ListenEvents callbacks) {
        this.listening = listening;
        this.socket = socket;
        this.callbacks = callbacks;
    }

    @Override
    public StreamObserver connecting() {
        return new ConnectionSocket(
                        socket.engine(),
                        socket.engine().nextId(),
                        socket.client(),
                        socket.owner(),
                        listening.boundTo().family())
                .connectionEvents();
    }

    @Override
    public boolean accepted(StreamEndpoint accepted, StreamObserver observer) {
        ConnectionSocket connection = ((ConnectionEvents) observer).socket();
        connection.setEndpoint(accepted);
        NtStatus refused = connection.allowance().open();
        if (refused != null) {
            closeUnused(accepted);
            listening.refuse(refused);
            return listening.wantsMore();
        }
        TransportLease lease = socket.lease().another(connection);
        connection.setLease(lease);
        if (lease == null) {
            connection.allowance().close();
            closeUnused(accepted); // the transport is leaving: nobody new
            return false;
        }
        Acceptance acceptance = acceptanceOf(connection, accepted);
        connection.arrived(acceptance);
        if (socket.engine().publish(connection)) {
            if (acceptance.id() == null) {
                listening.ready(acceptance);
            } else {
                listening.inspections().inspect(acceptance);
            }
            listening.giveOut(true);
        }
        return listening.wantsMore();
    }

    /**
     * Closes a connection that has no lease of its own: ours stays until that is done, as the socket's own end waits for
     * it.
     */
    private void closeUnused(StreamEndpoint accepted) {
        boolean counted = socket.enter();
        TransportRequest request = new TransportRequest();
        request.prepare(new UnusedEndpoint(counted), null, 0);
        if (!socket.guarded(() -> accepted.close(request)).isPending()) {
            request.complete();
        }
    }

    private final class UnusedEndpoint implements TransportRequest.Owner {
        private final boolean counted;

        private UnusedEndpoint(boolean counted) {
            this.counted = counted;
        }

        @Override
        public boolean pending(TransportRequest request) {
            return true;
        }

        @Override
        public void completed(TransportRequest request) {
            if (counted) {
                socket.exit();
            }
        }
    }

    private Acceptance acceptanceOf(ConnectionSocket connection, StreamEndpoint accepted) {
        SockAddr local = listening.boundTo().copy(); // of the family, to be overwritten
        SockAddr remote = listening.boundTo().copy();
        socket.guarded(() -> accepted.localAddress(local));
        socket.guarded(() -> accepted.remoteAddress(remote));
        WskInspectId id = callbacks.isConditional() ? listening.inspections().nextId(connection) : null;
        return new Acceptance(listening, connection, local, remote, id);
    }

    @Override
    public void failed(NtStatus reason) {
        socket.revoked();
    }
}
