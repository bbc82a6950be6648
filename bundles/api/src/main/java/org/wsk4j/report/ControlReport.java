// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;

/**
 * One option or I/O control code of sockets, as {@code wsk:options} shows it.
 *
 * @param name its name, such as {@code SO_RCVBUF}
 * @param ioctl true for an I/O control code
 * @param level the level of an option; 0 for a control code
 * @param code the option or the control code
 * @param input what it takes, with the bytes that it counts; {@code -} for nothing
 * @param output what it gives, likewise
 * @param categories the categories of sockets that have it, such as {@code datagram}
 * @param moment when it may be set or run: {@code any}, {@code unbound}, {@code bound} or {@code connected}
 * @param engine true when the engine itself answers it, for all transports alike; false when the transport does
 * @param clauses the beginning of the ids of the rules that it follows
 */
public record ControlReport(
        String name,
        boolean ioctl,
        int level,
        int code,
        String input,
        String output,
        List<String> categories,
        String moment,
        boolean engine,
        String clauses) {}
