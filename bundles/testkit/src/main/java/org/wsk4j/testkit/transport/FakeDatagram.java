// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/**
 * A datagram on its way: one that arrives, or one that was sent. Two are equal when all of it is.
 *
 * <p>Threads: immutable.
 *
 * @param bytes what it carries
 * @param address who sent it when it arrives, where it goes when it was sent
 * @param flags MSG_BCAST and MSG_MCAST when it arrives, 0 when it was sent
 * @param control the messages that go with it, empty for none
 */
public record FakeDatagram(ByteBuffer bytes, SockAddr address, int flags, ByteBuffer control) {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int ALL_FLAGS = SocketOptions.MSG_BCAST | SocketOptions.MSG_MCAST;

    /**
     * Copies bytes, address and control information.
     *
     * @param bytes from position to limit, which are left alone
     * @param address the peer's
     * @param flags any of MSG_BCAST and MSG_MCAST
     * @param control from position to limit, which are left alone; whole messages
     */
    public FakeDatagram {
        if ((flags & ~ALL_FLAGS) != 0) {
            throw new IllegalArgumentException("flags 0x" + Integer.toHexString(flags));
        }
        if (!CmsgHdr.of(control).isWellFormed(control.remaining())) {
            throw new IllegalArgumentException("control information of " + control.remaining() + " bytes");
        }
        bytes = copy(bytes);
        address = address.copy();
        control = copy(control);
    }

    /**
     * A datagram with text.
     *
     * @param text in ASCII, may be empty
     * @param address the peer's
     * @return the datagram, without flags and control information
     */
    public static FakeDatagram of(String text, SockAddr address) {
        return of(text.getBytes(StandardCharsets.US_ASCII), address);
    }

    /**
     * A datagram with bytes.
     *
     * @param bytes what it carries
     * @param address the peer's
     * @return the datagram, without flags and control information
     */
    public static FakeDatagram of(byte[] bytes, SockAddr address) {
        return new FakeDatagram(ByteBuffer.wrap(bytes), address, 0, NOTHING);
    }

    /**
     * The same datagram with flags.
     *
     * @param newFlags any of MSG_BCAST and MSG_MCAST
     * @return another datagram
     */
    public FakeDatagram with(int newFlags) {
        return new FakeDatagram(bytes, address, newFlags, control);
    }

    /**
     * The same datagram with control information.
     *
     * @param newControl its messages, or null
     * @param length how many bytes there are
     * @return another datagram
     */
    public FakeDatagram with(CmsgHdr newControl, int length) {
        return new FakeDatagram(bytes, address, flags, newControl == null ? NOTHING : newControl.bytes(length));
    }

    private static ByteBuffer copy(ByteBuffer original) {
        return ByteBuffer.allocate(original.remaining())
                .put(original.duplicate())
                .flip()
                .asReadOnlyBuffer();
    }

    @Override
    public ByteBuffer bytes() {
        return bytes.duplicate();
    }

    @Override
    public SockAddr address() {
        return address.copy();
    }

    @Override
    public ByteBuffer control() {
        return control.duplicate();
    }

    /**
     * How much control information goes with it.
     *
     * @return the count of bytes, 0 for none
     */
    public int controlLength() {
        return control.remaining();
    }

    /**
     * The control information, to look for messages with {@link #controlLength}.
     *
     * @return a pointer to read with; null when there is none
     */
    public CmsgHdr messages() {
        return controlLength() == 0 ? null : CmsgHdr.of(control);
    }

    /**
     * How many bytes it carries.
     *
     * @return the count
     */
    public int length() {
        return bytes.remaining();
    }

    /**
     * What it carries.
     *
     * @return the bytes as ASCII
     */
    public String text() {
        return StandardCharsets.US_ASCII.decode(bytes()).toString();
    }

    @Override
    public String toString() {
        return "FakeDatagram[" + text() + ", " + address + ", flags 0x" + Integer.toHexString(flags) + ", "
                + controlLength() + " bytes of control information]";
    }
}
