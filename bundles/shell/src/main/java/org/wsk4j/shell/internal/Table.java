// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows of cells that are printed in columns as wide as their widest cell, two spaces apart, under their headings.
 *
 * <p>Threads: one.
 */
final class Table {
    private static final String GAP = "  ";
    private static final String NOTHING = "-";

    private final List<Column> columns;
    private final List<String[]> rows = new ArrayList<>();

    /** A column: its heading, and whether its cells end, and not begin, at the same place. */
    record Column(String heading, boolean alignedRight) {
        static Column text(String heading) {
            return new Column(heading, false);
        }

        static Column number(String heading) {
            return new Column(heading, true);
        }
    }

    Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** Appends a row; a null is shown as a dash, and characters that would break the line as question marks. */
    void row(Object... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = cells[i] == null ? NOTHING : cells[i].toString().replaceAll("\\p{Cntrl}", "?");
        }
        rows.add(row);
    }

    /** The headings and the rows, without trailing spaces. */
    List<String> lines() {
        int[] widths = new int[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = columns.get(i).heading().length();
            for (String[] row : rows) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(columns.stream().map(Column::heading).toArray(String[]::new), widths));
        for (String[] row : rows) {
            lines.add(line(row, widths));
        }
        return lines;
    }

    private String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(widths[i] - cells[i].length());
            line.append(i == 0 ? "" : GAP);
            line.append(columns.get(i).alignedRight() ? padding + cells[i] : cells[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
