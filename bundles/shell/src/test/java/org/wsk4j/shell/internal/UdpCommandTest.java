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
import org.wsk4j.ws2def.SockAddrIn;

@Timeout(60)
class UdpCommandTest {
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final String USAGE =
            "usage: wsk:udp [-n COUNT] [-w SECONDS] HOST PORT [TEXT...] | -l [--host HOST] PORT";

    private final FakeProvider provider = new FakeProvider();
    private final ShellClient client = new ShellClient();
    private final List<Thread> begun = new ArrayList<>();
    private final UdpCommand command = new UdpCommand(client, SILENCE);

    private void udp(FakeSession session, String... arguments) {
        client.bindNpi(provider.npi());
        command.udp(session.session(), arguments);
        assertThat(provider.datagrams).allMatch(FakeDatagramSocket::isClosed);
    }

    /** Ends what a test has begun and left, and waits for the end. */
    @AfterEach
    void endWhatWasBegun() throws InterruptedException {
        for (Thread thread : begun) {
            thread.interrupt();
            ConnectCommandTest.awaitEnd(thread);
        }
    }

    private Thread udpInBackground(FakeSession session, String... arguments) {
        Thread thread = ConnectCommandTest.inBackground(() -> udp(session, arguments));
        begun.add(thread);
        ConnectCommandTest.await(() -> !provider.datagrams.isEmpty() && socket().isReceiving());
        return thread;
    }

    private FakeDatagramSocket socket() {
        return provider.datagrams.get(0);
    }

    @Test
    void sendsTheTextAndPrintsWhatComesBack() {
        provider.onDatagram(socket -> {
            socket.arrive("127.0.0.1", 7, "one");
            socket.arrive("127.0.0.1", 7, "two\n");
        });
        FakeSession session = new FakeSession();

        udp(session, "127.0.0.1", "7", "hello", "world");

        assertThat(socket().sent).containsExactly("127.0.0.1:7<-hello world\n");
        assertThat(session.lines()).containsExactly("one", "two");
    }

    @Test
    void takesAnswersOfTheOtherSideOnly() {
        udp(new FakeSession(), "127.0.0.1", "7", "hello");

        assertThat(socket().remote()).isEqualTo(SockAddrIn.of("127.0.0.1", 7));
    }

    @Test
    void sendsEachLineAsADatagramAndWaitsForAnswersAfterTheLast() {
        provider.onDatagram(socket -> socket.arrive("127.0.0.1", 7, "answer " + socket.sent.size()));
        FakeSession session = new FakeSession("one\ntwo\n");

        udp(session, "127.0.0.1", "7");

        assertThat(socket().sent).containsExactly("127.0.0.1:7<-one\n", "127.0.0.1:7<-two\n");
        assertThat(session.lines()).containsExactly("answer 1", "answer 2");
    }

    @Test
    void endsWithTheLastAnswerThatIsAskedFor() {
        provider.onDatagram(socket -> {
            socket.arrive("127.0.0.1", 7, "one");
            socket.arrive("127.0.0.1", 7, "two");
            socket.arrive("127.0.0.1", 7, "three");
        });
        FakeSession session = new FakeSession();

        udp(session, "-w", "0", "-n", "2", "127.0.0.1", "7", "hello");

        assertThat(session.lines()).containsExactly("one", "two");
    }

    @Test
    void printsAnEmptyDatagramAsAnEmptyLine() {
        provider.onDatagram(socket -> socket.arrive("127.0.0.1", 7, ""));
        FakeSession session = new FakeSession();

        udp(session, "-n", "1", "127.0.0.1", "7", "hello");

        assertThat(session.printed()).isEqualTo("\n");
    }

    @Test
    void listensAndAnswersWhoeverSentLast() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        Thread thread = udpInBackground(session, "-l", "-n", "3", "0");

        keyboard.type("welcome\n");
        socket().arrive("127.0.0.1", 1, "hello\n");
        ConnectCommandTest.await(() -> socket().sent.size() == 1);
        socket().arrive("127.0.0.2", 2, "two\nlines");
        ConnectCommandTest.await(() -> session.printed().contains("lines"));
        keyboard.type("again\n");
        ConnectCommandTest.await(() -> socket().sent.size() == 2);
        socket().arrive("127.0.0.1", 1, "the last");
        ConnectCommandTest.awaitEnd(thread);

        assertThat(socket().sent).containsExactly("127.0.0.1:1<-welcome\n", "127.0.0.2:2<-again\n");
        assertThat(socket().remote()).isNull();
        assertThat(session.lines())
                .containsExactly(
                        "listening on 127.0.0.1:" + FakeDatagramSocket.FREE_PORT,
                        "127.0.0.1:1: hello",
                        "127.0.0.2:2: two",
                        "lines",
                        "127.0.0.1:1: the last");
    }

    @Test
    void listensOnTheHostThatIsGivenUntilInputAndNewsEnd() {
        FakeSession session = new FakeSession();

        udp(session, "-l", "--host", "127.0.0.2", "7");

        assertThat(session.lines()).containsExactly("listening on 127.0.0.2:7");
    }

    @Test
    void anInterruptEndsTheWait() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = udpInBackground(session, "127.0.0.1", "7");

        thread.interrupt();
        ConnectCommandTest.awaitEnd(thread);

        assertThat(socket().isClosed()).isTrue();
        assertThat(session.lines()).isEmpty();
    }

    @Test
    void endsWithOneLineWhenTheProviderGoesAndHasClosedItsSocketByThen() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = udpInBackground(session, "127.0.0.1", "7");

        client.unbindNpi(provider.npi());

        assertThat(socket().isClosed()).isTrue();
        ConnectCommandTest.awaitEnd(thread);
        assertThat(session.lines())
                .containsExactly(CommandFailure.line("udp to 127.0.0.1:7", NtStatus.STATUS_DEVICE_NOT_READY));
    }

    @Test
    void saysInOneLineThatThereAreNoDatagramSockets() {
        provider.listening(NtStatus.STATUS_NOT_SUPPORTED);
        FakeSession session = new FakeSession();

        udp(session, "127.0.0.1", "7", "hello");

        assertThat(session.lines())
                .containsExactly(CommandFailure.line("udp to 127.0.0.1:7", NtStatus.STATUS_NOT_SUPPORTED));
    }

    @Test
    void saysInOneLineThatItCannotListen() {
        provider.binding(NtStatus.STATUS_ADDRESS_ALREADY_EXISTS);
        FakeSession session = new FakeSession();

        udp(session, "-l", "7");

        assertThat(session.lines())
                .containsExactly(CommandFailure.line("listen on 127.0.0.1:7", NtStatus.STATUS_ADDRESS_ALREADY_EXISTS));
    }

    @Test
    void saysInOneLineThatNoProviderIsThere() {
        FakeSession session = new FakeSession();

        command.udp(session.session(), "127.0.0.1", "7", "hello");

        assertThat(session.lines())
                .containsExactly(CommandFailure.line("udp to 127.0.0.1:7", NtStatus.STATUS_DEVICE_NOT_READY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "h",
                "h http",
                "h 0",
                "-l",
                "-l http",
                "-l 7 8",
                "-l --host",
                "--host h 7",
                "-n 0 h 7",
                "-n h 7",
                "-n",
                "-w -1 h 7",
                "-w",
                "-x h 7",
                "-l -n 1",
                "-x 1 -n 2 h 7",
                "-n h -n 2 h 7"
            })
    void remindsOfTheUsageInOneLine(String arguments) {
        FakeSession session = new FakeSession();

        command.udp(session.session(), arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(session.lines()).containsExactly(USAGE);
    }

    @Test
    void explainsItself() {
        FakeSession session = new FakeSession();

        command.udp(session.session(), "--help");

        assertThat(session.lines()).hasSizeGreaterThan(1).startsWith(USAGE);
    }
}
