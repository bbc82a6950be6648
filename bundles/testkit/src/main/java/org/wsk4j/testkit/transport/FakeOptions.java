// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The options that a fake endpoint has, each a {@link ULong}: SO_RCVBUF, and what a test adds.
 *
 * <p>Threads: none; guarded by the lock of whoever has it.
 */
final class FakeOptions {
    private static final int SIZE = 4;

    private final Map<Option, Integer> values;

    private record Option(int level, int number) {}

    FakeOptions() {
        values = new HashMap<>();
        add(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, FakePeer.WINDOW);
    }

    private FakeOptions(Map<Option, Integer> values) {
        this.values = values;
    }

    FakeOptions copy() {
        return new FakeOptions(new HashMap<>(values));
    }

    void add(int level, int number, int value) {
        values.put(new Option(level, number), value);
    }

    void remove(int level, int number) {
        values.remove(new Option(level, number));
    }

    /** What endpoints have by these options. */
    List<TransportCapability> capabilities() {
        return values.keySet().stream()
                .flatMap(option -> Stream.of(Kind.SET_OPTION, Kind.GET_OPTION)
                        .map(kind -> new TransportCapability(kind, option.level, option.number)))
                .toList();
    }

    NtStatus set(int level, int number, Object input) {
        Option option = new Option(level, number);
        if (!values.containsKey(option)) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(input instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        values.put(option, value.get());
        return NtStatus.STATUS_SUCCESS;
    }

    NtStatus get(int level, int number, Object output, SizeT written) {
        Integer value = values.get(new Option(level, number));
        if (value == null) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(output instanceof ULong variable)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        variable.set(value);
        written.set(SIZE);
        return NtStatus.STATUS_SUCCESS;
    }

    int value(int level, int number) {
        Integer value = values.get(new Option(level, number));
        if (value == null) {
            throw new IllegalArgumentException("no option " + number + " at level " + level);
        }
        return value;
    }
}
