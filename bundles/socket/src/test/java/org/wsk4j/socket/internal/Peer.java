// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The other end of a connection: a plain java.net socket that blocks, and fails rather than waits for ever. */
final class Peer implements AutoCloseable {
    private final Socket socket;

    Peer(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SocketFixture.DEADLINE));
        socket.setTcpNoDelay(true);
    }

    Peer write(String text) {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Peer write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, when it does not matter whether the other end is still there. */
    void writeUnlessReset(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    /** Sends one byte out of band. */
    Peer urgent(char sent) {
        try {
            socket.sendUrgentData(sent);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@link #finish} when it does not matter whether the other end is still there. */
    void finishUnlessReset() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            assertThat(e).isInstanceOf(SocketException.class);
        }
    }

    /** What arrives. */
    InputStream stream() {
        try {
            return new BufferedInputStream(socket.getInputStream(), 65536);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads just as many bytes. */
    byte[] read(int count) {
        try {
            byte[] bytes = socket.getInputStream().readNBytes(count);
            assertThat(bytes.length).as("bytes before the end").isEqualTo(count);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String readText(int count) {
        return new String(read(count), StandardCharsets.ISO_8859_1);
    }

    /** Reads up to the graceful end. */
    byte[] readToEnd() {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The other end has disconnected gracefully, and sent nothing more. */
    Peer assertEnded() {
        assertThat(readToEnd()).as("bytes before the end").isEmpty();
        return this;
    }

    /** The connection is broken off, whatever arrived before. */
    void assertReset() {
        byte[] scrap = new byte[65536];
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> {
                    while (socket.getInputStream().read(scrap) >= 0) {
                        Thread.onSpinWait(); // what was on its way
                    }
                })
                .withMessageContaining("reset");
    }

    /** Ends this end's direction: FIN. */
    Peer finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks the connection off: RST. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
