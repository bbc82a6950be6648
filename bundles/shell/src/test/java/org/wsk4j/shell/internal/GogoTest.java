// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands inside the Gogo runtime: how it passes arguments, pipes and interrupts. */
@Timeout(60)
class GogoTest {
    private final CountedThreadIo threadIo = new CountedThreadIo();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final FakeProvider provider = new FakeProvider();

    @TempDir
    Path directory;

    /** Two commands of a usual shell. */
    public static final class UsualCommands {
        /** Passes its input on, line by line in upper case. */
        public void upper() throws Exception {
            String in = new String(Process.Utils.current().in().readAllBytes(), StandardCharsets.UTF_8);
            Process.Utils.current().out().print(in.toUpperCase(java.util.Locale.ROOT));
        }

        /** Prints a line. */
        public void say(String line) {
            Process.Utils.current().out().println(line);
        }
    }

    @BeforeEach
    void start() {
        threadIo.start();
        ShellClient client = new ShellClient();
        client.bindNpi(provider.npi());
        SocketsCommand sockets = new SocketsCommand();
        sockets.socketReporter = List::of;
        processor.addCommand("wsk", sockets, "sockets");
        processor.addCommand("wsk", new TransportsCommand(), "transports");
        processor.addCommand(
                "wsk", new SendCommand(client, TimeUnit.MILLISECONDS.toNanos(100), Conversation.STALL_NANOS), "send");
        processor.addCommand(
                "wsk",
                new ConnectCommand(client, TimeUnit.MILLISECONDS.toNanos(100), Conversation.STALL_NANOS),
                "connect");
        processor.addCommand(
                "wsk",
                new ListenCommand(client, TimeUnit.MILLISECONDS.toNanos(100), Conversation.STALL_NANOS),
                "listen");
        processor.addCommand("wsk", new UdpCommand(client, TimeUnit.MILLISECONDS.toNanos(100)), "udp");
        processor.addCommand("usual", new UsualCommands(), "upper");
        processor.addCommand("usual", new UsualCommands(), "say");
        provider.onConnect(socket -> socket.onSend(peer -> {
            peer.peerSends("got " + peer.sent());
            peer.peerCloses();
        }));
    }

    @AfterEach
    void stop() {
        processor.stop();
        threadIo.stop();
    }

    private CommandSession session(InputStream keyboard) {
        CommandSession session = processor.createSession(keyboard, printed, printed);
        session.currentDir(directory);
        return session;
    }

    private String run(String line) throws Exception {
        session(new ByteArrayInputStream(new byte[0])).execute(line);
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void callsACommandWithoutArguments() throws Exception {
        assertThat(run("wsk:sockets")).startsWith("id  category").endsWith("age\n");
    }

    @Test
    void callsACommandThatAsksForHelp() throws Exception {
        assertThat(run("wsk:transports --help")).startsWith("usage: wsk:transports\n");
    }

    @Test
    void passesWordsNumbersAndQuotedText() throws Exception {
        assertThat(run("wsk:send 127.0.0.1 7 GET / 'HTTP/1.0  007' 42 \"a b\""))
                .isEqualTo("got GET / HTTP/1.0  007 42 a b\n");
    }

    @Test
    void passesOptionsAndWordsToBeSentAsADatagram() throws Exception {
        provider.onDatagram(socket -> socket.arrive("127.0.0.1", 7, "got it"));

        assertThat(run("wsk:udp -n 1 -w 30 127.0.0.1 7 GET / '007  8' 42 -l")).isEqualTo("got it\n");
        assertThat(provider.datagrams.get(0).sent).containsExactly("127.0.0.1:7<-GET / 007  8 42 -l\n");
    }

    @Test
    void takesAnIpv6AddressInBrackets() throws Exception {
        run("wsk:send [::1] 7 hello");

        assertThat(provider.tried).singleElement().hasToString("[::1]:7");
    }

    @Test
    void printsIntoAPipe() throws Exception {
        assertThat(run("wsk:send 127.0.0.1 7 hello | usual:upper")).isEqualTo("GOT HELLO\n");
    }

    @Test
    void printsIntoAFile() throws Exception {
        assertThat(run("wsk:send 127.0.0.1 7 hello > answer.txt")).isEmpty();
        assertThat(Files.readString(directory.resolve("answer.txt"))).isEqualTo("got hello\n");
    }

    @Test
    void readsFromAPipe() throws Exception {
        assertThat(run("usual:say hello | wsk:connect 127.0.0.1 7"))
                .isEqualTo("connected to 127.0.0.1:7\ngot hello\nconnection to 127.0.0.1:7 closed by the peer\n");
    }

    @Test
    void printsNeitherColourNorPromptInAScript() throws Exception {
        String script = "wsk:transports\nwsk:send 127.0.0.1 7 hello\nusual:say hi | wsk:connect 127.0.0.1 7\n"
                + "wsk:connect 127.0.0.1 7\n";

        assertThat(run(script))
                .isEqualTo("no transport registry is running (bundle org.wsk4j.transport-registry)\n"
                        + "got hello\n"
                        + "connected to 127.0.0.1:7\ngot hi\nconnection to 127.0.0.1:7 closed by the peer\n"
                        + "connected to 127.0.0.1:7\nconnection to 127.0.0.1:7 closed\n");
    }

    @Test
    void readsFromTheKeyboard() throws Exception {
        session(new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)))
                .execute("wsk:connect 127.0.0.1 7");

        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("got hello\n");
    }

    @Test
    void endsTheWaitForAConnectionWhenItsJobIsInterrupted() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        CommandSession session = session(keyboard);
        Thread thread = new Thread(() -> {
            try {
                session.execute("wsk:listen --host 127.0.0.1 7");
            } catch (Exception e) {
                // the session reports the interrupt
            }
        });
        thread.start();
        ConnectCommandTest.await(
                () -> !provider.listeners.isEmpty() && provider.listeners.get(0).isAccepting());

        session.foregroundJob().interrupt();

        thread.join();
        threadIo.awaitEveryThread();
        assertThat(provider.listeners.get(0).isClosed()).isTrue();
        keyboard.type("still there");
        assertThat(keyboard.left()).isEqualTo("still there");
    }

    @Test
    void endsWhenItsJobIsInterruptedAndLeavesTheKeyboardOpen() throws Exception {
        FakeKeyboard keyboard = FakeKeyboard.interruptible();
        CommandSession session = session(keyboard);
        Thread thread = new Thread(() -> {
            try {
                session.execute("wsk:connect 127.0.0.1 7");
            } catch (Exception e) {
                // the session reports the interrupt
            }
        });
        thread.start();
        ConnectCommandTest.await(
                () -> !provider.sockets.isEmpty() && provider.onlySocket().isReceiving());

        session.foregroundJob().interrupt();

        thread.join();
        threadIo.awaitEveryThread();
        assertThat(provider.onlySocket().isClosed()).isTrue();
        keyboard.type("still there");
        assertThat(keyboard.left()).isEqualTo("still there");
    }
}
