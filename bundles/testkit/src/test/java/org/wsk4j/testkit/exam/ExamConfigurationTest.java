// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.options;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;

/** A test class says its options in one way only. */
class ExamConfigurationTest {

    private static final Option[] OPTIONS = options(cleanCaches());

    @ParameterizedTest
    @ValueSource(classes = {Configured.class, Inherits.class})
    void asksTheConfigurationMethodOfTheClassOrOfOneItExtends(Class<?> testClass) {
        assertThat(ExamConfiguration.of(testClass)).isSameAs(OPTIONS);
    }

    @ParameterizedTest
    @ValueSource(classes = {NotConfigured.class, ConfiguredTwice.class})
    void refusesAnyOtherNumberOfMethods(Class<?> testClass) {
        assertThatThrownBy(() -> ExamConfiguration.of(testClass))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("exactly one @Configuration method");
    }

    @ParameterizedTest
    @ValueSource(classes = {OfTheInstance.class, WithParameter.class, OneOption.class})
    void refusesAMethodOfAnotherShape(Class<?> testClass) {
        assertThatThrownBy(() -> ExamConfiguration.of(testClass))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining("must be static, without parameters, and return Option[]");
    }

    @Test
    void throwsWhatTheMethodThrows() {
        assertThatThrownBy(() -> ExamConfiguration.of(Fails.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no such bundle");
    }

    @Test
    void isAskedBeforeTheFirstTestOfAnExamTest() {
        JupiterInvoker jupiter = new JupiterInvoker(getClass().getClassLoader());

        assertThatThrownBy(() -> jupiter.call(
                        "[engine:junit-jupiter]/[class:" + NotConfigured.class.getName() + "]/[method:test()]"))
                .hasMessageContaining("exactly one @Configuration method");
    }

    static class Configured {
        @Configuration
        static Option[] configuration() {
            return OPTIONS;
        }
    }

    static class Inherits extends Configured {}

    @ExamTest
    static class NotConfigured {
        @Test
        void test() {}
    }

    static class ConfiguredTwice extends Configured {
        @Configuration
        static Option[] another() {
            return OPTIONS;
        }
    }

    static class OfTheInstance {
        @Configuration
        Option[] configuration() {
            return OPTIONS;
        }
    }

    static class WithParameter {
        @Configuration
        static Option[] configuration(Option option) {
            return options(option);
        }
    }

    static class OneOption {
        @Configuration
        static Option configuration() {
            return cleanCaches();
        }
    }

    static class Fails {
        @Configuration
        static Option[] configuration() {
            throw new IllegalArgumentException("no such bundle");
        }
    }
}
