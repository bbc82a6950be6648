// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The well-known services: which port a name means for TCP and for UDP, and which name a port has.
 *
 * <p>Read from text in the form of {@code /etc/services}: name, port and protocol, aliases, {@code #} and a comment. Of
 * several lines for the same name or port the first holds. What cannot be read is left out.
 *
 * <p>State: immutable. Threads: safe for all.
 */
final class ServiceTable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceTable.class);
    private static final Path OF_THE_SYSTEM = Path.of("/etc/services");

    private final Map<String, Integer> ports = new HashMap<>(); // key: name/protocol in lower case
    private final Map<String, String> names = new HashMap<>(); // key: port/protocol

    private ServiceTable() {}

    /** The table of the system, or the built-in one where there is none. */
    static ServiceTable load() {
        if (Files.isReadable(OF_THE_SYSTEM)) {
            try (Reader text = new InputStreamReader(Files.newInputStream(OF_THE_SYSTEM), StandardCharsets.UTF_8)) {
                return read(text);
            } catch (IOException e) {
                LOG.warn("{} cannot be read; the built-in services are used", OF_THE_SYSTEM, e);
            }
        }
        return builtIn();
    }

    /** The services that are known where the system has no table. */
    static ServiceTable builtIn() {
        try {
            return read(new StringReader(WellKnownServices.TEXT));
        } catch (IOException e) {
            throw new AssertionError("A text in memory can be read", e);
        }
    }

    /** Reads a table. */
    static ServiceTable read(Reader text) throws IOException {
        ServiceTable table = new ServiceTable();
        BufferedReader lines = new BufferedReader(text);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int comment = line.indexOf('#');
            String content = comment < 0 ? line : line.substring(0, comment);
            if (!content.isBlank()) {
                table.add(content.strip().split("\\s+"));
            }
        }
        return table;
    }

    private void add(String[] words) {
        int slash = words.length < 2 ? -1 : words[1].indexOf('/');
        int port = slash < 0 ? -1 : portOf(words[1].substring(0, slash));
        if (port < 0) {
            LOG.debug("Not a service: {}", (Object) words);
            return;
        }
        String protocol = words[1].substring(slash).toLowerCase(Locale.ROOT);
        names.putIfAbsent(port + protocol, words[0]);
        for (int i = 0; i < words.length; i++) {
            if (i != 1) {
                ports.putIfAbsent(words[i].toLowerCase(Locale.ROOT) + protocol, port);
            }
        }
    }

    /** The number in a text, or -1 when it is not that of a port. */
    static int portOf(String text) {
        if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return -1;
        }
        String digits = text.replaceFirst("^0+(?=.)", "");
        int number = digits.length() > 5 ? -1 : Integer.parseInt(digits);
        return number > 0xFFFF ? -1 : number;
    }

    /** The port of a service with TCP or UDP, or -1 when there is none. */
    int port(String name, boolean datagram) {
        return ports.getOrDefault(name.toLowerCase(Locale.ROOT) + protocol(datagram), -1);
    }

    /** The service at a port of TCP or UDP, or null when there is none. */
    String name(int port, boolean datagram) {
        return names.get(port + protocol(datagram));
    }

    private static String protocol(boolean datagram) {
        return datagram ? "/udp" : "/tcp";
    }
}
