// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transport;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;

/**
 * Received bytes in memory of the transport, on loan to whoever observes the endpoint.
 *
 * <p>Made and pooled by transports, which extend it with what they need; handed out in lists. The borrower reads it, keeps it
 * as long as it must, and gives each one back with {@link #release}.
 *
 * <p>Threads: one borrower at a time; {@code release} from any thread.
 */
@ConsumerType
public abstract class TransportBuffer {
    private TransportBuffer next; // the holder
    private Object attachment; // the borrower

    /** For transports. */
    protected TransportBuffer() {}

    /**
     * The memory. IRQL: any.
     *
     * @return one MDL of non-paged memory
     */
    public abstract Mdl mdl();

    /**
     * Where the bytes start. IRQL: any.
     *
     * @return the offset in {@link #mdl()}
     */
    public abstract int offset();

    /**
     * How many bytes there are. IRQL: any.
     *
     * @return the count; 0 only for an empty datagram
     */
    public abstract int length();

    /**
     * Who sent the datagram. IRQL: any.
     *
     * @return the sender, valid until released; null for streams
     */
    public abstract SockAddr remoteAddress();

    /**
     * The control information that came with the datagram. IRQL: any.
     *
     * @return its messages, valid until released; null when there are none, as always for streams
     */
    public CmsgHdr control() {
        return null;
    }

    /**
     * How much control information there is. IRQL: any.
     *
     * @return the bytes of {@link #control}, 0 for none
     */
    public int controlLength() {
        return 0;
    }

    /**
     * Gives the buffer back. IRQL: &lt;= DISPATCH_LEVEL; any thread; once per loan; also when the endpoint is closed and
     * the transport gone, and then there is nothing to do. A buffer that is never given back is left to the garbage
     * collector once its endpoint is closed.
     */
    public abstract void release();

    /**
     * The next buffer of the list. IRQL: any.
     *
     * @return the next one, or null
     */
    public final TransportBuffer next() {
        return next;
    }

    /**
     * Links the list. IRQL: any; for its holder.
     *
     * @param newNext the next one, or null
     */
    public final void setNext(TransportBuffer newNext) {
        next = newNext;
    }

    /**
     * What the borrower left there; kept across loans so that the borrower's own object is made once. IRQL: any.
     *
     * @return the attachment, or null
     */
    public final Object attachment() {
        return attachment;
    }

    /**
     * Leaves something for the next loan. IRQL: any; for the borrower.
     *
     * @param newAttachment what to keep
     */
    public final void setAttachment(Object newAttachment) {
        attachment = newAttachment;
    }
}
