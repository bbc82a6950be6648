// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

/** Something that a loop does when a time has passed; set with {@link IoLoop#wakeLater}. Loop thread only. */
abstract class Alarm {
    /** When it is due, in the time of {@link System#nanoTime}; means something while it is set. */
    long dueAt;

    /** The time has passed. */
    abstract void ring();
}
