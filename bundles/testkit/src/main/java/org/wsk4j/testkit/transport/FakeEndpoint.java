// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.charset.StandardCharsets;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * One end of a connection in memory: what a socket under test calls ({@link StreamEndpoint}), and what a test makes
 * happen to it.
 *
 * <p>Threads: safe for all.
 */
public final class FakeEndpoint extends FakeStream {
    FakeEndpoint(FakeTransport transport, int family, StreamObserver observer) {
        super(transport, family, observer);
    }

    /** Makes the endpoint of a connection that arrives, without an observer. Under the listener's lock. */
    FakeEndpoint(FakeListener listener, SockAddr from) {
        super(listener, from);
    }

    @Override
    FakePeer newPeer() {
        return new FakePeer(this, transport.io());
    }

    /**
     * The other end.
     *
     * @return the peer of this connection
     * @throws IllegalStateException before it is connected
     */
    public FakePeer peer() {
        synchronized (lock) {
            FakePeer peer = connection().connector().peer();
            if (peer == null) {
                throw new IllegalStateException("not connected");
            }
            return peer;
        }
    }

    /**
     * Ends the request that waits longest, whether it is held or not: the connect, else the first send or disconnect,
     * else the first receive, else the first abort, else the close. A success carries it out; a receive then has the bytes
     * that it got so far.
     *
     * @param status how it ends
     * @throws IllegalStateException when none waits
     */
    public void completeNext(NtStatus status) {
        synchronized (lock) {
            if (!connection().completeNext(status) && !releaseClose()) {
                throw new IllegalStateException("no request waits");
            }
        }
        caused();
    }

    /**
     * Carries out part of the send that waits longest; it goes on waiting.
     *
     * @param bytes how many bytes reach the peer, fewer than remain
     * @throws IllegalStateException when no send waits
     */
    public void sendSome(int bytes) {
        synchronized (lock) {
            if (connection().sender().waiting() == 0) {
                throw new IllegalStateException("no send waits");
            }
            connection().sender().moveSome(bytes);
        }
        caused();
    }

    /**
     * The peer sends bytes, which arrive at the same time: the observer is offered them as one list.
     *
     * @param texts in ASCII, a buffer each
     */
    public void deliver(String... texts) {
        peer().write(texts);
    }

    /**
     * The peer sends bytes, which arrive.
     *
     * @param bytes at least one
     */
    public void deliver(byte[] bytes) {
        peer().write(bytes);
    }

    /**
     * Decides what the observer is told of the bytes that it is offered.
     *
     * @param flags from now on those of {@link StreamObserver#received}; at first {@link StreamObserver#ENTIRE_MESSAGE}
     */
    public void setReceivedFlags(int flags) {
        synchronized (lock) {
            teller().setReceivedFlags(flags);
        }
    }

    /** The peer ends its direction; its end arrives. */
    public void peerCloses() {
        peer().close();
    }

    /** The peer resets the connection; the reset arrives. */
    public void peerResets() {
        peer().reset();
    }

    /**
     * What was sent and not yet read by the peer.
     *
     * @return the bytes, as ASCII
     */
    public String sent() {
        synchronized (lock) {
            return new String(connection().sender().toPeer().peek(), StandardCharsets.US_ASCII);
        }
    }

    /**
     * The endpoint ceases to work for a reason of the transport's own: everything that waits ends so, the observer is
     * told.
     *
     * @param reason what later requests end with
     */
    public void fail(NtStatus reason) {
        synchronized (lock) {
            connection().fail(reason);
            teller().noteFailure(reason);
        }
        caused();
    }

    /**
     * The ideal amount of data to keep under way changes; the observer is told if it asked for that. At first it is
     * {@link FakePeer#WINDOW}.
     *
     * @param bytes the new ideal, above 0
     */
    public void changeIdealBacklog(long bytes) {
        if (bytes <= 0) {
            throw new IllegalArgumentException(bytes + " bytes");
        }
        synchronized (lock) {
            teller().noteIdealBacklog(bytes);
        }
        caused();
    }

    void resetFromPeer() {
        synchronized (lock) {
            teller().noteReset();
            connection().resetByPeer();
        }
        caused();
    }

    /**
     * How many buffers the observer has and did not release.
     *
     * @return the count
     */
    public int buffersOnLoan() {
        return connection().receiver().onLoan();
    }

    /**
     * What the observer wants to hear of.
     *
     * @return the bits last given to {@link #observe}
     */
    public int interests() {
        synchronized (lock) {
            return teller().interests();
        }
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "FakeEndpoint[" + description() + ", " + connection().connector() + "]";
        }
    }
}
