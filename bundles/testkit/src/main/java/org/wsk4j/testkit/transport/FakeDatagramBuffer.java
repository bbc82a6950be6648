// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;

/**
 * A datagram that arrived. Not pooled, and spoiled by its release, so that one that is used after that is found out.
 *
 * <p>Threads: {@link #release} is safe for all; the rest is for the holder.
 */
final class FakeDatagramBuffer extends TransportBuffer {
    private static final byte SPOILED = (byte) 0xDD;

    private final FakeDatagram datagram;
    private final long number; // in the order of arrival
    private final AtomicInteger onLoan; // the count of the endpoint's buffers that somebody holds
    private final ByteBuffer memory;
    private final Mdl mdl;
    private final SockAddr remoteAddress;
    private final ByteBuffer controlMemory;
    private final CmsgHdr control; // null for none
    private boolean turnedDown; // guarded by the lock of the endpoint
    private boolean lent; // guarded by this

    FakeDatagramBuffer(FakeDatagram datagram, long number, AtomicInteger onLoan) {
        this.datagram = datagram;
        this.number = number;
        this.onLoan = onLoan;
        memory = copy(datagram.bytes());
        mdl = Mdl.allocate(memory);
        remoteAddress = datagram.address();
        controlMemory = copy(datagram.control());
        control = controlMemory.hasRemaining() ? CmsgHdr.of(controlMemory) : null;
    }

    private static ByteBuffer copy(ByteBuffer original) {
        return ByteBuffer.allocateDirect(original.remaining()).put(original).flip();
    }

    FakeDatagram datagram() {
        return datagram;
    }

    long number() {
        return number;
    }

    boolean wasTurnedDown() {
        return turnedDown;
    }

    void setTurnedDown(boolean newTurnedDown) {
        turnedDown = newTurnedDown;
    }

    // ---- TransportBuffer

    @Override
    public Mdl mdl() {
        requireLent();
        return mdl;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        requireLent();
        return memory.remaining();
    }

    @Override
    public SockAddr remoteAddress() {
        requireLent();
        return remoteAddress;
    }

    @Override
    public CmsgHdr control() {
        requireLent();
        return control;
    }

    @Override
    public int controlLength() {
        requireLent();
        return controlMemory.remaining();
    }

    private synchronized void requireLent() {
        if (!lent) {
            throw new IllegalStateException("use of a buffer that is not on loan");
        }
    }

    @Override
    public void release() {
        if (!endLoan()) {
            throw new IllegalStateException("release of a buffer that is not on loan");
        }
        spoil(memory);
        spoil(controlMemory);
    }

    private static void spoil(ByteBuffer bytes) {
        for (int at = 0; at < bytes.limit(); at++) {
            bytes.put(at, SPOILED);
        }
    }

    synchronized void lend() {
        lent = true;
        onLoan.incrementAndGet();
    }

    /** False when it was not lent. */
    synchronized boolean endLoan() {
        boolean was = lent;
        lent = false;
        if (was) {
            onLoan.decrementAndGet();
        }
        return was;
    }
}
