// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

@Timeout(60)
class SendCommandTest {
    private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long STALL = TimeUnit.SECONDS.toNanos(50);

    private final FakeSession session = new FakeSession();
    private final FakeProvider provider = new FakeProvider();
    private final ShellClient client = new ShellClient();
    private final SendCommand command = new SendCommand(client, SILENCE, STALL);

    private void send(String... arguments) {
        client.bindNpi(provider.npi());
        command.send(session.session(), arguments);
        assertThat(provider.sockets).allMatch(FakeSocket::isClosed);
    }

    @Test
    void sendsTheWordsAsOneLineAndPrintsEverythingUntilThePeerCloses() {
        provider.onConnect(socket -> socket.onSend(peer -> {
            peer.peerSends("you said ");
            peer.peerSends(peer.sent());
            peer.peerCloses();
        }));

        send("127.0.0.1", "7", "hello", "big", "world");

        assertThat(session.printed()).isEqualTo("you said hello big world\n");
        assertThat(provider.onlySocket().isDisconnected()).isTrue();
        assertThat(provider.onlySocket().remote).isEqualTo(SockAddrIn.of("127.0.0.1", 7));
        assertThat(provider.onlySocket().local).isEqualTo(new SockAddrIn());
    }

    @Test
    void connectsOverIpv6FromTheWildcard() {
        provider.onConnect(FakeSocket::peerCloses);

        send("::1", "7", "hello");

        assertThat(provider.onlySocket().remote).isEqualTo(SockAddrIn6.of("::1", 7));
        assertThat(provider.onlySocket().local).isEqualTo(new SockAddrIn6());
    }

    @Test
    void waitsForAConnectThatIsPending() {
        provider.inAnotherThread()
                .onConnect(socket -> socket.onSend(peer -> {
                    peer.peerSends("pong\n");
                    peer.peerCloses();
                }));

        send("127.0.0.1", "7", "ping");

        assertThat(session.printed()).isEqualTo("pong\n");
    }

    @Test
    void endsAfterSilenceAndDisconnectsGracefully() {
        provider.onConnect(socket -> socket.onSend(peer -> peer.peerSends("+PONG\r\n")));
        long start = System.nanoTime();

        send("127.0.0.1", "7", "PING");

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SILENCE);
        assertThat(session.printed()).isEqualTo("+PONG\r\n");
        assertThat(provider.onlySocket().isDisconnected()).isTrue();
    }

    @Test
    void disconnectsOnlyAfterTheAnswer() {
        provider.onConnect(socket -> {
            socket.onSend(peer -> new Thread(() -> {
                        sleep(50);
                        peer.peerSends(peer.isDisconnected() ? "too early" : "in time");
                        peer.peerCloses();
                    })
                    .start());
        });

        send("127.0.0.1", "7", "hello");

        assertThat(session.printed()).isEqualTo("in time");
    }

    @Test
    void startsTheSilenceAnewWithEverythingThatArrives() {
        provider.onConnect(socket -> socket.onSend(peer -> new Thread(() -> {
                    for (int i = 0; i < 4; i++) {
                        sleep(100);
                        peer.peerSends(i + " ");
                    }
                    peer.peerCloses();
                })
                .start()));

        send("127.0.0.1", "7", "hello");

        assertThat(session.printed()).isEqualTo("0 1 2 3 ");
    }

    @Test
    void sendsATextLargerThanItsBuffer() {
        String word = "x".repeat(100_000);
        provider.onConnect(socket -> socket.onSend(FakeSocket::peerCloses));

        send("127.0.0.1", "7", word);

        assertThat(provider.onlySocket().sent()).isEqualTo(word + "\n");
    }

    @Test
    @Clause("CLOSE-07")
    void anInterruptEndsASendOfWhichThePeerTookHalf() throws Exception {
        provider.onConnect(FakeSocket::getStuckHalfway);
        Thread thread = ConnectCommandTest.inBackground(() -> send("127.0.0.1", "7", "a long line"));
        ConnectCommandTest.await(
                () -> !provider.sockets.isEmpty() && provider.onlySocket().isSending());

        thread.interrupt();

        ConnectCommandTest.awaitEnd(thread);
        assertThat(provider.onlySocket().isClosed()).isTrue();
        assertThat(session.printed()).isEmpty();
    }

    @Test
    void givesUpAPeerThatDoesNotTakeTheLine() throws Exception {
        provider.onConnect(FakeSocket::getStuckHalfway);
        client.bindNpi(provider.npi());
        SendCommand impatient = new SendCommand(client, SILENCE, TimeUnit.MILLISECONDS.toNanos(50));
        Thread thread = ConnectCommandTest.inBackground(
                () -> impatient.send(session.session(), "127.0.0.1", "7", "a long line"));

        ConnectCommandTest.awaitEnd(thread);
        assertThat(provider.onlySocket().isClosed()).isTrue();
        assertThat(session.lines())
                .containsExactly(
                        "send to 127.0.0.1:7 failed: STATUS_IO_TIMEOUT: " + NtStatus.STATUS_IO_TIMEOUT.meaning());
    }

    @Test
    void endsAlsoWhenItsSocketDoesNotClose() throws Exception {
        provider.onConnect(socket -> {
            socket.closeNever();
            socket.peerCloses();
        });

        ConnectCommandTest.awaitEnd(ConnectCommandTest.inBackground(() -> send("127.0.0.1", "7", "hello")));
    }

    @Test
    void sendsTheWordThatGogoMadeNull() {
        provider.onConnect(socket -> socket.onSend(FakeSocket::peerCloses));

        send("127.0.0.1", "7", "GET", null);

        assertThat(provider.onlySocket().sent()).isEqualTo("GET null\n");
    }

    @Test
    void saysWhyItCannotConnectInOneLine() {
        provider.connecting(remote -> NtStatus.STATUS_CONNECTION_REFUSED);

        send("127.0.0.1", "81", "hello");

        assertThat(session.lines())
                .containsExactly("connect to 127.0.0.1:81 failed: STATUS_CONNECTION_REFUSED:"
                        + " nobody listens at that address and port");
    }

    @Test
    void saysThatAHostIsUnknown() {
        send("no-such-host.invalid", "80", "hello");

        assertThat(session.lines())
                .containsExactly("connect to no-such-host.invalid:80 failed: STATUS_NO_MATCH: "
                        + NtStatus.STATUS_NO_MATCH.meaning());
    }

    @Test
    void saysThatNoProviderIsAttached() {
        command.send(session.session(), "127.0.0.1", "80", "hello");

        assertThat(session.lines())
                .containsExactly("connect to 127.0.0.1:80 failed: STATUS_DEVICE_NOT_READY: "
                        + NtStatus.STATUS_DEVICE_NOT_READY.meaning());
    }

    @Test
    void saysThatTheConnectionBroke() {
        provider.onConnect(socket -> socket.onSend(peer -> {
            peer.peerSends("half an ans");
            new Thread(() -> {
                        sleep(30);
                        peer.breakWith(NtStatus.STATUS_CONNECTION_RESET);
                    })
                    .start();
        }));

        send("127.0.0.1", "7", "hello");

        assertThat(session.lines())
                .containsExactly(
                        "half an ans",
                        "send to 127.0.0.1:7 failed: STATUS_CONNECTION_RESET: "
                                + NtStatus.STATUS_CONNECTION_RESET.meaning());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "h 80", "h http text", "h 0 text", "h 65536 text"})
    void remindsOfTheUsageInOneLine(String arguments) {
        send(arguments.isEmpty() ? new String[0] : arguments.split(" "));

        assertThat(session.lines()).containsExactly("usage: wsk:send HOST PORT TEXT...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h"})
    void explainsItself(String option) {
        send(option);

        assertThat(session.lines()).hasSizeGreaterThan(1).startsWith("usage: wsk:send HOST PORT TEXT...");
    }

    @Test
    void sendsAnOptionThatIsPartOfTheText() {
        provider.onConnect(socket -> socket.onSend(FakeSocket::peerCloses));

        send("127.0.0.1", "7", "--help");

        assertThat(provider.onlySocket().sent()).isEqualTo("--help\n");
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
