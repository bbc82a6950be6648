// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;

/**
 * The end of an endpoint: lets go of its descriptor, tells whoever has to know that it was given up, and completes the
 * close that waits for that.
 *
 * <p>A descriptor is free only when the selector has taken the cancelled key out, which is why the channel is closed
 * after that.
 *
 * <p>Threads: {@link #takeTurn} and {@link #released} belong to the loop's thread, the rest is safe for all. An endpoint
 * that the loop has nothing to do with is ended by its caller, with {@link #closeChannel} alone.
 *
 * <p>Locks: its own; none is held while a request is completed or the failure told.
 */
final class UdpEnding {
    private static final Logger LOG = LoggerFactory.getLogger(UdpEnding.class);

    private enum Descriptor {
        OPEN,
        RELEASING,
        FREE
    }

    /** What the end needs of its endpoint. */
    interface Ends {
        /** Completes what waits. Loop thread. */
        void settle();

        /** The endpoint was given up. Loop thread. */
        void tellFailure(NtStatus reason);

        /** Nothing is left but the close request. Loop thread. */
        void closed();
    }

    private final LoopEndpoint endpoint;
    private final Ends ends;
    private final SelectableChannel channel;
    private TransportRequest abort; // @GuardedBy("this"); null unless it waits
    private TransportRequest close; // @GuardedBy("this"); null unless it waits
    private boolean closing; // @GuardedBy("this"): nobody hears of a failure any more
    private int cancels; // @GuardedBy("this"): calls of cancel under way; the close completes after them
    private NtStatus owed; // @GuardedBy("this"): the failure that has to be told; or null
    private Descriptor descriptor = Descriptor.OPEN; // loop thread only

    UdpEnding(LoopEndpoint endpoint, Ends ends, SelectableChannel channel) {
        this.endpoint = endpoint;
        this.ends = ends;
        this.channel = channel;
    }

    /** The endpoint is being closed: no failure is told from now on. */
    synchronized void beginClose() {
        closing = true;
    }

    /** Lets an abort complete behind what it ended. */
    synchronized void setAbort(TransportRequest request) {
        abort = request;
    }

    private synchronized TransportRequest pollAbort() {
        TransportRequest request = abort;
        abort = null;
        return request;
    }

    /** Lets the close wait for the descriptor. */
    synchronized void setClose(TransportRequest request) {
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

    /** Lets a failure be told, after the requests that waited. */
    synchronized void oweFailure(NtStatus reason) {
        owed = reason;
    }

    private synchronized NtStatus takeFailure() {
        NtStatus reason = closing ? null : owed;
        owed = null;
        return reason;
    }

    /** Moves the end on. */
    void takeTurn() {
        TransportRequest aborted = pollAbort();
        NtStatus reason = takeFailure();
        if (aborted != null || reason != null) {
            ends.settle(); // what waited comes first; it may have been ended since the turn began
        }
        if (aborted != null) {
            endpoint.complete(aborted);
        }
        if (reason != null) {
            ends.tellFailure(reason);
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
        TransportRequest last = pollClose();
        if (last != null) {
            ends.settle();
            ends.closed();
            endpoint.complete(last);
        }
    }

    private synchronized TransportRequest pollClose() {
        if (cancels > 0) {
            return null; // the last cancel asks for a turn
        }
        TransportRequest request = close;
        close = null;
        return request;
    }

    /** Closes the channel, which frees its descriptor. */
    void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("{} was not closed in good order", endpoint, e);
        }
    }
}
