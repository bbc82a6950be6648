// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.wsk4j.testkit.irp.RecordedIrp;

/**
 * The other end of a fake connection, played by a test: it accepted our connect, or connected to a {@link FakeListener}.
 *
 * <p>On a live transport {@link #write} and the reads wait, up to a deadline, as a blocking socket does. On a stepped
 * one nothing waits.
 *
 * <p>Threads: safe for all.
 */
public final class FakePeer {
    /** How many bytes that our side has not taken a live transport holds before {@link #write} waits. */
    public static final int WINDOW = 64 * 1024;

    private final FakeEndpoint endpoint;
    private final FakeIo io;

    FakePeer(FakeEndpoint endpoint, FakeIo io) {
        this.endpoint = endpoint;
        this.io = io;
    }

    /**
     * Our side of the connection.
     *
     * @return the endpoint
     */
    public FakeEndpoint endpoint() {
        return endpoint;
    }

    /**
     * Sends bytes. On a live transport it waits while our side holds back.
     *
     * @param bytes at least one, copied
     * @throws IllegalStateException when the peer closed before, or the connection was reset
     */
    public void write(byte[] bytes) {
        write(List.of(bytes));
    }

    /**
     * Sends bytes, all at the same time.
     *
     * @param texts in ASCII, at least one character each; each is in a buffer of its own when our side observes
     * @throws IllegalStateException when the peer closed before, or the connection was reset
     */
    public void write(String... texts) {
        write(Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .toList());
    }

    private void write(List<byte[]> pieces) {
        if (pieces.isEmpty() || pieces.stream().anyMatch(piece -> piece.length == 0)) {
            throw new IllegalArgumentException("nothing to write");
        }
        synchronized (endpoint.lock) {
            if (io.isLive()) {
                await(
                        "room for more",
                        () -> isBroken() || endpoint.connection().receiver().unread() < WINDOW);
            }
            requireUsable("write");
            pieces.forEach(endpoint.connection().receiver()::arrive);
        }
        endpoint.caused();
    }

    /**
     * Ends the peer's direction; what it sent before arrives first.
     *
     * @throws IllegalStateException when the peer closed before, or the connection was reset
     */
    public void close() {
        synchronized (endpoint.lock) {
            requireUsable("close");
            endpoint.connection().receiver().end();
        }
        endpoint.caused();
    }

    /** Resets the connection: bytes under way are lost. */
    public void reset() {
        if (!isBroken()) {
            endpoint.resetFromPeer();
        }
    }

    private void requireUsable(String function) {
        if (endpoint.connection().receiver().hasEnded() || isBroken()) {
            throw new IllegalStateException(function + " by a peer that has closed, or that was reset");
        }
    }

    private boolean isBroken() {
        synchronized (endpoint.lock) {
            return endpoint.connection().isReset();
        }
    }

    /**
     * Reads bytes. On a live transport it waits until they are there, or our side ended its direction or the
     * connection.
     *
     * @param count how many
     * @return as many, or what there was before the end
     */
    public byte[] read(int count) {
        byte[] bytes = new byte[count];
        int length = 0;
        while (length < count) {
            byte[] some = readSome(count - length);
            if (some.length == 0) {
                return Arrays.copyOf(bytes, length);
            }
            System.arraycopy(some, 0, bytes, length, some.length);
            length += some.length;
        }
        return bytes;
    }

    /** At least one byte, or none at the end; on a stepped transport none means none as yet, too. */
    private byte[] readSome(int most) {
        byte[] some;
        synchronized (endpoint.lock) {
            if (io.isLive()) {
                await(
                        "bytes or their end",
                        () -> endpoint.connection().sender().toPeer().size() > 0 || isEnded() || isReset());
            }
            some = endpoint.connection().sender().toPeer().take(most);
        }
        if (some.length > 0) {
            endpoint.caused(); // there is room for more
        }
        return some;
    }

    /**
     * Reads bytes.
     *
     * @param count how many
     * @return as many as ASCII, or what there was before the end
     */
    public String readText(int count) {
        return new String(read(count), StandardCharsets.US_ASCII);
    }

    /** Waits until our side has ended its direction, or has reset the connection. Live transports only. */
    public void awaitEnd() {
        synchronized (endpoint.lock) {
            await("the end", () -> isEnded() || isReset());
        }
    }

    /**
     * Whether our side has ended its direction in good order.
     *
     * @return true once the end has reached the peer
     */
    public boolean isEnded() {
        synchronized (endpoint.lock) {
            return endpoint.connection().sender().hasEnded();
        }
    }

    /**
     * Whether our side has reset the connection.
     *
     * @return true once the reset has reached the peer
     */
    public boolean isReset() {
        synchronized (endpoint.lock) {
            return endpoint.connection().isResetByUs();
        }
    }

    private void await(String what, BooleanSupplier there) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (!there.getAsBoolean()) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("the peer of " + endpoint + " waited in vain for " + what);
            }
            try {
                endpoint.lock.wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }

    @Override
    public String toString() {
        return "FakePeer of " + endpoint;
    }
}
