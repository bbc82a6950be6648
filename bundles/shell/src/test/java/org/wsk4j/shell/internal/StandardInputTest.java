// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StandardInputTest {
    @TempDir
    Path directory;

    @Test
    void leavesAKeyboardAloneThatIsNotTheStandardInput() throws Exception {
        Path file = Files.writeString(directory.resolve("keys"), "abc");
        InputStream bytes = new ByteArrayInputStream(new byte[1]);

        assertThat(StandardInput.interruptible(bytes)).isSameAs(bytes);
        try (FileInputStream stream = new FileInputStream(file.toFile())) {
            assertThat(StandardInput.interruptible(stream)).isSameAs(stream);
        }
    }

    @Test
    void readsOneByteAtATimeUntilTheEnd() throws Exception {
        Path file = Files.write(directory.resolve("keys"), new byte[] {'a', (byte) 0xFF});
        byte[] room = new byte[9];
        try (StandardInput input = new StandardInput(file)) {
            assertThat(input.read(room, 3, 6)).isEqualTo(1);
            assertThat(room[3]).isEqualTo((byte) 'a');
            assertThat(input.read()).isEqualTo(0xFF);
            assertThat(input.read()).isEqualTo(-1);
            assertThat(input.read(room, 0, 9)).isEqualTo(-1);
        }
    }

    @Test
    void anInterruptEndsAReadThatBlocksAndLeavesTheBytesToOthers() throws Exception {
        Path pipe = namedPipe();
        AtomicReference<IOException> ended = new AtomicReference<>();
        try (PipeEnds ends = new PipeEnds(pipe);
                StandardInput input = new StandardInput(pipe)) {
            Thread reader = new Thread(() -> {
                try {
                    input.read();
                } catch (IOException e) {
                    ended.set(e);
                }
            });
            reader.start();
            Thread.sleep(50); // until it blocks, which nothing tells; too early an interrupt has the same outcome

            reader.interrupt();
            reader.join();
            ends.writer.write("for others".getBytes(StandardCharsets.UTF_8));
            ends.writer.flush();

            assertThat(ended.get()).isNotNull();
            byte[] left = new byte[10];
            assertThat(ends.reader.read(left)).isEqualTo(10);
            assertThat(left).asString(StandardCharsets.UTF_8).isEqualTo("for others");
        }
    }

    private Path namedPipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        try {
            Process made = new ProcessBuilder("mkfifo", pipe.toString()).start();
            assumeTrue(made.waitFor() == 0, "no named pipes here");
        } catch (IOException e) {
            assumeTrue(false, "no mkfifo here");
        }
        return pipe;
    }

    /**
     * Both ends of a pipe, so that opening it again never blocks: its reader stands for the process's own descriptor.
     */
    private static final class PipeEnds implements AutoCloseable {
        final InputStream reader;
        final OutputStream writer;

        PipeEnds(Path pipe) throws Exception {
            AtomicReference<OutputStream> opened = new AtomicReference<>();
            Thread opening = new Thread(() -> {
                try {
                    opened.set(Files.newOutputStream(pipe));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            opening.start(); // either end waits for the other
            reader = new FileInputStream(pipe.toFile());
            opening.join();
            writer = opened.get();
        }

        @Override
        public void close() throws IOException {
            writer.close();
            reader.close();
        }
    }
}
