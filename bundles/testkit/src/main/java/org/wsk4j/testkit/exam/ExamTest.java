// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs the tests of a class inside an OSGi framework, one container for the class and its nested classes.
 *
 * <p>The class, or a class it extends, has exactly one static method without parameters that carries Pax Exam's
 * {@code @Configuration} and returns {@code Option[]}. See the package description for what differs from an ordinary
 * Jupiter test.
 */
@Documented
@ExtendWith(ExamExtension.class)
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface ExamTest {}
