// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.wdm.NtStatus;

@Timeout(60)
class ListenCommandTest {
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String USAGE = "usage: wsk:listen [--host HOST] PORT";

    private final FakeProvider provider = new FakeProvider();
    private final ShellClient client = new ShellClient();
    private final List<Thread> begun = new ArrayList<>();
    private final ListenCommand command = new ListenCommand(client, SILENCE, Conversation.STALL_NANOS);

    private void listen(FakeSession session, String... arguments) {
        client.bindNpi(provider.npi());
        command.listen(session.session(), arguments);
        assertThat(provider.listeners).allMatch(FakeListener::isClosed);
        assertThat(provider.sockets).allMatch(FakeSocket::isClosed);
    }

    /** Ends what a test has begun and left, and waits for the end. */
    @AfterEach
    void endWhatWasBegun() throws InterruptedException {
        for (Thread thread : begun) {
            thread.interrupt();
            ConnectCommandTest.awaitEnd(thread);
        }
    }

    private Thread listenInBackground(FakeSession session, String... arguments) {
        Thread thread = ConnectCommandTest.inBackground(() -> listen(session, arguments));
        begun.add(thread);
        ConnectCommandTest.await(
                () -> !provider.listeners.isEmpty() && listener().isAccepting());
        return thread;
    }

    private FakeListener listener() {
        return provider.listeners.get(0);
    }

    @Test
    void holdsAConversationWithTheFirstWhoConnects() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        Thread thread = listenInBackground(session, "7");

        listener().connect();
        ConnectCommandTest.await(
                () -> !provider.sockets.isEmpty() && provider.onlySocket().isReceiving());
        assertThat(listener().isClosed()).isTrue();
        provider.onlySocket().peerSends("hello\n");
        keyboard.type("hi\n");
        ConnectCommandTest.await(() -> provider.onlySocket().sent().equals("hi\n"));
        ConnectCommandTest.await(() -> session.printed().endsWith("hello\n"));
        provider.onlySocket().peerCloses();
        ConnectCommandTest.awaitEnd(thread);

        assertThat(session.lines())
                .containsExactly(
                        "listening on 127.0.0.1:7",
                        "connection from 127.0.0.1:40000",
                        "hello",
                        "connection from 127.0.0.1:40000 closed by the peer");
        assertThat(provider.onlySocket().isDisconnected()).isTrue();
    }

    @Test
    void disconnectsGracefullyAtTheEndOfInput() throws Exception {
        FakeSession session = new FakeSession("one\ntwo\n");
        Thread thread = listenInBackground(session, "7");

        listener().connect();
        ConnectCommandTest.awaitEnd(thread);

        assertThat(provider.onlySocket().sent()).isEqualTo("one\ntwo\n");
        assertThat(provider.onlySocket().isDisconnected()).isTrue();
        assertThat(session.lines()).endsWith("connection from 127.0.0.1:40000 closed");
    }

    @Test
    void tellsThePortThatWasChosen() throws Exception {
        FakeSession session = new FakeSession();

        listenInBackground(session, "--host", "127.0.0.2", "0");

        assertThat(session.lines()).containsExactly("listening on 127.0.0.2:" + FakeListener.FREE_PORT);
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = listenInBackground(session, "7");

        thread.interrupt();
        ConnectCommandTest.awaitEnd(thread);

        assertThat(listener().isClosed()).isTrue();
        assertThat(session.lines()).containsExactly("listening on 127.0.0.1:7");
    }

    @Test
    void endsWithOneLineWhenTheProviderGoesAndHasClosedItsSocketByThen() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = listenInBackground(session, "7");

        client.unbindNpi(provider.npi());

        assertThat(listener().isClosed()).isTrue();
        ConnectCommandTest.awaitEnd(thread);
        assertThat(session.lines())
                .containsExactly(
                        "listening on 127.0.0.1:7",
                        CommandFailure.line("listen on 127.0.0.1:7", NtStatus.STATUS_DEVICE_NOT_READY));
    }

    @Test
    void saysInOneLineThatItCannotListen() {
        provider.listening(NtStatus.STATUS_NOT_SUPPORTED);
        FakeSession session = new FakeSession();

        listen(session, "7");

        assertThat(session.lines())
                .containsExactly(CommandFailure.line("listen on 127.0.0.1:7", NtStatus.STATUS_NOT_SUPPORTED));
    }

    @Test
    void saysInOneLineThatNoProviderIsThere() {
        FakeSession session = new FakeSession();

        command.listen(session.session(), "7");

        assertThat(session.lines())
                .containsExactly(CommandFailure.line("listen on 127.0.0.1:7", NtStatus.STATUS_DEVICE_NOT_READY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http", "-1", "65536", "127.0.0.1 7", "--port h 7", "--host h http", "--host h 7 8"})
    void remindsOfTheUsageInOneLine(String arguments) {
        FakeSession session = new FakeSession();

        command.listen(session.session(), arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(session.lines()).containsExactly(USAGE);
    }

    @Test
    void explainsItself() {
        FakeSession session = new FakeSession();

        command.listen(session.session(), "--help");

        assertThat(session.lines()).hasSizeGreaterThan(1).startsWith(USAGE);
    }
}
