// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.wsk4j.itests.client.NamesItsBundle;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/** A client built on the spot is a bundle like any other. */
@ExamTest
class ClientBundleIT {

    private static final String CLIENT = "org.wsk4j.itests.client";
    private static final String COMPONENT = "(component.name=names.its.bundle)";

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.plainFramework(),
                ClientBundle.named(CLIENT).with(NamesItsBundle.class).option());
    }

    @Test
    void publishesItsComponents(@Service(filter = COMPONENT) Callable<?> component) throws Exception {
        assertThat(component.call()).isEqualTo(CLIENT);
    }

    @Test
    void importsWithTheRangesOfTheExporters(@Service BundleContext context) {
        assertThat(client(context).getHeaders().get("Import-Package")).contains("org.slf4j;version=\"[2.0,3)\"");
    }

    @Test
    void followsTheLifeOfItsBundle(@Service BundleContext context) throws Exception {
        Bundle client = client(context);

        client.stop();
        assertThat(context.getServiceReferences(Callable.class, COMPONENT)).isEmpty();

        client.start();
        assertThat(context.getServiceReferences(Callable.class, COMPONENT)).hasSize(1);
    }

    private static Bundle client(BundleContext context) {
        return Bundles.named(CLIENT, context);
    }
}
