// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** The bundles of this project fit together, and nothing more than they say they need is there. */
@ExamTest
class WiringIT {

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(), Containers.nameResolution(), Containers.transport("tcpip"), Containers.shell());
    }

    @Test
    void everyBundleIsActive(@Service BundleContext context) {
        assertThat(Bundles.startable(context))
                .allSatisfy(bundle ->
                        assertThat(bundle.getState()).as("state of %s", bundle).isEqualTo(Bundle.ACTIVE));
    }

    @Test
    void everyComponentIsSatisfied(@Service BundleContext context, @Service ServiceComponentRuntime components) {
        assertThat(configurationsOf(Bundles.ofWsk4j(context), components))
                .isNotEmpty()
                .allSatisfy(configuration -> assertThat(configuration.state)
                        .as("state of %s, which lacks %s", configuration.description.name, missing(configuration))
                        .isIn(ComponentConfigurationDTO.SATISFIED, ComponentConfigurationDTO.ACTIVE));
    }

    @Test
    void networkModuleRegistrarIsPresent(@Service NetworkModuleRegistrar registrar) {
        assertThat(registrar).isNotNull();
    }

    private static List<ComponentConfigurationDTO> configurationsOf(
            Collection<Bundle> bundles, ServiceComponentRuntime components) {
        return components.getComponentDescriptionDTOs(bundles.toArray(Bundle[]::new)).stream()
                .map(components::getComponentConfigurationDTOs)
                .flatMap(Collection::stream)
                .toList();
    }

    private static List<String> missing(ComponentConfigurationDTO configuration) {
        return Stream.concat(
                        Arrays.stream(configuration.unsatisfiedReferences)
                                .map(reference -> reference.name + " " + reference.target),
                        Stream.ofNullable(configuration.failure))
                .toList();
    }
}
