// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.clause;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Merges the rules with what the tests of all modules have shown: the last step of the build.
 *
 * <p>A rule has one of four dispositions: {@code test} (we do it, a test shows it), {@code duty} (the client's; a test shows
 * that breaking it is detected), {@code na: reason} (without meaning here), {@code open}. It is an error when a test names a
 * rule that does not exist, when a rule has another disposition, and when a {@code test} or {@code duty} has no test that
 * passed, or one that failed.
 *
 * <p>Threads: one.
 */
public final class ClauseMatrix {
    private static final int DISPOSITION = 6;
    private static final List<String> FIXED = List.of("test", "duty", "open");
    private static final String NOT_APPLICABLE = "na: ";

    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final List<String> errors = new ArrayList<>();

    /** One row of the list of rules and the tests that name it. */
    private record Rule(String area, String disposition, Map<String, Set<String>> tests) {
        boolean has(String result) {
            return tests.values().stream().anyMatch(results -> results.contains(result));
        }

        boolean isToBeShown() {
            return disposition.equals("test") || disposition.equals("duty");
        }

        String result() {
            return has("failed") ? "failed" : has("passed") ? "passed" : has("skipped") ? "skipped" : "-";
        }

        String kind() {
            return disposition.startsWith(NOT_APPLICABLE) ? "na" : disposition;
        }
    }

    ClauseMatrix(List<String> rows) {
        for (String row : rows.subList(1, rows.size())) {
            String[] columns = row.split("\t", -1);
            if (columns.length != DISPOSITION + 1) {
                errors.add("not " + (DISPOSITION + 1) + " columns: " + row);
                continue;
            }
            String disposition = columns[DISPOSITION];
            boolean reasoned = disposition.startsWith(NOT_APPLICABLE)
                    && !disposition.substring(NOT_APPLICABLE.length()).isBlank();
            if (!FIXED.contains(disposition) && !reasoned) {
                errors.add(columns[0] + " has the disposition '" + disposition + "'");
            }
            rules.put(columns[0], new Rule(columns[1], disposition, new TreeMap<>()));
        }
    }

    /**
     * Merges: the rules, the file to write, the folders in which modules left their results.
     *
     * @param arguments the file of rules, the file to write, then any number of folders; those that do not exist count as empty
     * @throws IOException when a file cannot be read or written
     */
    public static void main(String[] arguments) throws IOException {
        ClauseMatrix matrix = new ClauseMatrix(Files.readAllLines(Path.of(arguments[0])));
        for (int i = 2; i < arguments.length; i++) {
            matrix.addFolder(Path.of(arguments[i]));
        }
        Path target = Path.of(arguments[1]);
        Files.createDirectories(target.toAbsolutePath().getParent());
        Files.write(target, matrix.rows());
        matrix.printCounts(System.out);
        List<String> errors = matrix.errors();
        if (!errors.isEmpty()) {
            throw new IllegalStateException(
                    errors.size() + " errors in the clause matrix:\n  " + String.join("\n  ", errors));
        }
    }

    private void addFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                Files.readAllLines(file).forEach(this::add);
            }
        }
    }

    /** Adds one line of a listener. */
    void add(String line) {
        String[] columns = line.split("\t");
        Rule rule = rules.get(columns[0]);
        if (rule == null) {
            errors.add(columns[1] + " names the unknown clause " + columns[0]);
            return;
        }
        rule.tests().computeIfAbsent(columns[1], test -> new TreeSet<>()).add(columns[2]);
    }

    /** What is wrong; empty when nothing is. */
    List<String> errors() {
        List<String> all = new ArrayList<>(errors);
        rules.forEach((id, rule) -> {
            if (rule.isToBeShown() && !rule.has("passed")) {
                all.add(id + " is a '" + rule.disposition() + "' without a test that passed");
            }
            if (rule.has("failed")) {
                all.add(id + " has a test that failed");
            }
        });
        return all;
    }

    /** The matrix, with a header. */
    List<String> rows() {
        List<String> rows = new ArrayList<>();
        rows.add("id\tarea\tdisposition\ttests\tresult");
        rules.forEach((id, rule) -> rows.add(String.join(
                "\t",
                id,
                rule.area(),
                rule.disposition(),
                rule.tests().isEmpty() ? "-" : String.join(" ", rule.tests().keySet()),
                rule.result())));
        return rows;
    }

    private void printCounts(PrintStream out) {
        Map<String, Map<String, Long>> counts = rules.values().stream()
                .collect(Collectors.groupingBy(
                        Rule::area, TreeMap::new, Collectors.groupingBy(Rule::kind, Collectors.counting())));
        out.printf("%-18s%8s%8s%8s%8s%n", "area", "test", "duty", "na", "open");
        counts.forEach((area, kinds) -> print(out, area, kinds));
        print(out, "all", rules.values().stream().collect(Collectors.groupingBy(Rule::kind, Collectors.counting())));
    }

    private static void print(PrintStream out, String name, Map<String, Long> kinds) {
        out.printf(
                "%-18s%8d%8d%8d%8d%n",
                name,
                kinds.getOrDefault("test", 0L),
                kinds.getOrDefault("duty", 0L),
                kinds.getOrDefault("na", 0L),
                kinds.getOrDefault("open", 0L));
    }
}
