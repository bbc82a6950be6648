// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A peer that reads to the end and checks that {@link EndlessBytes} come. */
final class StreamSink {
    private final Peer peer;
    private final CompletableFuture<Long> count = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "sink");

    StreamSink(Peer peer) {
        this.peer = peer;
    }

    StreamSink start() {
        thread.start();
        return this;
    }

    private void run() {
        byte[] bytes = new byte[256 * 1024];
        long total = 0;
        InputStream in = peer.stream(); // not closed here: the other direction may go on
        try {
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                EndlessBytes.assertFrom(total, ByteBuffer.wrap(bytes, 0, n));
                total += n;
            }
            count.complete(total);
        } catch (IOException | RuntimeException | Error e) {
            count.completeExceptionally(e);
        }
    }

    /** Waits for the end; how many bytes came. */
    long count() throws Exception {
        long total = count.get(5, TimeUnit.MINUTES);
        thread.join();
        return total;
    }
}
