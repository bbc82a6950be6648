// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.opentest4j.TestAbortedException;
import org.ops4j.pax.exam.TestContainerException;
import org.ops4j.pax.exam.WrappedTestContainerException;

/** One unique id is one test, run where the invoker stands. */
class JupiterInvokerTest {

    private static final String FIXTURE = "[engine:junit-jupiter]/[class:" + Fixture.class.getName() + "]";

    private final ClassLoader probe = new URLClassLoader(new URL[0], getClass().getClassLoader());
    private final JupiterInvoker invoker = new JupiterInvoker(probe);

    @Test
    void returnsFromATestThatPasses() {
        assertThatCode(() -> invoker.call(FIXTURE + "/[method:passes()]")).doesNotThrowAnyException();
    }

    @Test
    void runsOneInvocationOfAParameterizedTest() {
        String template = FIXTURE + "/[test-template:isOne(int)]";

        assertThatCode(() -> invoker.call(template + "/[test-template-invocation:#1]"))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> invoker.call(template + "/[test-template-invocation:#2]"))
                .hasMessageContaining("2");
    }

    @Test
    void runsATestOfANestedClass() {
        assertThatCode(() -> invoker.call(FIXTURE + "/[nested-class:Inner]/[method:passes()]"))
                .doesNotThrowAnyException();
    }

    @Test
    void throwsWhatTheTestThrew() {
        assertThatThrownBy(() -> invoker.call(FIXTURE + "/[method:aborts()]"))
                .isInstanceOfSatisfying(WrappedTestContainerException.class, failure -> {
                    assertThat(failure.getWrappedClassName()).isEqualTo(TestAbortedException.class.getName());
                    assertThat(failure.getWrappedMessage()).endsWith("not today");
                });
    }

    @Test
    void keepsTheFailureOfTheTestFirstWhenItsCleanUpFailsToo() {
        assertThatThrownBy(() -> invoker.call(
                        "[engine:junit-jupiter]/[class:" + FailsTwice.class.getName() + "]/[method:fails()]"))
                .hasMessageContaining("in the test")
                .satisfies(failure -> assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(second -> assertThat(second).hasMessageContaining("in the clean-up")));
    }

    @Test
    void leavesConditionsToTheHost() {
        assertThatCode(() -> invoker.call(FIXTURE + "/[method:isDisabled()]")).doesNotThrowAnyException();
    }

    @Test
    void refusesAnIdThatIsNotOneTest() {
        assertThatThrownBy(() -> invoker.call(FIXTURE)).isInstanceOf(TestContainerException.class);
        assertThatThrownBy(() -> invoker.call(FIXTURE + "/[method:absent()]"))
                .isInstanceOf(TestContainerException.class);
    }

    @Test
    void runsWithTheClassLoaderOfTheProbeAndPutsTheOldOneBack() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();

        assertThatThrownBy(() -> invoker.call(FIXTURE + "/[method:showsItsLoader()]"))
                .hasMessageContaining(probe.toString());

        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    /** The tests that the invoker runs. */
    static class Fixture {

        @Test
        void passes() {}

        @Test
        void aborts() {
            abort("not today");
        }

        @Test
        @Disabled("for the test above")
        void isDisabled() {}

        @Test
        void showsItsLoader() {
            throw new AssertionError(Thread.currentThread().getContextClassLoader());
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void isOne(int number) {
            assertThat(number).isEqualTo(1);
        }

        @Nested
        class Inner {

            @Test
            void passes() {}
        }
    }

    /** Fails in its test and after it. */
    static class FailsTwice {

        @Test
        void fails() {
            throw new AssertionError("in the test");
        }

        @AfterEach
        void cleanUp() {
            throw new AssertionError("in the clean-up");
        }
    }
}
