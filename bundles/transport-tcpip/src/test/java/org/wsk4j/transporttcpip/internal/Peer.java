// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
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
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(Call.DEADLINE));
        socket.setTcpNoDelay(true);
    }

    Socket socket() {
        return socket;
    }

    Peer write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(int count) {
        try {
            byte[] bytes = socket.getInputStream().readNBytes(count);
            assertThat(bytes.length).as("bytes before the end").isEqualTo(count);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads everything up to the end, which has to be a graceful one. */
    byte[] readToEnd() {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end, which has to be a reset. */
    void expectReset() {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> socket.getInputStream().readAllBytes())
                .withMessageContaining("reset");
    }

    /** Writes until that fails: how a reset shows itself to somebody who has met the end before. */
    void expectResetBySending() {
        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> {
                    while (true) {
                        socket.getOutputStream().write(0);
                    }
                })
                .withMessageMatching("(?i).*(reset|broken pipe).*");
    }

    /** Ends this side's direction. */
    Peer finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks the connection off. */
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
