// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * One piece of received stream data that {@link WskReceiveEvent} hands over (WSK_DATA_INDICATION).
 *
 * <p>The lengths of the buffers in a list add up to the callback's {@code bytesIndicated}.
 *
 * <p>Memory: made and owned by the provider. A client may read it during the callback; one that returned STATUS_PENDING
 * keeps the whole list until it hands the head back with {@code wskRelease}. Meanwhile it may rewrite the links, for
 * example to queue several lists: what is released is what was indicated together with that head. The bytes are
 * read-only for the client.
 *
 * <p>Threads: not thread-safe; it belongs to the provider, and to the client while the client retains it.
 *
 * <p>Spec: DATA-INDICATION-01..DATA-INDICATION-03, RECEIVE-EVENT-13, RECEIVE-EVENT-22,
 * RELEASE-DATA-01..RELEASE-DATA-04.
 */
public final class WskDataIndication {
    private final WskBuf buffer;
    private final Object reserved;
    private WskDataIndication next; // the provider's thread, the client's while it retains the list

    /**
     * A piece of received data. Called by the provider. IRQL: any.
     *
     * @param next the next piece, or null for the last
     * @param buffer describes the bytes; the provider may set it anew for each indication
     * @param reserved the provider's own object for this piece, may be null
     */
    public WskDataIndication(WskDataIndication next, WskBuf buffer, Object reserved) {
        this.next = next;
        this.buffer = buffer;
        this.reserved = reserved;
    }

    /**
     * The next piece of the list (Next). Called by anyone. IRQL: any. Spec: DATA-INDICATION-01.
     *
     * @return the next piece, or null in the last
     */
    public WskDataIndication next() {
        return next;
    }

    /**
     * Links another piece behind this one. Called by the provider, or by the client while it retains the list.
     * IRQL: any.
     *
     * @param next the next piece, or null to end the list here
     */
    public void setNext(WskDataIndication next) {
        this.next = next;
    }

    /**
     * Describes the received bytes of this piece (Buffer). Called by anyone. IRQL: any. Spec: DATA-INDICATION-02.
     *
     * @return the buffer, with the number of bytes received as its length
     */
    public WskBuf buffer() {
        return buffer;
    }

    /**
     * What the provider keeps here to know its own list again. Called by the provider only. IRQL: any.
     *
     * @return the provider's own object, or null
     */
    public Object reserved() {
        return reserved;
    }
}
