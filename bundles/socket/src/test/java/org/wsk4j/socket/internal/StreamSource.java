// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A peer that sends so many {@link EndlessBytes} in pieces of random sizes, and then ends its direction. */
final class StreamSource implements AutoCloseable {
    private final Peer peer;
    private final long size;
    private final SplittableRandom random;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "source");
    private volatile long written; // this thread's to change

    StreamSource(Peer peer, long size, SplittableRandom random) {
        this.peer = peer;
        this.size = size;
        this.random = random;
    }

    StreamSource start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            for (long at = 0; at < size; at = written) {
                int most = random.nextInt(4) == 0 ? 100 : 200_000;
                int count = (int) Math.min(1 + random.nextInt(most), size - at);
                peer.write(EndlessBytes.copy(at, count));
                written = at + count;
            }
            peer.finish();
            end.complete(null);
        } catch (RuntimeException | Error e) {
            end.completeExceptionally(e);
        }
    }

    /** How much the peer got rid of so far. */
    long written() {
        return written;
    }

    /** Waits until everything was sent, which somebody has received by now. */
    @Override
    public void close() {
        try {
            end.get(SocketFixture.DEADLINE, TimeUnit.SECONDS);
            thread.join();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("the source did not get rid of everything", e);
        }
    }
}
