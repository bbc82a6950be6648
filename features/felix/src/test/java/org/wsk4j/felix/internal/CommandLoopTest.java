// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandLoopTest {
    private final ThreadIOImpl threadIo = new ThreadIOImpl();
    private final CommandProcessorImpl processor = new CommandProcessorImpl(threadIo);
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private CommandLoop loop;

    @BeforeEach
    void addCommands() {
        threadIo.start();
        processor.addCommand("test", new Commands());
    }

    @AfterEach
    void stop() {
        processor.stop();
        threadIo.stop();
    }

    @Test
    void executesEachLineAndPrintsItsResult() throws IOException {
        assertThat(run("", "twice a\n\n  \ntwice b")).isTrue();

        assertThat(printed()).containsExactly("aa", "bb");
    }

    @Test
    void printsTheReasonOfAFailureAndGoesOn() throws IOException {
        run("", "unheardof\nfail\ntwice a\n");

        assertThat(printed()).containsExactly("Command not found: unheardof", "no luck", "aa");
    }

    @Test
    void leavesTheRestOfTheInputToTheCommandOnTheLine() throws IOException {
        run("", "rest\nthis is\nfor the command\n");

        assertThat(printed()).containsExactly("[this is", "for the command", "]");
    }

    @Test
    void promptsBeforeEachLine() throws IOException {
        run("> ", "twice a\n");

        assertThat(printed()).containsExactly("> aa", "> ");
    }

    @Test
    void executesNothingAfterItWasEnded() throws IOException {
        assertThat(run("", "leave\ntwice a\n")).isFalse();

        assertThat(printed()).isEmpty();
    }

    private boolean run(String prompt, String input) throws IOException {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        try (CommandSession session = processor.createSession(in, out, out)) {
            loop = new CommandLoop(session, in, out, prompt);
            return loop.run();
        }
    }

    private String[] printed() {
        String text = printed.toString(StandardCharsets.UTF_8);
        return text.isEmpty() ? new String[0] : text.split("\\R");
    }

    /** What the tests can type. */
    public final class Commands {
        public String twice(String text) {
            return text + text;
        }

        public void fail() {
            throw new IllegalArgumentException("no luck");
        }

        public String rest(CommandSession session) throws IOException {
            return "[" + new String(session.getKeyboard().readAllBytes(), StandardCharsets.UTF_8) + "]";
        }

        public void leave() {
            loop.end();
        }
    }
}
