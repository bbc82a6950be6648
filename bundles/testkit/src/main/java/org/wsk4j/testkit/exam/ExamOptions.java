// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.TestAbortedException;
import org.ops4j.pax.exam.Constants;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.options.UrlProvisionOption;

/**
 * Options for {@code @Configuration} methods that take their bundles from the class path of the test run.
 *
 * <p>The version of a bundle is then said once, in the build, and no Maven repository is asked at run time.
 *
 * <p>Threads: safe for all; used on the host only.
 */
public final class ExamOptions {

    private static final String INVOKER = "pax.exam.invoker";

    private ExamOptions() {}

    /**
     * Provisions a bundle by its name.
     *
     * @param symbolicName the Bundle-SymbolicName of one bundle on the class path, without directives
     * @return the option; the bundle is started unless {@code noStart()} is called on it, as fragments need
     * @throws IllegalArgumentException if no bundle on the class path has this name
     */
    public static UrlProvisionOption bundle(String symbolicName) {
        return CoreOptions.bundle(ClassPathBundles.named(symbolicName));
    }

    /**
     * Provisions the bundle that holds a class.
     *
     * @param type any class of the bundle, exported or not
     * @return the option; the bundle is started unless {@code noStart()} is called on it
     * @throws IllegalArgumentException if the class did not come from a jar or a folder
     */
    public static UrlProvisionOption bundleOf(Class<?> type) {
        return CoreOptions.bundle(ClassPathBundles.holding(type));
    }

    /** What every session adds to the options of its test: JUnit, this driver, and no mercy for unresolved bundles. */
    static Option driver() {
        return composite(
                systemProperty(INVOKER).value(ProbeInvokerActivator.DRIVER),
                systemProperty(Constants.EXAM_FAIL_ON_UNRESOLVED_KEY).value(Boolean.TRUE.toString()),
                composite(Stream.of(
                                JUnitException.class,
                                TestEngine.class,
                                Launcher.class,
                                Test.class,
                                JupiterTestEngine.class,
                                ParameterizedTest.class,
                                TestAbortedException.class,
                                ExamTest.class)
                        .map(ExamOptions::bundleOf)
                        .toArray(Option[]::new)));
    }
}
