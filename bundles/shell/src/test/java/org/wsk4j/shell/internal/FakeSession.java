// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.felix.service.command.CommandSession;

/** A session with a keyboard and a console, and nothing else. */
final class FakeSession {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final CommandSession session;

    FakeSession(InputStream keyboard) {
        session = (CommandSession) Proxy.newProxyInstance(
                FakeSession.class.getClassLoader(),
                new Class<?>[] {CommandSession.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getKeyboard" -> keyboard;
                    case "getConsole" -> console;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    FakeSession(String typed) {
        this(new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)));
    }

    FakeSession() {
        this("");
    }

    CommandSession session() {
        return session;
    }

    String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return printed().lines().toList();
    }
}
