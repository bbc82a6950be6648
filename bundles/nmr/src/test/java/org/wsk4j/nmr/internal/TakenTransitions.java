// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.lang.reflect.Field;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Notes which rows of {@link BindingState}'s table are taken while it is open: it puts rows into the table that note
 * being looked up by {@link BindingState#after}, and at the end the old ones back.
 */
final class TakenTransitions implements AutoCloseable {
    private final Map<BindingState, Map<BindingEvent, BindingState>> table = table();
    private final Map<BindingState, Map<BindingEvent, BindingState>> before = new EnumMap<>(table);
    private final Set<String> taken = new ConcurrentSkipListSet<>();

    TakenTransitions() {
        before.forEach((from, row) -> table.put(from, new NotingRow(from, row)));
    }

    /** One line per transition that was taken. */
    Set<String> taken() {
        return taken;
    }

    /** One line per transition that there is. */
    Set<String> all() {
        Set<String> all = new ConcurrentSkipListSet<>();
        before.forEach((from, row) -> row.forEach((event, to) -> all.add(line(from, event, to))));
        return all;
    }

    private static String line(BindingState from, BindingEvent event, BindingState to) {
        return from + " " + event + " " + to;
    }

    @SuppressWarnings("unchecked")
    private static Map<BindingState, Map<BindingEvent, BindingState>> table() {
        try {
            Field table = BindingState.class.getDeclaredField("TABLE");
            table.setAccessible(true);
            return (Map<BindingState, Map<BindingEvent, BindingState>>) table.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("BindingState keeps its table elsewhere", e);
        }
    }

    @Override
    public void close() {
        table.putAll(before);
    }

    private final class NotingRow extends EnumMap<BindingEvent, BindingState> {
        private static final long serialVersionUID = 1;

        private final transient BindingState from;
        private final transient Set<BindingEvent> noted = java.util.EnumSet.noneOf(BindingEvent.class);

        NotingRow(BindingState from, Map<BindingEvent, BindingState> row) {
            super(row);
            this.from = from;
        }

        @Override
        public BindingState get(Object event) {
            BindingState to = super.get(event);
            if (noted.add((BindingEvent) event)) { // under the registrar's lock
                taken.add(line(from, (BindingEvent) event, to));
            }
            return to;
        }
    }
}
