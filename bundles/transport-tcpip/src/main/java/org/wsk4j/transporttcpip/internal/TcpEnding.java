// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;

/**
 * The end of a TCP endpoint: ends its directions, lets go of its descriptor, tells the observer if it was given up, and
 * completes the aborts and the close that wait for that.
 *
 * <p>State: {@link Descriptor}. A descriptor is free only when the selector has taken the cancelled key out, which is
 * why the channel is closed after that.
 *
 * <p>Threads: {@link #giveUp}, {@link #takeTurn} and {@link #released} belong to the loop's thread. An endpoint that the loop has
 * nothing to do with is ended by its caller, with {@link #closeChannel} alone.
 *
 * <p>Locks: its own; none is held while a request is completed.
 *
 * <p>Spec: CLOSE-07, CLOSE-14, CLOSE-15, CLOSE-20, CLOSE-21, DISCONNECT-22.
 */
final class TcpEnding {
    private static final Logger LOG = LoggerFactory.getLogger(TcpEnding.class);

    private enum Descriptor {
        OPEN,
        RELEASING,
        FREE
    }

    private final TcpEndpoint endpoint;
    private final SocketChannel channel;
    private final StreamObserver observer;
    private final TransportRequestQueue aborts = new TransportRequestQueue(); // @GuardedBy("this")
    private TransportRequest close; // @GuardedBy("this"); null unless it waits
    private int cancels; // @GuardedBy("this"): calls of cancel under way; the close completes after them
    private volatile boolean abortive; // the peer is to see a reset in any case; set by an abort, read at the end
    private Descriptor descriptor = Descriptor.OPEN; // loop thread only
    private boolean failureOwed; // loop thread only: the observer has to hear that the endpoint was given up

    TcpEnding(TcpEndpoint endpoint, SocketChannel channel, StreamObserver observer) {
        this.endpoint = endpoint;
        this.channel = channel;
        this.observer = observer;
    }

    // ---- asked for. Any thread, no lock held

    /** Ends both directions with a reset; the request completes behind all that waits. */
    NtStatus abort(TransportRequest request, NtStatus pendingSends, NtStatus pendingReceives) {
        breakOff(pendingSends, pendingReceives);
        request.finish(NtStatus.STATUS_SUCCESS);
        if (!endpoint.isAttached()) {
            closeChannel();
            return NtStatus.STATUS_SUCCESS;
        }
        boolean waits = addAbort(request);
        endpoint.schedule();
        return waits ? NtStatus.STATUS_PENDING : request.finish(NtStatus.STATUS_CANCELLED);
    }

    /**
     * Ends both directions, then the endpoint: a turn that finds it over finds the outcome of everything that waits.
     */
    void breakOff(NtStatus pendingSends, NtStatus pendingReceives) {
        abortive = true;
        endpoint.receiver().abort(pendingReceives);
        endpoint.sender().abort(pendingSends);
        endpoint.becomeBroken();
    }

    /** Ends the endpoint for good; the request completes when nothing else is left of it. */
    NtStatus close(TransportRequest request) {
        endpoint.receiver().close();
        endpoint.sender().fail(NtStatus.STATUS_CANCELLED);
        endpoint.becomeClosing();
        request.finish(NtStatus.STATUS_SUCCESS);
        if (!endpoint.isAttached()) {
            closeChannel();
            endpoint.closed();
            return NtStatus.STATUS_SUCCESS;
        }
        setClose(request);
        endpoint.schedule();
        return NtStatus.STATUS_PENDING;
    }

    /** Lets an abort wait for the descriptor; false when it was cancelled before. */
    private synchronized boolean addAbort(TransportRequest request) {
        if (!request.pend()) {
            return false;
        }
        aborts.add(request);
        return true;
    }

    /** Shows the aborts that wait. */
    synchronized void forEachAbort(Consumer<TransportRequest> visitor) {
        aborts.forEach(visitor);
    }

    private synchronized void setClose(TransportRequest request) {
        close = request;
    }

    /** Somebody is about to cancel a request, and perhaps to complete it. */
    synchronized void beginCancel() {
        cancels++;
    }

    /** The counterpart of {@link #beginCancel}; true when the close has waited for it, and needs a turn. */
    synchronized boolean endCancel() {
        cancels--;
        return cancels == 0 && close != null;
    }

    // ---- loop thread

    /** Ends the endpoint for its loop; the observer hears of it, after the requests that waited. */
    void giveUp() {
        failureOwed |= !endpoint.isOver();
        breakOff(NtStatus.STATUS_FILE_FORCED_CLOSED, NtStatus.STATUS_FILE_FORCED_CLOSED);
        endpoint.schedule();
    }

    /** Moves the end on. What waited has been told. */
    void takeTurn() {
        boolean tells = failureOwed && !endpoint.isClosing();
        failureOwed = false;
        if (tells) {
            observer.failed(NtStatus.STATUS_FILE_FORCED_CLOSED);
        }
        // no switch, which javac gives a class of its own: it may be too late to load one
        if (descriptor == Descriptor.OPEN) {
            descriptor = Descriptor.RELEASING;
            endpoint.release();
        } else if (descriptor == Descriptor.FREE) {
            complete();
        } else {
            LOG.trace("{} is still known to its selector", endpoint);
        }
    }

    /** The selector knows the channel no more. */
    void released() {
        closeChannel();
        descriptor = Descriptor.FREE;
        complete();
    }

    private void complete() {
        for (TransportRequest abort = pollAbort(); abort != null; abort = pollAbort()) {
            endpoint.settle(); // what it broke off comes first
            endpoint.complete(abort);
        }
        TransportRequest last = pollClose();
        if (last != null) {
            endpoint.settle();
            endpoint.closed();
            endpoint.complete(last);
        }
    }

    private synchronized TransportRequest pollAbort() {
        return aborts.poll();
    }

    private synchronized TransportRequest pollClose() {
        if (cancels > 0) {
            return null; // the last cancel asks for a turn
        }
        TransportRequest request = close;
        close = null;
        return request;
    }

    /** Closes the channel, which frees its descriptor: in good order, or so that the peer sees a reset. */
    void closeChannel() {
        try {
            if (channel.isConnected() && !endsInGoodOrder()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("{} is closed without a reset", endpoint, e);
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} was not closed in good order", endpoint, e);
        }
    }

    private boolean endsInGoodOrder() {
        return !abortive && endpoint.sender().isDone() && endpoint.receiver().isPeerDone();
    }
}
