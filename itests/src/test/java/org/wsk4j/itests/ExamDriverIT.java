// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import javax.inject.Inject;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.resource.Namespace;
import org.osgi.service.cm.ConfigurationAdmin;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** What a test may use when the driver runs it inside a framework. */
@ExamTest
class ExamDriverIT {

    @Inject
    private ConfigurationAdmin injected;

    private Bundle seenBefore;

    @Configuration
    static Option[] configuration() {
        return options(Containers.plainFramework());
    }

    @BeforeEach
    void rememberTheBundle(@Service BundleContext context) {
        seenBefore = context.getBundle();
    }

    @Test
    void runsInsideTheFramework(@Service BundleContext context) {
        assertThat(FrameworkUtil.getBundle(ExamDriverIT.class)).isNotNull().isEqualTo(context.getBundle());
    }

    /** Felix may fail a dynamic import that two threads need at once. */
    @Test
    void hasImportedWhatItsClassesNameBeforeTheyRun(@Service BundleContext context) {
        assertThat(context.getBundle().adapt(BundleWiring.class).getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE))
                .filteredOn(wire -> Assertions.class
                        .getPackageName()
                        .equals(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)))
                .extracting(
                        wire -> wire.getRequirement().getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE))
                .containsExactly(Namespace.RESOLUTION_OPTIONAL);
    }

    @Test
    void callsLifecycleMethodsOfTheSameInstance(@Service BundleContext context) {
        assertThat(seenBefore).isEqualTo(context.getBundle());
    }

    @Test
    void injectsServicesIntoFieldsAndParameters(@Service ConfigurationAdmin parameter) {
        assertThat(injected).isNotNull();
        assertThat(parameter).isNotNull();
    }

    @Test
    void filtersServices(
            @Service(filter = "(service.pid=org.apache.felix.cm.ConfigurationAdmin)") ConfigurationAdmin found) {
        assertThat(found).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one", "two"})
    void passesArguments(String argument, @Service ConfigurationAdmin service) {
        assertThat(argument).isIn("one", "two");
        assertThat(service).isNotNull();
    }

    @RepeatedTest(2)
    void repeats() {
        assertThat(seenBefore).isNotNull();
    }

    @Nested
    class InANestedClass {

        @Test
        void sharesTheContainer(@Service BundleContext context) {
            assertThat(context.getBundle()).isEqualTo(seenBefore);
        }
    }
}
