// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words after {@code bin/wsk4j echo}, as a configuration of the echo server.
 *
 * @param properties the keys and values; strings, which Declarative Services turn into what the server wants
 */
record EchoArguments(Hashtable<String, String> properties) {
    static final String USAGE = "usage: wsk4j echo PORT [ADDRESS] [udp] [receive=EVENTS|IRPS] [echoBuffer=BYTES]";

    private static final String UDP = "udp"; // instead of TCP
    private static final int HIGHEST_PORT = 65_535;

    /** The keys of the server's configuration that have no place of their own in the command line, with their values. */
    private static final Map<String, Pattern> OPTIONS =
            Map.of("receive", Pattern.compile("EVENTS|IRPS"), "echoBuffer", Pattern.compile("[1-9][0-9]{0,8}"));

    /** Reads the words; null when they are not what the usage says. */
    static EchoArguments parse(List<String> words) {
        Hashtable<String, String> properties = new Hashtable<>();
        List<String> bare =
                words.stream().filter(word -> word.indexOf('=') < 0).collect(Collectors.toCollection(ArrayList::new));
        if (bare.isEmpty() || !isPort(bare.get(0))) {
            return null; // not port 0 either: nobody would learn which one it is
        }
        if (bare.remove(UDP)) {
            properties.put("protocol", "UDP");
        }
        if (bare.size() > 2 || bare.contains(UDP)) {
            return null;
        }
        properties.put("port", bare.get(0));
        if (bare.size() == 2) {
            properties.put("address", bare.get(1));
        }
        for (String word : words) {
            String[] pair = word.split("=", 2);
            if (pair.length == 2) {
                Pattern values = OPTIONS.get(pair[0]);
                if (values == null || !values.matcher(pair[1]).matches()) {
                    return null;
                }
                properties.put(pair[0], pair[1]);
            }
        }
        return new EchoArguments(properties);
    }

    /** The words of a command line that begins with the name of this mode; null when it begins otherwise. */
    static List<String> after(String name, String commandLine) {
        List<String> words = commandLine == null ? List.of() : Arrays.asList(commandLine.split(" "));
        return words.isEmpty() || !words.get(0).equals(name) ? null : words.subList(1, words.size());
    }

    private static boolean isPort(String word) {
        try {
            int port = Integer.parseInt(word);
            return port > 0 && port <= HIGHEST_PORT;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
