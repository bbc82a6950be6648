// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace of Linux, for a program of the tests that changes the network or lets nothing out. It has a
 * loopback and an interface that takes groups.
 */
final class OwnNetwork {
    /** The interface that takes groups. */
    static final String INTERFACE = "d0";

    /** Its addresses. */
    static final String HOME = "192.0.2.1";

    static final String HOME6 = "2001:db8::1";

    private static final String SCRIPT = // a kernel without dummy interfaces may have pairs
            """
            set -e
            PATH=$PATH:/usr/sbin:/sbin
            ip link set lo up
            ip link add d0 type dummy 2>/dev/null || { ip link add d0 type veth peer name d1; ip link set d1 up; }
            ip addr add 192.0.2.1/24 dev d0
            ip addr add 2001:db8::1/64 dev d0 nodad
            ip link set d0 up
            exec "$@"
            """;

    private OwnNetwork() {}

    /** Skips the test where the system does not let us make such a network, and says why. */
    static void assumePermitted(Path folder) {
        Program.assumeInstalled("unshare", "util-linux");
        Program.assumeInstalled("ip", "iproute2");
        try (Program probe = start(folder, List.of("true"))) {
            assumeTrue(probe.succeeds(), () -> "No network of our own here: " + probe.errors());
        }
    }

    /** Starts a main class of the tests in such a network. */
    static Program java(Path folder, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + optionsOfJava(folder));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return start(folder, command);
    }

    /** A file, as the class path is too long to be read in a report. */
    private static Path optionsOfJava(Path folder) {
        try {
            return Files.writeString(
                    folder.resolve("java.options"),
                    "-Xmx256m -ea -cp \"" + System.getProperty("java.class.path") + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Program start(Path folder, List<String> command) {
        List<String> arguments = new ArrayList<>(List.of("-rn", "sh", "-c", SCRIPT, "sh"));
        arguments.addAll(command);
        return Program.start(folder, "unshare", arguments.toArray(String[]::new));
    }
}
