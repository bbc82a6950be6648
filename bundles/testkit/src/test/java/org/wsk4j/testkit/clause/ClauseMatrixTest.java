// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.clause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the last step of the build accepts, writes and refuses. */
class ClauseMatrixTest {
    private static final String HEADER = "id\tarea\tobject\tclause\tstatus_or_value\tpage\tdisposition";

    @Test
    void acceptsRulesThatAreShownOrOpenOrNotApplicable() {
        ClauseMatrix matrix = matrix("A-01 test", "A-02 open", "A-03 na: the JVM collects garbage");
        matrix.add("A-01\tSomeTest#works\tpassed");

        assertThat(matrix.errors()).isEmpty();
        assertThat(matrix.rows())
                .containsExactly(
                        "id\tarea\tdisposition\ttests\tresult",
                        "A-01\tarea\ttest\tSomeTest#works\tpassed",
                        "A-02\tarea\topen\t-\t-",
                        "A-03\tarea\tna: the JVM collects garbage\t-\t-");
    }

    @Test
    void refusesATestThatNamesAnUnknownRule() {
        ClauseMatrix matrix = matrix("A-01 open");
        matrix.add("A-99\tSomeTest#works\tpassed");

        assertThat(matrix.errors()).containsExactly("SomeTest#works names the unknown clause A-99");
    }

    @Test
    void refusesARuleWhoseTestsDidNotRun() {
        ClauseMatrix matrix = matrix("A-01 test", "A-02 duty", "A-03 test");
        matrix.add("A-03\tSomeTest#works\tskipped");

        assertThat(matrix.errors())
                .containsExactly(
                        "A-01 is a 'test' without a test that passed",
                        "A-02 is a 'duty' without a test that passed",
                        "A-03 is a 'test' without a test that passed");
    }

    @Test
    void refusesARuleOfWhichOneTestFailed() {
        ClauseMatrix matrix = matrix("A-01 test");
        matrix.add("A-01\tSomeTest#works\tpassed");
        matrix.add("A-01\tSomeTest#works\tfailed");

        assertThat(matrix.errors()).containsExactly("A-01 has a test that failed");
    }

    @Test
    void refusesOtherDispositions() {
        assertThat(matrix("A-01 done", "A-02 na: ").errors())
                .containsExactly("A-01 has the disposition 'done'", "A-02 has the disposition 'na: '");
    }

    @Test
    void mergesTheFoldersOfAllModulesAndFailsTheBuild(@TempDir Path folder) throws Exception {
        Path rules = Files.write(folder.resolve("rules.tsv"), rows("A-01 test", "A-02 test"));
        Path module = Files.createDirectories(folder.resolve("module"));
        Files.writeString(module.resolve("1.tsv"), "A-01\tSomeTest#works\tpassed\n");
        Path target = folder.resolve("target/clauses.tsv");
        String[] arguments = {rules.toString(), target.toString(), module.toString(), folder + "/none"};

        assertThatThrownBy(() -> ClauseMatrix.main(arguments)).hasMessageContaining("A-02 is a 'test' without");

        assertThat(target).content().contains("A-01\tarea\ttest\tSomeTest#works\tpassed");
    }

    private static ClauseMatrix matrix(String... rules) {
        return new ClauseMatrix(rows(rules));
    }

    private static List<String> rows(String... rules) {
        return Stream.concat(Stream.of(HEADER), Arrays.stream(rules).map(ClauseMatrixTest::row))
                .toList();
    }

    private static String row(String rule) {
        String[] words = rule.split(" ", 2);
        return String.join("\t", words[0], "area", "object", "a rule", "-", "page.md", words[1]);
    }
}
