// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.clause;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Writes a line for each rule that a test names: the id, the test, the result.
 *
 * <p>JUnit's launcher finds it on the class path. The folder is given by the system property {@code wsk4j.clauses}; without
 * it nothing is written. One file for each run.
 *
 * <p>Threads: JUnit's. Locks: its own monitor, for the lines.
 */
public final class ClauseListener implements TestExecutionListener {
    /** Names the folder for the results. */
    public static final String FOLDER = "wsk4j.clauses";

    private final List<String> lines = new ArrayList<>(); // guarded by this

    /** Called by JUnit's launcher. */
    public ClauseListener() {}

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
            note(
                    test,
                    result.getStatus() == TestExecutionResult.Status.SUCCESSFUL
                            ? "passed"
                            : result.getStatus() == TestExecutionResult.Status.ABORTED ? "skipped" : "failed");
        }
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
        if (test.isTest()) {
            note(test, "skipped");
        }
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String folder = System.getProperty(FOLDER);
        List<String> written;
        synchronized (this) {
            written = List.copyOf(lines);
            lines.clear();
        }
        if (folder == null || written.isEmpty()) {
            return;
        }
        try {
            Path target = Files.createDirectories(Path.of(folder));
            Path file = target.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime() + ".tsv");
            Files.write(file, written, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the clauses that were tested to " + folder, e);
        }
    }

    private void note(TestIdentifier test, String result) {
        if (!(test.getSource().orElse(null) instanceof MethodSource source)) {
            return;
        }
        String name = source.getClassName().substring(source.getClassName().lastIndexOf('.') + 1) + "#"
                + source.getMethodName();
        for (String id : clausesOf(source.getJavaMethod(), source.getJavaClass())) {
            synchronized (this) {
                lines.add(id + "\t" + name + "\t" + result);
            }
        }
    }

    private static Set<String> clausesOf(Method method, Class<?> type) {
        Set<String> ids = new LinkedHashSet<>();
        AnnotationSupport.findAnnotation(method, Clause.class).ifPresent(clause -> ids.addAll(List.of(clause.value())));
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass()) {
            AnnotationSupport.findAnnotation(outer, Clause.class)
                    .ifPresent(clause -> ids.addAll(List.of(clause.value())));
        }
        return ids;
    }
}
