// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The arguments of {@code wsk:udp}.
 *
 * @param listens whether it takes datagrams of anybody
 * @param address where it listens, or with whom it exchanges datagrams
 * @param text the one line to send; null when lines are typed
 * @param count after how many received datagrams it ends
 * @param silenceNanos how long it waits for more after the last line
 */
record UdpArguments(boolean listens, Destination address, String text, int count, long silenceNanos) {
    private static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST = 1_000_000_000;

    /** Reads the arguments; null when they are not what the usage says. */
    static UdpArguments parse(long usualSilenceNanos, String... arguments) {
        boolean listens = false;
        String host = null;
        int count = Integer.MAX_VALUE;
        long silence = usualSilenceNanos;
        int read = 0;
        while (read < arguments.length && arguments[read].startsWith("-")) {
            String option = arguments[read];
            String value = read + 1 < arguments.length ? arguments[read + 1] : "";
            switch (option) {
                case "-l" -> listens = true;
                case "-n" -> count = number(value, 1);
                case "-w" -> silence = nanos(number(value, 0));
                case "--host" -> host = value;
                default -> count = -1;
            }
            if (count < 0 || silence < 0) {
                return null;
            }
            read += "-l".equals(option) ? 1 : 2;
        }
        if (host != null && !listens || read > arguments.length) {
            return null;
        }
        List<String> rest = Arrays.asList(arguments).subList(read, arguments.length);
        Destination address = listens ? local(host == null ? LOOPBACK : host, rest) : remote(rest);
        String text = listens || rest.size() < 3 ? null : String.join(" ", rest.subList(2, rest.size())) + "\n";
        return address == null ? null : new UdpArguments(listens, address, text, count, silence);
    }

    private static Destination local(String host, List<String> rest) {
        return rest.size() == 1 ? Destination.parseLocal(host, rest.get(0)) : null;
    }

    private static Destination remote(List<String> rest) {
        return rest.size() < 2 ? null : Destination.parse(rest.get(0), rest.get(1));
    }

    /** A number that is not below the least; -1 for everything else. */
    private static int number(String word, int least) {
        try {
            int number = Integer.parseInt(word);
            return number < least || number > HIGHEST ? -1 : number;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** 0 is for ever; what is no number stays none. */
    private static long nanos(int seconds) {
        return seconds == 0 ? Event.FOREVER : TimeUnit.SECONDS.toNanos(seconds);
    }
}
