// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * One datagram of several that {@code wskSendMessages} sends with one request (WSK_BUF_LIST, Windows 8).
 *
 * <p>Memory: the client allocates the list. It, its buffers and their bytes stay as they are until the IRP completes.
 *
 * <p>In Java: mutable, so that lists can be kept and linked anew. Threads: not thread-safe.
 *
 * <p>Spec: SENDMESSAGES-08, SENDMESSAGES-09.
 */
public final class WskBufList {
    private final WskBuf buffer;
    private WskBufList next; // the client's thread; not changed while a request uses the list

    /**
     * An entry. Called by the client. IRQL: any.
     *
     * @param next the next entry, or null for the last
     * @param buffer the bytes of one datagram
     */
    public WskBufList(WskBufList next, WskBuf buffer) {
        this.next = next;
        this.buffer = buffer;
    }

    /**
     * The next datagram of the list (Next). Called by anyone. IRQL: any. Spec: SENDMESSAGES-08.
     *
     * @return the next entry, or null in the last
     */
    public WskBufList next() {
        return next;
    }

    /**
     * Links another entry behind this one. Called by the client, never while a request uses the list. IRQL: any.
     *
     * @param next the next entry, or null to end the list here
     */
    public void setNext(WskBufList next) {
        this.next = next;
    }

    /**
     * The bytes of this datagram (Buffer). Called by anyone. IRQL: any. Spec: SENDMESSAGES-09.
     *
     * @return the buffer
     */
    public WskBuf buffer() {
        return buffer;
    }
}
