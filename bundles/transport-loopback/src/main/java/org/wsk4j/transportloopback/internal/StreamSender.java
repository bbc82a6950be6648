// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * The sending direction of a stream endpoint: hands bytes to the receiver of the peer, as far as that has memory for
 * them. What remains waits until the peer receives; a disconnect waits behind it.
 *
 * <p>Nothing is ever held back, so that {@link TransportRequest#NODELAY} goes without saying.
 *
 * <p>Locks: guarded by the network's.
 *
 * <p>Spec: SEND-02..SEND-05, SEND-10, SEND-12, SEND-13, DISCONNECT-05, DISCONNECT-06, DISCONNECT-10, DISCONNECT-11.
 */
final class StreamSender extends Direction {
    private StreamReceiver peer; // @GuardedBy the network's lock; null until connected
    private TransportRequest disconnect; // @GuardedBy the network's lock: while it waits, the last one; else null

    StreamSender(LoopbackStream endpoint) {
        super(endpoint);
    }

    void connectLocked(StreamReceiver newPeer) {
        peer = newPeer;
        openLocked();
    }

    NtStatus sendLocked(TransportRequest request) {
        return (request.flags() & ~TransportRequest.NODELAY) == 0
                ? submitLocked(request, false)
                : request.finish(NtStatus.STATUS_NOT_SUPPORTED);
    }

    NtStatus disconnectLocked(TransportRequest request) {
        return submitLocked(request, true);
    }

    /** Sends the bytes that a connect brings along. */
    NtStatus sendFirstLocked(TransportRequest request) {
        return submitLocked(request, false);
    }

    private NtStatus submitLocked(TransportRequest request, boolean disconnects) {
        if (stateLocked() != DirectionState.OPEN && stateLocked() != DirectionState.FAILED) {
            return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
        }
        if (isIdleLocked()) {
            NtStatus status = moveLocked(request, disconnects);
            if (!status.isPending()) {
                return request.finish(status);
            }
        }
        if (!request.pend()) {
            if (request.transferred() > 0) {
                endpoint.tearLocked(); // cancelled in the middle of its bytes
            }
            return request.finish(NtStatus.STATUS_CANCELLED);
        }
        if (disconnects && stateLocked() == DirectionState.OPEN) {
            becomeLocked(DirectionState.ENDING);
            disconnect = request;
        }
        enqueueLocked(request);
        return NtStatus.STATUS_PENDING;
    }

    /** Moves bytes of a request that is not queued; pending when some remain. */
    private NtStatus moveLocked(TransportRequest request, boolean disconnects) {
        if (stateLocked() == DirectionState.FAILED) {
            return endLocked();
        }
        boolean all = peer.acceptLocked(request);
        if (all && disconnects) {
            becomeLocked(DirectionState.ENDED);
        }
        peer.settleLocked();
        return all ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_PENDING;
    }

    @Override
    void enqueueLocked(TransportRequest request) {
        super.enqueueLocked(request);
        if (peer != null) {
            peer.flowLocked();
        }
    }

    @Override
    boolean takeLocked(TransportRequest request) {
        if (request.transferred() > 0 || !waiting.remove(request)) {
            return false;
        }
        if (request == disconnect) {
            disconnect = null;
            becomeLocked(DirectionState.OPEN);
        }
        return true;
    }

    /** The send whose bytes come next, or null. */
    TransportRequest firstLocked() {
        return waiting.peek();
    }

    /** The peer has all bytes of the first send. */
    void firstMovedLocked() {
        if (waiting.peek() == disconnect) {
            disconnect = null;
            becomeLocked(DirectionState.ENDED);
        }
        finishFirstLocked(NtStatus.STATUS_SUCCESS);
    }

    /** Whether the end of the stream is behind the bytes that the peer has. */
    boolean hasEndedLocked() {
        return stateLocked() == DirectionState.ENDED;
    }

    @Override
    void failedLocked() {
        disconnect = null;
    }
}
