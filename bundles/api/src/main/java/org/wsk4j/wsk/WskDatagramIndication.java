// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;

/**
 * One received datagram that {@link WskReceiveFromEvent} hands over (WSK_DATAGRAM_INDICATION).
 *
 * <p>Memory: made and owned by the provider, address and control information included. A client may read it during the
 * callback; one that returned STATUS_PENDING keeps the whole list until it hands the head back with {@code wskRelease}.
 * Meanwhile it may rewrite the links, for example to queue several lists: what is released is what was indicated
 * together with that head. Bytes, address and control information are read-only for the client.
 *
 * <p>Threads: not thread-safe; it belongs to the provider, and to the client while the client retains it.
 *
 * <p>Spec: DGRAM-INDICATION-01..DGRAM-INDICATION-05, RECEIVEFROM-EVENT-05, RECEIVEFROM-EVENT-06,
 * RELEASE-DGRAM-01..RELEASE-DGRAM-04.
 */
public final class WskDatagramIndication {
    private final WskBuf buffer;
    private final Object reserved;
    private WskDatagramIndication next; // the provider's thread, the client's while it retains the list
    private CmsgHdr controlInfo; // the provider's thread, before the datagram is indicated
    private int controlInfoLength; // the same
    private SockAddr remoteAddress; // the same

    /**
     * A datagram. Called by the provider. IRQL: any.
     *
     * @param next the next datagram, or null for the last
     * @param buffer describes the bytes; the provider may set it anew for each indication
     * @param controlInfo the control objects, or null
     * @param controlInfoLength how many bytes of control information there are, 0 for none
     * @param remoteAddress the sender
     * @param reserved the provider's own object for this datagram, may be null
     */
    public WskDatagramIndication(
            WskDatagramIndication next,
            WskBuf buffer,
            CmsgHdr controlInfo,
            int controlInfoLength,
            SockAddr remoteAddress,
            Object reserved) {
        this.next = next;
        this.buffer = buffer;
        this.reserved = reserved;
        set(controlInfo, controlInfoLength, remoteAddress);
    }

    /**
     * The next datagram of the list (Next). Called by anyone. IRQL: any. Spec: DGRAM-INDICATION-01.
     *
     * @return the next datagram, or null in the last
     */
    public WskDatagramIndication next() {
        return next;
    }

    /**
     * Links another datagram behind this one. Called by the provider, or by the client while it retains the list.
     * IRQL: any.
     *
     * @param next the next datagram, or null to end the list here
     */
    public void setNext(WskDatagramIndication next) {
        this.next = next;
    }

    /**
     * Describes the bytes of this datagram (Buffer). Called by anyone. IRQL: any. Spec: DGRAM-INDICATION-02.
     *
     * @return the buffer, with the size of the datagram as its length
     */
    public WskBuf buffer() {
        return buffer;
    }

    /**
     * The control objects that came with this datagram (ControlInfo). Called by anyone. IRQL: any. Spec:
     * DGRAM-INDICATION-03.
     *
     * @return the first one, or null when there are none
     */
    public CmsgHdr controlInfo() {
        return controlInfo;
    }

    /**
     * The size of the control information (ControlInfoLength). Called by anyone. IRQL: any. Spec: DGRAM-INDICATION-04.
     *
     * @return the number of bytes, 0 when there is none
     */
    public int controlInfoLength() {
        return controlInfoLength;
    }

    /**
     * The sender of this datagram (RemoteAddress). Called by anyone. IRQL: any. Spec: DGRAM-INDICATION-05.
     *
     * @return the address, of the socket's address family
     */
    public SockAddr remoteAddress() {
        return remoteAddress;
    }

    /**
     * What the provider keeps here to know its own list again. Called by the provider only. IRQL: any.
     *
     * @return the provider's own object, or null
     */
    public Object reserved() {
        return reserved;
    }

    /**
     * Fills an element that the provider uses again. Called by the provider only, before it indicates the datagram.
     * IRQL: any.
     *
     * @param controlInfo the control objects, or null
     * @param controlInfoLength how many bytes of control information there are, 0 for none
     * @param remoteAddress the sender
     */
    public void set(CmsgHdr controlInfo, int controlInfoLength, SockAddr remoteAddress) {
        this.controlInfo = controlInfo;
        this.controlInfoLength = controlInfoLength;
        this.remoteAddress = remoteAddress;
    }
}
