// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The default policy table of RFC 6724, section 2.1: what precedence and which label the addresses of a prefix have.
 *
 * <p>State: immutable.
 */
final class PolicyTable {
    /** One row. */
    private record Row(IpBits prefix, int length, int precedence, int label) {
        private Row(String prefix, int length, int precedence, int label) {
            this(IpBits.of(SockAddrIn6.of(prefix, 0)), length, precedence, label);
        }
    }

    private static final List<Row> ROWS = Stream.of( // the longest match comes first
                    new Row("::1", 128, 50, 0),
                    new Row("::", 0, 40, 1),
                    new Row("::ffff:0:0", 96, 35, 4),
                    new Row("2002::", 16, 30, 2),
                    new Row("2001::", 32, 5, 5),
                    new Row("fc00::", 7, 3, 13),
                    new Row("::", 96, 1, 3),
                    new Row("fec0::", 10, 1, 11),
                    new Row("3ffe::", 16, 1, 12))
            .sorted(Comparator.comparingInt(Row::length).reversed())
            .toList();

    private PolicyTable() {}

    static int precedence(IpBits address) {
        return row(address).precedence();
    }

    static int label(IpBits address) {
        return row(address).label();
    }

    private static Row row(IpBits address) {
        for (Row row : ROWS) {
            if (row.prefix().commonPrefix(address) >= row.length()) {
                return row;
            }
        }
        throw new AssertionError("::/0 matches every address");
    }
}
