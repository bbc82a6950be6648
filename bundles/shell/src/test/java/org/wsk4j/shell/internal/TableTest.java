// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.wsk4j.shell.internal.Table.Column;

class TableTest {
    private final Table table = new Table(Column.text("name"), Column.number("count"), Column.text("what it is"));

    @Test
    void printsHeadingsWithoutRows() {
        assertThat(table.lines()).containsExactly("name  count  what it is");
    }

    @Test
    void alignsTextLeftAndNumbersRight() {
        table.row("a", 1, "x");
        table.row("abcdefgh", 1_234_567, "y");

        assertThat(table.lines())
                .containsExactly(
                        "name        count  what it is", // the widest cell decides, be it heading or not
                        "a               1  x",
                        "abcdefgh  1234567  y");
    }

    @Test
    void leavesNoSpacesAtTheEnd() {
        table.row("a", 1, "");

        assertThat(table.lines()).noneMatch(line -> line.endsWith(" "));
    }

    @Test
    void showsADashForNothing() {
        table.row(null, null, null);

        assertThat(table.lines().get(1)).isEqualTo("-         -  -");
    }

    @Test
    void keepsALineALineWhateverACellHolds() {
        table.row("two\nlines\u001b[1m", 1, "x");

        assertThat(table.lines()).hasSize(2);
        assertThat(table.lines().get(1)).startsWith("two?lines?[1m");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatThrownBy(() -> table.row("a", 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
