// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.threadio.ThreadIO;

/**
 * Gogo's thread streams, which know when the last thread has given its streams back.
 *
 * <p>An interrupted job is over for its session while the thread of its command still runs. When that thread gives its
 * streams back, Gogo puts its own in place of {@code System.in}, {@code out} and {@code err} once more: whoever stops
 * Gogo has to wait for it.
 */
final class CountedThreadIo implements ThreadIO {
    private final ThreadIOImpl streams = new ThreadIOImpl();
    private final AtomicInteger taken = new AtomicInteger();

    void start() {
        streams.start();
    }

    /** Puts the process's own streams back, after the last thread has come to its end. */
    void stop() {
        awaitEveryThread();
        streams.stop();
    }

    /** Waits until no command runs any more, those of interrupted jobs included. */
    void awaitEveryThread() {
        ConnectCommandTest.await(() -> taken.get() == 0);
    }

    @Override
    public void setStreams(InputStream in, PrintStream out, PrintStream err) {
        taken.incrementAndGet();
        streams.setStreams(in, out, err);
    }

    @Override
    public void close() {
        try {
            streams.close();
        } finally {
            taken.decrementAndGet();
        }
    }
}
