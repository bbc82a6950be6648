// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads lines from a stream that only knows blocking reads, in a thread of its own, and sets an event for each.
 *
 * <p>It reads one line ahead at most: the next is read when the one before was taken. Closing it interrupts the read
 * that waits, and every line that comes after belongs to the shell again. Where a stream ignores interrupts (the
 * standard input of a process, on platforms where {@link StandardInput} does not work) the read that waits still takes
 * what is typed next, at a terminal a line; whoever types is told so, and of the line, and no read follows.
 *
 * <p>State: reading, over (the input has ended) or closed.
 * <p>Threads: {@link #take}, {@link #isOver} and {@link #close} are for the command's thread. Locks: its own monitor,
 * not held while reading or printing.
 */
final class Keyboard implements Lines, AutoCloseable {
    /** The longest piece of a line that is handed over as one. */
    static final int LONGEST = 8 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Keyboard.class);
    private static final long PATIENCE_MILLIS = 100;

    private final Terminal terminal;
    private final InputStream in;
    private final Event event;
    private final Thread thread;
    private final byte[] ahead = new byte[LONGEST]; // the reading thread; read and not handed over yet:
    private int position; // the reading thread; from here
    private int limit; // the reading thread; to here
    private byte[] line; // @GuardedBy("this"); read and not taken yet
    private boolean over; // @GuardedBy("this"); the input has ended
    private boolean closed; // @GuardedBy("this")

    Keyboard(Terminal terminal, Event event) {
        this.terminal = terminal;
        this.in = StandardInput.interruptible(terminal.in());
        this.event = event;
        this.thread = new Thread(this::read, "wsk:keyboard");
        thread.setDaemon(true);
        thread.start();
    }

    /** The next line with its newline, or a piece of a very long one; null when there is none yet. */
    @Override
    public synchronized byte[] take() {
        byte[] taken = line;
        line = null;
        notifyAll();
        return taken;
    }

    /** Whether the input has ended and every line was taken. */
    @Override
    public synchronized boolean isOver() {
        return over && line == null;
    }

    /** Stops reading, and tells which lines were, or are going to be, taken from the shell. */
    @Override
    public void close() {
        byte[] untaken;
        synchronized (this) {
            closed = true;
            untaken = line == null ? new byte[0] : line;
            line = null;
        }
        thread.interrupt();
        boolean interrupted = Thread.interrupted();
        try {
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (thread.isAlive()) {
            terminal.line("(the command that has ended still reads the next line: press Enter)");
        } else {
            tellOfLoss(untaken, terminal::line);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Tells of a line that nobody took, and of what was read with it. For the reading thread, or when that has ended.
     */
    private void tellOfLoss(byte[] untaken, Consumer<String> printer) {
        Charset charset = Charset.defaultCharset();
        String lost = new String(untaken, charset) + new String(ahead, position, limit - position, charset);
        lost.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> printer.accept("(neither sent nor run, as the command had ended: " + line + ")"));
    }

    private void read() {
        try {
            byte[] next = readLine();
            while (next.length > 0 && hand(next)) {
                next = readLine();
            }
        } catch (IOException | InterruptedException e) {
            // the session's input is closed, or this keyboard is: the end of input, either way
        } finally {
            closeOwnStream();
        }
        synchronized (this) {
            over = true;
        }
        event.set();
    }

    private void closeOwnStream() {
        if (in != terminal.in()) {
            try {
                in.close();
            } catch (IOException e) {
                LOG.debug("The second descriptor of the standard input was not closed", e);
            }
        }
    }

    private byte[] readLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < LONGEST) {
            int next = next();
            if (next < 0) {
                break;
            }
            bytes.write(next);
            if (next == '\n') {
                break;
            }
        }
        return bytes.toByteArray();
    }

    /**
     * The next byte, or -1 at the end. What is there already is read byte by byte, so that all that follows a newline
     * stays for others. A read that has to wait takes whatever it is given at once: if the shell came to wait on the
     * same stream, the two would tear the next line apart, byte by byte.
     */
    private int next() throws IOException {
        if (position == limit) {
            if (isClosed()) {
                return -1;
            }
            position = 0;
            limit = 0;
            limit = Math.max(0, in.read(ahead, 0, in.available() > 0 ? 1 : ahead.length));
            if (limit == 0) {
                return -1;
            }
        }
        return ahead[position++] & 0xFF;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Leaves a line for the command and waits until it is taken; false when the keyboard is closed. */
    private boolean hand(byte[] next) throws InterruptedException {
        boolean late;
        synchronized (this) {
            late = closed;
            line = late ? null : next;
        }
        if (late) {
            tellOfLoss(next, terminal::lateLine);
            return false;
        }
        event.set();
        synchronized (this) {
            while (line != null) {
                wait();
            }
            return !closed;
        }
    }
}
