// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.report.Holding;
import org.wsk4j.report.Holdings;

/** What a client holds, in words. */
class HoldingsTest {
    private final Holding first = new Holding("sockets", "socket 7", null);
    private final Holding second = new Holding("captures", "a capture", null);
    private final Holding third = new Holding("sockets", "socket 8", null);

    @Test
    void countsEachKindAndNamesEachThing() {
        assertThat(new Holdings(List.of(first, second, third)))
                .hasToString("sockets: 2, captures: 1 [socket 7; a capture; socket 8]");
    }

    @Test
    void saysSoWhenThereIsNothing() {
        assertThat(new Holdings(List.of())).hasToString("nothing that can be named");
    }

    @Test
    void namesOnlySomeOfVeryMany() {
        String text = new Holdings(Collections.nCopies(1_000, first)).toString();

        assertThat(text).startsWith("sockets: 1000 [socket 7; ").endsWith("; socket 7; and 980 more]");
    }

    @Test
    void showsWhereAThingCameFromIfThatIsKnown() {
        Holding tracked = new Holding("sockets", "socket 9", new Throwable());

        assertThat(new Holdings(List.of(first, tracked)).toString())
                .startsWith("sockets: 2 [socket 7; socket 9]\n  socket 9 came from:\n    at ")
                .contains("HoldingsTest.showsWhereAThingCameFromIfThatIsKnown(")
                .doesNotContain("socket 7 came from");
    }
}
