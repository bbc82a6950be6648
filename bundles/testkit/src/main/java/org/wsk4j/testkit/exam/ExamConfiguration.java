// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;

/** Finds the one {@code @Configuration} method of a test class and asks it for its options. */
final class ExamConfiguration {

    private ExamConfiguration() {}

    static Option[] of(Class<?> testClass) {
        List<Method> methods = AnnotationSupport.findAnnotatedMethods(testClass, Configuration.class, TOP_DOWN);
        if (methods.size() != 1) {
            throw new ExtensionConfigurationException(
                    testClass.getName() + " must have exactly one @Configuration method, but has " + methods.size());
        }
        Method method = methods.get(0);
        if (!Modifier.isStatic(method.getModifiers())
                || method.getParameterCount() != 0
                || method.getReturnType() != Option[].class) {
            throw new ExtensionConfigurationException(
                    method + " must be static, without parameters, and return Option[]");
        }
        return (Option[]) ReflectionSupport.invokeMethod(method, null);
    }
}
