// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The standard input of this process, opened once more so that a read that blocks can be interrupted.
 *
 * <p>A blocking read of the process's own descriptor cannot be taken back: it would compete with the shell for what is
 * typed next. An interrupt closes this stream and leaves that descriptor, and every byte that was not read yet, alone.
 *
 * <p>Threads: one reads; interrupting it is safe for all.
 */
final class StandardInput extends InputStream {
    private static final Path DEVICE = Path.of("/dev/stdin");

    private final FileChannel channel;
    private final ByteBuffer one = ByteBuffer.allocateDirect(1); // the reading thread

    StandardInput(Path device) throws IOException {
        channel = FileChannel.open(device, StandardOpenOption.READ);
    }

    /**
     * The same input with reads that can be interrupted.
     *
     * @param keyboard where a session reads from
     * @return a stream of its own, if the keyboard is the standard input and the platform has such a device; otherwise
     *     the keyboard
     */
    static InputStream interruptible(InputStream keyboard) {
        try {
            if (keyboard instanceof FileInputStream file
                    && file.getFD() == FileDescriptor.in
                    && Files.exists(DEVICE)
                    && !Files.isRegularFile(DEVICE)) { // a file never blocks, and would be read from its beginning
                return new StandardInput(DEVICE);
            }
        } catch (IOException e) {
            return keyboard; // such as a socket, or a terminal of another user: as good as no device
        }
        return keyboard;
    }

    @Override
    public int read() throws IOException {
        one.clear();
        return channel.read(one) < 0 ? -1 : one.get(0) & 0xFF;
    }

    /** Reads one byte: what follows may be for others. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int next = read();
        if (next < 0) {
            return -1;
        }
        bytes[offset] = (byte) next;
        return 1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
