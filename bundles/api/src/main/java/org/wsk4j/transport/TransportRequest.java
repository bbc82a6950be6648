// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;

/**
 * One request to an endpoint: what to move, how far it got, how it ended and whom to tell.
 *
 * <p>State: prepared by its {@link Owner}; then the endpoint's, from the call until it answers with a final status or calls
 * {@link #complete}; then the owner's again, who may prepare it for the next request.
 *
 * <p>Memory: the MDL chain belongs to the owner and may be used until the request is over. The cursor walks it: transports
 * claim the bytes that come next, do their I/O on them in place, and give them back with the number of bytes that moved.
 *
 * <p>Threads: for whoever has the request; its endpoint guards it with the lock of its queue.
 */
public final class TransportRequest {
    /** Send: this data and all before it go out without delay (WSK_FLAG_NODELAY). */
    public static final int NODELAY = 0x00000002;
    /** Receive: complete when the memory is full (WSK_FLAG_WAITALL). */
    public static final int WAITALL = 0x00000002;
    /** Receive: throw away what arrives, complete at the end of the stream (WSK_FLAG_DRAIN). */
    public static final int DRAIN = 0x00000004;

    private Owner owner;
    private Object context;
    private SockAddr address;
    private CmsgHdr control;
    private int controlLength;
    private int messageFlags;
    private int flags;
    private int operation;
    private long charge;

    private Mdl mdl; // cursor: the MDL that holds the next byte
    private int offset; // cursor: the next byte in that MDL
    private long remaining;
    private long transferred;
    private NtStatus status = NtStatus.STATUS_PENDING;
    private long pendingSince; // System.nanoTime; means something while the request waits

    TransportRequest next; // guarded by the lock of the queue that holds the request
    TransportRequest previous; // likewise
    TransportRequestQueue queue; // likewise; null when in none

    /** Whom a request belongs to: implemented by the socket engine. */
    @ProviderType
    public interface Owner {
        /**
         * The request is about to wait in the endpoint's queue. Called once at most, under the lock of that queue: it only
         * notes the fact, and calls nothing.
         *
         * @param request the request
         * @return false when the request was cancelled before; the endpoint then answers {@code STATUS_CANCELLED} at once
         */
        boolean pending(TransportRequest request);

        /**
         * A request that was pending is over. Called once, with no lock held.
         *
         * @param request the request, with its outcome; the owner's from now on
         */
        void completed(TransportRequest request);
    }

    /**
     * Prepares a request. For its owner, while no endpoint has it.
     *
     * @param newOwner whom to tell
     * @param newContext the owner's own note, such as the IRP
     * @param newFlags flags of the operation, or 0
     */
    public void prepare(Owner newOwner, Object newContext, int newFlags) {
        owner = newOwner;
        context = newContext;
        flags = newFlags;
        address = null;
        control = null;
        controlLength = 0;
        messageFlags = 0;
        setBytes(null, 0, 0);
    }

    /**
     * Says which bytes to move. For the owner; the chain must hold that many bytes.
     *
     * @param newMdl the head of the chain, may be null when {@code length} is 0
     * @param newOffset where to start in the first MDL
     * @param length how many bytes to move
     */
    public void setBytes(Mdl newMdl, int newOffset, long length) {
        mdl = newMdl;
        offset = newOffset;
        remaining = length;
        transferred = 0;
        status = NtStatus.STATUS_PENDING;
    }

    /**
     * Gives the request an address. For the owner.
     *
     * @param newAddress the peer to connect or send to; the caller's memory, to be read at once. For receiving: where to
     *     store the sender's, of the endpoint's family
     */
    public void setAddress(SockAddr newAddress) {
        address = newAddress;
    }

    /**
     * The peer's address.
     *
     * @return the address given with {@link #setAddress}; to be read during the call that hands the request over, or to be
     *     written before the request is over; null when none was given
     */
    public SockAddr address() {
        return address;
    }

    /**
     * Gives the request control information. For the owner.
     *
     * @param newControl the messages to send with a datagram, the caller's memory, to be read at once; for receiving: where
     *     to store them; or null
     * @param length the bytes of the messages, or for receiving the room for them; 0 for none
     */
    public void setControl(CmsgHdr newControl, int length) {
        control = newControl;
        controlLength = length;
    }

    /**
     * The control information, or the memory for it.
     *
     * @return what was given with {@link #setControl}; null when nothing was
     */
    public CmsgHdr control() {
        return control;
    }

    /**
     * How much control information there is, or room for it.
     *
     * @return the bytes given with {@link #setControl}; once a datagram was received, those that were stored
     */
    public int controlLength() {
        return controlLength;
    }

    /**
     * What a received datagram was like.
     *
     * @return any of MSG_BCAST, MSG_MCAST, MSG_TRUNC and MSG_CTRUNC of {@link org.wsk4j.ws2def.SocketOptions}
     */
    public int messageFlags() {
        return messageFlags;
    }

    /**
     * Notes what a received datagram was like. For endpoints, before the request is over.
     *
     * @param newMessageFlags any of MSG_BCAST, MSG_MCAST, MSG_TRUNC and MSG_CTRUNC
     * @param newControlLength how many bytes of control information were stored
     */
    public void setReceived(int newMessageFlags, int newControlLength) {
        messageFlags = newMessageFlags;
        controlLength = newControlLength;
    }

    /**
     * The owner's note.
     *
     * @return the context given with {@link #prepare}
     */
    public Object context() {
        return context;
    }

    /**
     * Notes which operation it is. For the owner: endpoints do not look at it.
     *
     * @param newOperation the owner's own number
     */
    public void setOperation(int newOperation) {
        operation = newOperation;
    }

    /**
     * Which operation it is, as the owner noted it.
     *
     * @return the owner's own number
     */
    public int operation() {
        return operation;
    }

    /**
     * Notes how much was counted for it, somewhere, until it is over. For the owner: endpoints do not look at it, and neither
     * {@link #prepare} nor {@link #clear} changes it.
     *
     * @param newCharge the owner's own number, 0 for nothing
     */
    public void setCharge(long newCharge) {
        charge = newCharge;
    }

    /**
     * How much was counted for it, as the owner noted it.
     *
     * @return the owner's own number, 0 unless it was set
     */
    public long charge() {
        return charge;
    }

    /**
     * The flags of the operation.
     *
     * @return the bits given with {@link #prepare}
     */
    public int flags() {
        return flags;
    }

    /**
     * Whether a flag is set.
     *
     * @param flag one bit
     * @return true when the owner asked for it
     */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /**
     * How many bytes are still to be moved.
     *
     * @return the count, 0 when all are
     */
    public long remaining() {
        return remaining;
    }

    /**
     * How many bytes were moved so far, or at the end.
     *
     * @return the count
     */
    public long transferred() {
        return transferred;
    }

    /**
     * How it ended.
     *
     * @return the final status, or {@code STATUS_PENDING} before the end
     */
    public NtStatus status() {
        return status;
    }

    /**
     * Announces that the request is going to wait. For endpoints, under the lock of the queue, before they put it there.
     *
     * @return false when it was cancelled: {@link #finish} it with {@code STATUS_CANCELLED} and answer that
     */
    public boolean pend() {
        pendingSince = System.nanoTime();
        return owner.pending(this);
    }

    /**
     * Since when the request has been waiting.
     *
     * @return the value of {@link System#nanoTime} at {@link #pend}; means nothing for a request that does not wait
     */
    public long pendingSince() {
        return pendingSince;
    }

    /**
     * Stores how the request ended. For endpoints, before they answer with a final status.
     *
     * @param finalStatus the outcome
     * @return {@code finalStatus}
     */
    public NtStatus finish(NtStatus finalStatus) {
        status = finalStatus;
        return finalStatus;
    }

    /** Tells the owner that a pending request is over, its outcome having been stored. For endpoints; under no lock. */
    public void complete() {
        owner.completed(this);
    }

    /** Forgets owner, context and memory, so that a request kept for later use holds on to nothing. For the owner. */
    public void clear() {
        owner = null;
        context = null;
        address = null;
        control = null;
        mdl = null;
    }

    /**
     * Claims the bytes that come next, as many as lie in one piece.
     *
     * @return a view of them for one I/O call; give it back with {@link #unclaim(ByteBuffer, int)}; null when none remain
     */
    public ByteBuffer claim() {
        if (!settle()) {
            return null;
        }
        return mdl.claim(offset, (int) Math.min(remaining, mdl.byteCount() - offset));
    }

    /**
     * Gives a view back and moves the cursor on.
     *
     * @param view what {@link #claim()} returned
     * @param moved how many of its bytes were moved, from its start
     */
    public void unclaim(ByteBuffer view, int moved) {
        mdl.unclaim(view);
        advance(moved);
    }

    /**
     * Whether the bytes that remain lie in more than one piece, so that {@link #claim(ByteBuffer[], int)} pays.
     *
     * @return true when another piece follows the next one
     */
    public boolean isScattered() {
        return settle() && remaining > mdl.byteCount() - offset;
    }

    /**
     * Claims as many of the remaining bytes as fit into an array of views, in order.
     *
     * @param views where to put the views
     * @param from the first free place
     * @return the place behind the last view
     */
    public int claim(ByteBuffer[] views, int from) {
        int at = from;
        Mdl piece = mdl;
        int start = offset;
        long left = remaining;
        while (left > 0 && at < views.length) {
            int count = (int) Math.min(left, piece.byteCount() - start);
            if (count > 0) {
                views[at++] = piece.claim(start, count);
                left -= count;
            }
            piece = piece.next();
            start = 0;
        }
        return at;
    }

    /**
     * Gives the views of {@link #claim(ByteBuffer[], int)} back and moves the cursor on.
     *
     * @param views where the views are; their places are cleared
     * @param from the first of them
     * @param to the place behind the last of them
     * @param moved how many bytes the I/O call moved, counted from the first view on
     * @return how many of these bytes lie beyond this request
     */
    public long unclaim(ByteBuffer[] views, int from, int to, long moved) {
        Mdl piece = mdl;
        int start = offset;
        for (int at = from; at < to; piece = piece.next(), start = 0) {
            if (piece.byteCount() > start) {
                piece.unclaim(views[at]);
                views[at++] = null;
            }
        }
        long ours = Math.min(moved, remaining);
        advance(ours);
        return moved - ours;
    }

    private void advance(long moved) {
        transferred += moved;
        remaining -= moved;
        long left = moved;
        while (left > 0) {
            int here = mdl.byteCount() - offset;
            if (left < here) {
                offset += (int) left;
                return;
            }
            left -= here;
            if (left == 0 && remaining == 0) {
                offset += here;
                return;
            }
            mdl = mdl.next();
            offset = 0;
        }
    }

    /** Moves the cursor past empty pieces; false when no bytes remain. */
    private boolean settle() {
        if (remaining == 0) {
            return false;
        }
        while (offset == mdl.byteCount()) {
            mdl = mdl.next();
            offset = 0;
        }
        return true;
    }

    @Override
    public String toString() {
        return "TransportRequest[" + transferred + " moved, " + remaining + " to go, " + status + "]";
    }
}
