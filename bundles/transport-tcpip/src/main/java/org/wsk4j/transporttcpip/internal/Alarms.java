// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The alarms of a loop that are set, of which there are few. Loop thread only. */
final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private final List<Alarm> alarms = new ArrayList<>(); // loop thread only

    /** Lets an alarm ring once when so much time has passed; it is not set yet. */
    void set(Alarm alarm, int millis) {
        alarm.dueAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        alarms.add(alarm);
    }

    /** How long the selector may wait for the sake of those that are set; 0: for ever. */
    long millis() {
        if (alarms.isEmpty()) {
            return 0;
        }
        long now = System.nanoTime();
        long nanos = Long.MAX_VALUE;
        for (int i = 0; i < alarms.size(); i++) {
            nanos = Math.min(nanos, alarms.get(i).dueAt - now);
        }
        return 1 + Math.max(0, TimeUnit.NANOSECONDS.toMillis(nanos));
    }

    /** Lets ring what is due. */
    void ring() {
        if (alarms.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        for (int i = alarms.size() - 1; i >= 0; i--) {
            Alarm alarm = alarms.get(i);
            if (alarm.dueAt - now <= 0) {
                alarms.remove(i);
                ring(alarm);
            }
        }
    }

    private static void ring(Alarm alarm) {
        try {
            alarm.ring();
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", alarm, e);
        }
    }
}
