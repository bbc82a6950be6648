// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Asks for an OSGi service as the parameter of a test, {@code @BeforeEach} or {@code @AfterEach} method.
 *
 * <p>The type of the parameter names the service. The highest ranked one that matches is awaited; the test fails if
 * none appears in time. It is given back after the test. A parameter of type
 * {@link org.osgi.framework.BundleContext} gets the context of the probe, the bundle that holds the test.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Service {

    /**
     * A filter that the service must match in addition to its type.
     *
     * @return an OSGi filter, or the empty string for any service of the type
     */
    String filter() default "";

    /**
     * How long to wait for the service.
     *
     * @return milliseconds, at least one
     */
    long timeoutMillis() default 10_000;
}
