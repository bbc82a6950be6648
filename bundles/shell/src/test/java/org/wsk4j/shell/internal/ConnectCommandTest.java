// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;

@Timeout(60)
class ConnectCommandTest {
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STALL = TimeUnit.SECONDS.toNanos(50);

    private final FakeProvider provider = new FakeProvider();
    private final ShellClient client = new ShellClient();
    private final ConnectCommand command = new ConnectCommand(client, SILENCE, STALL);

    private void connect(FakeSession session) {
        client.bindNpi(provider.npi());
        command.connect(session.session(), "127.0.0.1", "7");
        assertThat(provider.sockets).allMatch(FakeSocket::isClosed);
    }

    private Thread connectInBackground(FakeSession session) {
        Thread thread = new Thread(() -> connect(session), "command");
        thread.start();
        await(() -> !provider.sockets.isEmpty() && provider.onlySocket().isReceiving());
        return thread;
    }

    @Test
    void sendsTheLinesThatAreTypedAndPrintsWhatComes() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        Thread thread = connectInBackground(session);
        FakeSocket socket = provider.onlySocket();

        keyboard.type("PING\n");
        await(() -> socket.sent().equals("PING\n"));
        socket.peerSends("+PONG\r\n");
        await(() -> session.printed().contains("+PONG\r\n"));
        keyboard.type("QUIT\n");
        await(() -> socket.sent().endsWith("QUIT\n"));
        socket.peerSends("+OK\r\n");
        socket.peerCloses();
        thread.join();

        assertThat(socket.sent()).isEqualTo("PING\nQUIT\n");
        assertThat(session.printed())
                .isEqualTo("connected to 127.0.0.1:7\n+PONG\r\n+OK\r\nconnection to 127.0.0.1:7 closed by the peer\n");
        assertThat(socket.isDisconnected()).isTrue();
    }

    @Test
    void disconnectsGracefullyAtTheEndOfInputAndPrintsWhatStillArrives() {
        provider.onConnect(socket -> socket.onDisconnect(peer -> new Thread(() -> {
                    peer.peerSends("late answer to " + peer.sent());
                    peer.peerCloses();
                })
                .start()));
        FakeSession session = new FakeSession("one\ntwo");

        connect(session);

        assertThat(session.printed())
                .isEqualTo("connected to 127.0.0.1:7\nlate answer to one\ntwo\n"
                        + "connection to 127.0.0.1:7 closed by the peer\n");
        assertThat(provider.onlySocket().sent()).isEqualTo("one\ntwo");
    }

    @Test
    void endsAfterSilenceWhenThePeerStaysAfterTheEndOfInput() {
        FakeSession session = new FakeSession("");
        long start = System.nanoTime();

        connect(session);

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SILENCE);
        assertThat(provider.onlySocket().isDisconnected()).isTrue();
        assertThat(session.lines()).containsExactly("connected to 127.0.0.1:7", "connection to 127.0.0.1:7 closed");
    }

    @Test
    void sendsLongInputInOrderAndCompletely() {
        String line = "0123456789abcdef".repeat(2_000); // longer than one piece
        FakeSession session = new FakeSession((line + "\n").repeat(20));

        connect(session);

        assertThat(provider.onlySocket().sent()).isEqualTo((line + "\n").repeat(20));
    }

    @Test
    void printsWhatArrivesWhileItCannotSend() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        provider.onConnect(FakeSocket::getStuck);
        Thread thread = connectInBackground(session);
        FakeSocket socket = provider.onlySocket();

        keyboard.type("into the queue\n");
        await(socket::isSending);
        socket.peerSends("hello\n");

        await(() -> session.printed().endsWith("hello\n"));
        socket.breakWith(NtStatus.STATUS_CONNECTION_RESET);
        thread.join();
        assertThat(session.printed())
                .endsWith("connection to 127.0.0.1:7 failed: STATUS_CONNECTION_RESET: "
                        + NtStatus.STATUS_CONNECTION_RESET.meaning() + "\n");
    }

    @Test
    void leavesTheLinesAfterItsEndToOthers() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        Thread thread = connectInBackground(session);

        provider.onlySocket().peerCloses();
        thread.join();
        keyboard.type("for the shell\n");

        assertThat(keyboard.left()).isEqualTo("for the shell\n");
        assertThat(session.printed()).endsWith("closed by the peer\n");
    }

    @Test
    void tellsOfALineThatItCannotLeaveToOthers() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.stubborn();
        FakeSession session = new FakeSession(keyboard);
        Thread thread = connectInBackground(session);
        await(keyboard::isBeingRead);

        provider.onlySocket().peerCloses();
        thread.join();
        assertThat(session.printed()).endsWith("press Enter)\n");
        keyboard.type("wsk:sockets\nnext\n");

        await(() -> session.printed().endsWith("(neither sent nor run, as the command had ended: wsk:sockets)\n"));
        assertThat(keyboard.left()).isEqualTo("next\n");
    }

    @Test
    void tellsOfALineThatItHadReadAndDidNotSend() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        provider.onConnect(FakeSocket::getStuck);
        Thread thread = connectInBackground(session);
        FakeSocket socket = provider.onlySocket();

        keyboard.type("sent\nread\nleft\n");
        await(() -> socket.isSending() && keyboard.left().equals("left\n"));
        socket.peerCloses();
        thread.join();

        assertThat(session.printed())
                .endsWith("closed by the peer\n(neither sent nor run, as the command had ended: read)\n");
        assertThat(keyboard.left()).isEqualTo("left\n");
    }

    @Test
    void saysThatTheConnectionWasCutOff() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = connectInBackground(session);

        provider.onlySocket().breakWith(NtStatus.STATUS_FILE_FORCED_CLOSED);
        thread.join();

        assertThat(session.lines())
                .containsExactly(
                        "connected to 127.0.0.1:7",
                        "connection to 127.0.0.1:7 failed: STATUS_FILE_FORCED_CLOSED: "
                                + NtStatus.STATUS_FILE_FORCED_CLOSED.meaning());
    }

    @Test
    void endsWithOneLineWhenTheProviderGoesAndHasClosedItsSocketByThen() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = connectInBackground(session);

        client.unbindNpi(provider.npi());

        assertThat(provider.onlySocket().isClosed()).isTrue();
        thread.join();
        assertThat(session.lines())
                .containsExactly(
                        "connected to 127.0.0.1:7",
                        "connection to 127.0.0.1:7 failed: STATUS_DEVICE_NOT_READY: "
                                + NtStatus.STATUS_DEVICE_NOT_READY.meaning());
    }

    @Test
    void anInterruptEndsTheConversationAndClosesTheSocket() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = connectInBackground(session);

        thread.interrupt();
        thread.join();

        assertThat(provider.onlySocket().isClosed()).isTrue();
        assertThat(session.lines()).containsExactly("connected to 127.0.0.1:7");
    }

    @Test
    @Clause("CLOSE-07")
    void anInterruptEndsASendOfWhichThePeerTookHalf() throws Exception {
        Thread thread = connectToAPeerThatTookHalf();

        thread.interrupt();

        awaitEnd(thread);
        assertThat(provider.onlySocket().isClosed()).isTrue();
    }

    @Test
    void closesItsSocketWhenTheProviderGoesThoughThePeerTookHalfOfASend() throws Exception {
        Thread thread = connectToAPeerThatTookHalf();

        client.unbindNpi(provider.npi());

        assertThat(provider.onlySocket().isClosed()).isTrue();
        awaitEnd(thread);
    }

    @Test
    void endsWhenThePeerClosesAndTookHalfOfASend() throws Exception {
        Thread thread = connectToAPeerThatTookHalf();

        provider.onlySocket().peerCloses();

        awaitEnd(thread);
        assertThat(provider.onlySocket().isClosed()).isTrue();
    }

    private Thread connectToAPeerThatTookHalf() {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        FakeSession session = new FakeSession(keyboard);
        provider.onConnect(FakeSocket::getStuckHalfway);
        Thread thread = inBackground(() -> connect(session));
        keyboard.type("a long line\n");
        await(() -> !provider.sockets.isEmpty() && provider.onlySocket().isSending());
        return thread;
    }

    @Test
    void closesTheSocketOfAConnectThatEndsAfterEverybodyHasLeft() throws Exception {
        provider.connecting(remote -> NtStatus.STATUS_PENDING).ignoresCancels();
        Thread thread = inBackground(() -> connect(new FakeSession()));
        await(provider::isConnecting);
        thread.interrupt();
        awaitEnd(thread);

        provider.connectAtLast();

        assertThat(provider.onlySocket().isClosed()).isTrue();
    }

    @Test
    void anInterruptEndsAConnectThatHangs() throws Exception {
        provider.connecting(remote -> NtStatus.STATUS_PENDING);
        FakeSession session = new FakeSession();
        Thread thread = new Thread(() -> connect(session), "command");
        thread.start();
        await(provider::isConnecting);

        thread.interrupt();
        thread.join();

        assertThat(provider.sockets).isEmpty();
        assertThat(session.printed()).isEmpty();
    }

    @Test
    void closesTheSocketOfAConnectThatSucceedsWhileItIsCancelled() throws Exception {
        provider.connecting(remote -> NtStatus.STATUS_PENDING).connectsWhenCancelled();
        Thread thread = new Thread(() -> connect(new FakeSession()), "command");
        thread.start();
        await(provider::isConnecting);

        thread.interrupt();
        thread.join();

        assertThat(provider.onlySocket().isClosed()).isTrue();
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        FakeSession session = new FakeSession(FakeKeyboard.interruptible());
        Thread thread = connectInBackground(session);

        provider.onlySocket().peerCloses();
        thread.join();

        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("wsk:keyboard")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "h 80 text", "h http", "h 0"})
    void remindsOfTheUsageInOneLine(String arguments) {
        FakeSession session = new FakeSession();

        command.connect(session.session(), arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(session.lines()).containsExactly("usage: wsk:connect HOST PORT");
    }

    @Test
    void explainsItself() {
        FakeSession session = new FakeSession();

        command.connect(session.session(), "--help");

        assertThat(session.lines()).hasSizeGreaterThan(1).startsWith("usage: wsk:connect HOST PORT");
    }

    static Thread inBackground(Runnable command) {
        Thread thread = new Thread(command, "command");
        thread.setDaemon(true); // one that hangs does not keep the tests from ending
        thread.start();
        return thread;
    }

    static void awaitEnd(Thread thread) throws InterruptedException {
        thread.join(TimeUnit.SECONDS.toMillis(20));
        assertThat(thread.isAlive()).isFalse();
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen in 20 s");
            }
            Thread.onSpinWait();
        }
    }
}
