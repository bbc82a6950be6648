// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectUniqueId;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.engine.Constants;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;

/**
 * Runs one Jupiter test inside the container, named by its unique id, with the classes of the probe bundle.
 *
 * <p>Public only because Pax Exam's forked container calls it by reflection; nothing else should.
 *
 * <p>Threads: safe for all, each call on its caller's thread.
 */
public final class JupiterInvoker implements ProbeInvoker {

    private final ClassLoader probe;

    JupiterInvoker(ClassLoader probe) {
        this.probe = probe;
    }

    /**
     * Runs the test and returns if it passed.
     *
     * @param arguments one string, the unique id of a test as the host knows it
     * @throws TestContainerException what the test threw, in a form that survives the way to another JVM; or that the
     *     id did not stand for exactly one test
     */
    @Override
    public void call(Object... arguments) {
        String uniqueId = (String) arguments[0];
        Outcome outcome = new Outcome();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(probe);
        try {
            jupiterOnly().execute(requestFor(uniqueId), outcome);
        } finally {
            thread.setContextClassLoader(before);
        }
        outcome.verify(uniqueId);
    }

    /** The engine is handed over, and nothing is looked up: there are no service loaders between bundles. */
    private static Launcher jupiterOnly() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
    }

    /** Conditions are off: the host has decided them, and might see another system property than the container. */
    private static LauncherDiscoveryRequest requestFor(String uniqueId) {
        return LauncherDiscoveryRequestBuilder.request()
                .selectors(selectUniqueId(uniqueId))
                .configurationParameter(Constants.DEACTIVATE_CONDITIONS_PATTERN_PROPERTY_NAME, "*")
                .build();
    }

    /** Counts the tests that ran and keeps every failure, of tests and of the classes around them. */
    private static final class Outcome implements TestExecutionListener {

        private final List<Throwable> failures = new ArrayList<>();
        private int tests;

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest()) {
                tests++;
            }
            result.getThrowable().ifPresent(failures::add);
        }

        void verify(String uniqueId) {
            if (!failures.isEmpty()) {
                Throwable first = failures.get(0);
                failures.subList(1, failures.size()).forEach(first::addSuppressed);
                throw PortableFailure.pack(first);
            }
            if (tests != 1) {
                throw new TestContainerException("expected one test " + uniqueId + " in the container, ran " + tests);
            }
        }
    }
}
