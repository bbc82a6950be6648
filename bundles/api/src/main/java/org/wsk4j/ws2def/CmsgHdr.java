// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.ws2def;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A pointer to control information (CMSGHDR): a sequence of small messages that go with a datagram, each a header with
 * its data behind it, in bytes that somebody else owns.
 *
 * <p>A client that sends allocates the bytes, appends messages and passes the pointer with the length used so far; the
 * bytes must stay as they are until the request has completed. A client that receives allocates room and passes the
 * pointer with its length; it finds the messages there when the request has completed, or in the indication of the
 * event, where the bytes are the provider's. The length is told beside the pointer everywhere, as in C, and is a
 * parameter here:
 *
 * <pre>{@code
 * CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(64));          // to send
 * int length = control.append(0, IPPROTO_IP, IP_TTL, 1);
 * length = packetInfo.appendTo(control, length);
 *
 * int ttl = control.intValue(length, IPPROTO_IP, IP_TTL, -1);           // to look for one message
 * for (CmsgHdr message : control.messages(length)) { ... }              // to see them all
 * }</pre>
 *
 * <p>The messages that have a meaning for IP, each with an int as data where nothing else is said; which of them a
 * socket gets or takes is up to its transport and to the options set:
 *
 * <ul>
 *   <li>{@code IPPROTO_IP}: {@link SocketOptions#IP_PKTINFO} with {@link InPktInfo}, {@link SocketOptions#IP_TTL},
 *       {@link SocketOptions#IP_TOS}, {@link SocketOptions#IP_ECN}
 *   <li>{@code IPPROTO_IPV6}: {@link SocketOptions#IPV6_PKTINFO} with {@link In6PktInfo},
 *       {@link SocketOptions#IPV6_HOPLIMIT}, {@link SocketOptions#IPV6_TCLASS}, {@link SocketOptions#IPV6_ECN}
 * </ul>
 *
 * <p>The layout is that of 64-bit Windows, whatever the platform and the byte order of the buffer: length (8 bytes,
 * the header counted), level (4), type (4), data; numbers little-endian; every message starts at a multiple of 8 from
 * the first. A header whose length cannot be true ends the sequence.
 *
 * <p>State: the pointer is immutable; what it points to is the bytes between position and limit of a buffer, shared
 * and not copied.
 *
 * <p>Threads: as the bytes allow; one thread at a time while somebody writes. IRQL: any, for every member. Looking for
 * a message by {@link #intValue(int, int, int, int)}, {@link InPktInfo#read} or {@link In6PktInfo#read}, and
 * appending, allocate nothing.
 *
 * <p>Spec: SENDTO-06, SENDTO-07, RECEIVEFROM-08, DGRAM-INDICATION-03.
 */
public final class CmsgHdr {
    /** The size of a header in bytes. */
    public static final int SIZE = 16;

    private static final int LEVEL = 8; // where the level is in a header
    private static final int TYPE = 12; // where the type is in a header

    private final ByteBuffer area; // position and limit are never moved: all access is absolute
    private final int offset; // where the header is in the area

    private CmsgHdr(ByteBuffer area, int offset) {
        this.area = area;
        this.offset = offset;
    }

    /**
     * Points to the bytes of a buffer, whatever they hold: room to be filled, or messages.
     *
     * @param control the bytes from position to limit, shared; position and limit themselves are left alone
     * @return the pointer to its position
     */
    public static CmsgHdr of(ByteBuffer control) {
        return new CmsgHdr(control.slice().order(ByteOrder.LITTLE_ENDIAN), 0);
    }

    /**
     * The room that a message takes (CMSG_SPACE): header, data and what aligns the next message. Sums of it are what a
     * buffer needs.
     *
     * @param dataLength the bytes of data
     * @return the bytes from this message to the next
     */
    public static int space(int dataLength) {
        return len(dataLength) + 7 & ~7;
    }

    /**
     * The length that a header tells of its message (CMSG_LEN): header and data.
     *
     * @param dataLength the bytes of data
     * @return the value for the length in the header
     */
    public static int len(int dataLength) {
        return SIZE + dataLength;
    }

    /**
     * The bytes there are from here on.
     *
     * @return how much control information this pointer can have at most
     */
    public int capacity() {
        return area.capacity() - offset;
    }

    /**
     * The control information as plain bytes, to be handed on.
     *
     * @param controlLength its length in bytes, at most {@link #capacity()}
     * @return a new little-endian buffer that shares the bytes
     */
    public ByteBuffer bytes(int controlLength) {
        return area.slice(offset, controlLength).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Tells whether this is a sequence of whole messages: what a provider checks before it believes a client, and
     * answers STATUS_INVALID_PARAMETER if it is not.
     *
     * @param controlLength its length in bytes
     * @return true when every header fits in the length, and its data too; also when the length is 0; a rest too small
     *     for a header is ignored
     */
    public boolean isWellFormed(int controlLength) {
        if (controlLength < 0 || controlLength > capacity()) {
            return false;
        }
        int end = offset + controlLength;
        int at = offset;
        while (end - at >= SIZE) {
            if (!isMessage(at, end)) {
                return false;
            }
            at += stride(at);
        }
        return at > offset || controlLength == 0;
    }

    /**
     * The first message (CMSG_FIRSTHDR).
     *
     * @param controlLength the length of the control information in bytes
     * @return this pointer when there is a whole message, else null
     */
    public CmsgHdr firstHdr(int controlLength) {
        return isMessage(offset, end(controlLength)) ? this : null;
    }

    /**
     * The message after another one (CMSG_NXTHDR). Called on the pointer that has the first message:
     *
     * <pre>{@code
     * for (CmsgHdr c = control.firstHdr(length); c != null; c = control.nxtHdr(length, c)) { ... }
     * }</pre>
     *
     * @param controlLength the length of the control information in bytes
     * @param cmsg a message that this method or {@link #firstHdr} has given
     * @return a new pointer to the next message, null when there is no further whole one
     */
    public CmsgHdr nxtHdr(int controlLength, CmsgHdr cmsg) {
        int next = next(cmsg.offset, end(controlLength));
        return next < 0 ? null : new CmsgHdr(area, next);
    }

    /**
     * All messages in their order.
     *
     * @param controlLength the length of the control information in bytes
     * @return what a {@code for} loop takes
     */
    public Iterable<CmsgHdr> messages(int controlLength) {
        return () -> new Iterator<>() {
            private CmsgHdr cmsg = firstHdr(controlLength);

            @Override
            public boolean hasNext() {
                return cmsg != null;
            }

            @Override
            public CmsgHdr next() {
                if (cmsg == null) {
                    throw new NoSuchElementException();
                }
                CmsgHdr result = cmsg;
                cmsg = nxtHdr(controlLength, result);
                return result;
            }
        };
    }

    /**
     * The first message of a kind.
     *
     * @param controlLength the length of the control information in bytes
     * @param level the level, {@link SocketOptions#SOL_SOCKET} or one of {@link IpProtocol}
     * @param type the type, mostly the option of that level
     * @return a pointer to the message, null when there is none
     */
    public CmsgHdr find(int controlLength, int level, int type) {
        int at = locate(controlLength, level, type, 0);
        return at < 0 ? null : new CmsgHdr(area, at - SIZE);
    }

    /**
     * The number in the first message of a kind, such as a hop limit.
     *
     * @param controlLength the length of the control information in bytes
     * @param level the level
     * @param type the type
     * @param absent what to answer when there is no such message with at least four bytes of data
     * @return the first four bytes of its data
     */
    public int intValue(int controlLength, int level, int type, int absent) {
        int at = locate(controlLength, level, type, Integer.BYTES);
        return at < 0 ? absent : area.getInt(at);
    }

    /**
     * The length of this message with its header (cmsg_len).
     *
     * @return the length that the header tells
     */
    public long length() {
        return area.getLong(offset);
    }

    /**
     * The level of this message (cmsg_level): who gives its type a meaning.
     *
     * @return {@link SocketOptions#SOL_SOCKET} or one of {@link IpProtocol}
     */
    public int level() {
        return area.getInt(offset + LEVEL);
    }

    /**
     * The type of this message (cmsg_type).
     *
     * @return a number that its level defines
     */
    public int type() {
        return area.getInt(offset + TYPE);
    }

    /**
     * The data of this message (CMSG_DATA).
     *
     * @return a new little-endian buffer that shares the bytes behind the header
     */
    public ByteBuffer data() {
        return area.slice(offset + SIZE, (int) length() - SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The data of this message as a number.
     *
     * @return the first four bytes of its data
     */
    public int intValue() {
        return area.getInt(offset + SIZE);
    }

    /**
     * Appends a message with a number, such as a hop limit.
     *
     * <p>A provider whose room does not suffice ({@code used + space(4)} is more than the client's length) leaves the
     * message out and sets MSG_CTRUNC.
     *
     * @param used the bytes used by the messages before it, 0 for the first
     * @param level the level
     * @param type the type
     * @param value its data
     * @return the bytes used with this message
     * @throws BufferOverflowException when the message would not fit in {@link #capacity()}; nothing was written
     */
    public int append(int used, int level, int type, int value) {
        int at = begin(used, level, type, Integer.BYTES);
        area.putInt(at, value);
        return used + space(Integer.BYTES);
    }

    /**
     * Appends a message with any data.
     *
     * @param used the bytes used by the messages before it, 0 for the first
     * @param level the level
     * @param type the type
     * @param data the bytes from position to limit, which are copied; position and limit are left alone
     * @return the bytes used with this message
     * @throws BufferOverflowException when the message would not fit in {@link #capacity()}; nothing was written
     */
    public int append(int used, int level, int type, ByteBuffer data) {
        int length = data.remaining();
        int at = begin(used, level, type, length);
        for (int i = 0; i < length; i++) {
            area.put(at + i, data.get(data.position() + i));
        }
        return used + space(length);
    }

    /**
     * The same messages in memory of their own.
     *
     * @param controlLength the length of the control information in bytes, at most {@link #capacity()}
     * @return a new pointer to the first
     */
    public CmsgHdr copy(int controlLength) {
        ByteBuffer bytes = ByteBuffer.allocate(controlLength);
        bytes.put(0, area, offset, controlLength);
        return of(bytes);
    }

    /** The kind and size of this message. */
    @Override
    public String toString() {
        if (!isMessage(offset, area.capacity())) {
            return "CMSGHDR (none here)";
        }
        return "CMSGHDR level " + level() + " type " + type() + ", " + (length() - SIZE) + " bytes";
    }

    /** Writes a header and clears the data behind it; answers where in the area the data is. */
    int begin(int used, int level, int type, int dataLength) {
        int space = space(dataLength);
        if (used < 0 || space < SIZE || space > capacity() - used) {
            throw new BufferOverflowException();
        }
        int at = offset + used;
        area.putLong(at, len(dataLength)).putInt(at + LEVEL, level).putInt(at + TYPE, type);
        for (int i = SIZE; i < space; i += Long.BYTES) {
            area.putLong(at + i, 0);
        }
        return at + SIZE;
    }

    /** Where in the area the data of the first message of a kind is; negative when there is none with enough data. */
    int locate(int controlLength, int level, int type, int atLeast) {
        int end = end(controlLength);
        for (int at = isMessage(offset, end) ? offset : -1; at >= 0; at = next(at, end)) {
            if (area.getInt(at + LEVEL) == level
                    && area.getInt(at + TYPE) == type
                    && area.getLong(at) >= len(atLeast)) {
                return at + SIZE;
            }
        }
        return -1;
    }

    /** The area itself, for absolute access to the data of a message. */
    ByteBuffer area() {
        return area;
    }

    private int end(int controlLength) {
        return offset + Math.min(controlLength, capacity());
    }

    private int next(int at, int end) {
        if (!isMessage(at, end)) {
            return -1;
        }
        int next = at + stride(at);
        return isMessage(next, end) ? next : -1;
    }

    private boolean isMessage(int at, int end) {
        if (end - at < SIZE) {
            return false;
        }
        long length = area.getLong(at);
        return length >= SIZE && length <= end - at;
    }

    private int stride(int at) {
        return space((int) area.getLong(at) - SIZE);
    }
}
