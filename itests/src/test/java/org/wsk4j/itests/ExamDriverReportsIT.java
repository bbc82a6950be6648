// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.BundleContext;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** What JUnit reports of tests that do not pass inside the framework. */
class ExamDriverReportsIT {

    private static Events reported;

    @BeforeAll
    static void runTests() {
        reported = run(DoesNotPass.class).testEvents();
    }

    @Test
    void reportsAFailedAssertionWithItsLineInTheTest() {
        assertThat(resultOf("fails").getStatus()).isEqualTo(Status.FAILED);
        assertThat(failureOf("fails"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("1 is not 2")
                .satisfies(failure ->
                        assertThat(failure.getStackTrace()[0].getMethodName()).isEqualTo("fails"));
    }

    @Test
    void reportsAnExceptionUnderItsOwnNameWithItsCause() {
        assertThat(failureOf("throwsAnException"))
                .isNotInstanceOf(AssertionError.class)
                .hasToString("java.lang.IllegalStateException: closed");
        assertThat(failureOf("throwsAnException").getCause()).hasToString("java.lang.NullPointerException: context");
    }

    @Test
    void reportsAnAssumptionThatDoesNotHoldAsAborted() {
        assertThat(resultOf("aborts").getStatus()).isEqualTo(Status.ABORTED);
        assertThat(failureOf("aborts")).hasMessageContaining("not in this framework");
    }

    @Test
    void reportsADisabledTestAsSkipped() {
        assertThat(reported.skipped().stream())
                .extracting(event -> event.getTestDescriptor().getDisplayName())
                .containsExactly("isDisabled()");
    }

    @Test
    void reportsAServiceThatDoesNotAppear() {
        assertThat(failureOf("lacksAService")).hasMessageContaining("no service java.lang.Runnable(never=there)");
    }

    @Test
    void refusesATestFactory() {
        assertThat(run(HasAFactory.class).containerEvents().failed().stream())
                .singleElement()
                .satisfies(event -> assertThat(failureOf(event)).hasMessageContaining("cannot run the @TestFactory"));
    }

    @Test
    void failsTheClassWhenABundleDoesNotResolve() {
        assertThat(run(HasAnUnresolvedBundle.class).containerEvents().failed().stream())
                .singleElement()
                .satisfies(event -> assertThat(failureOf(event)).hasMessageContaining("unresolved bundles"));
    }

    private static EngineExecutionResults run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute();
    }

    private static TestExecutionResult resultOf(String method) {
        return reported.finished().stream()
                .filter(event -> event.getTestDescriptor().getDisplayName().startsWith(method + "("))
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + " was not run"))
                .getRequiredPayload(TestExecutionResult.class);
    }

    private static Throwable failureOf(String method) {
        return resultOf(method).getThrowable().orElseThrow();
    }

    private static Throwable failureOf(Event event) {
        return event.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    /** One test for each way not to pass. */
    @ExamTest
    static class DoesNotPass {

        @Configuration
        static Option[] configuration() {
            return options(Containers.plainFramework());
        }

        @Test
        void fails() {
            throw new AssertionError("1 is not 2");
        }

        @Test
        void throwsAnException() {
            throw new IllegalStateException("closed", new NullPointerException("context"));
        }

        @Test
        @Disabled("as the host says")
        void isDisabled() {
            throw new AssertionError("a disabled test does not reach the container");
        }

        @Test
        void aborts(@Service BundleContext context) {
            abort("not in this framework");
        }

        @Test
        void lacksAService(@Service(filter = "(never=there)", timeoutMillis = 100) Runnable service) {
            throw new AssertionError(service);
        }
    }

    /** Asks for tests that only the container would know. */
    @ExamTest
    static class HasAFactory {

        @Configuration
        static Option[] configuration() {
            return options(Containers.plainFramework());
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.empty();
        }
    }

    /** Brings a client whose imports nobody exports. */
    @ExamTest
    static class HasAnUnresolvedBundle {

        @Configuration
        static Option[] configuration() {
            return options(
                    Containers.plainFramework(),
                    ClientBundle.named("org.wsk4j.itests.unresolved")
                            .with(ClientBundle.class)
                            .option());
        }

        @Test
        void neverRuns() {}
    }
}
