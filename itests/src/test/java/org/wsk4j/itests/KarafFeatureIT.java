// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.features;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.overrideJUnitBundles;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.useOwnKarafExamSystemConfiguration;

import java.io.File;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;

/**
 * The feature {@code wsk4j}, installed into an unchanged Karaf from the repository that the build has made.
 *
 * <p>Karaf 4.4 needs the Security Manager, which JDK 24 removed.
 */
@ExamTest
@Tag("karaf")
@DisabledForJreRange(minVersion = 24)
class KarafFeatureIT {

    private static final String MAVEN = "etc/org.ops4j.pax.url.mvn.cfg";

    @Configuration
    static Option[] configuration() {
        return options(
                karafDistributionConfiguration()
                        .frameworkUrl(url("karaf.distribution"))
                        .unpackDirectory(new File(System.getProperty("karaf.work")))
                        .useDeployFolder(false),
                useOwnKarafExamSystemConfiguration("jupiter"),
                overrideJUnitBundles(),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                editConfigurationFilePut(
                        MAVEN, "org.ops4j.pax.url.mvn.localRepository", System.getProperty("karaf.maven.local")),
                editConfigurationFilePut(
                        MAVEN,
                        "org.ops4j.pax.url.mvn.defaultRepositories",
                        url("karaf.features.repository") + "@id=build@snapshots,"
                                + "file:${karaf.home}/${karaf.default.repository}@id=system.repository@snapshots"),
                Containers.assertions(),
                features(url("karaf.features"), "wsk4j"));
    }

    @Test
    void startsEveryBundleOfTheFeature(@Service BundleContext context) {
        assertThat(Bundles.ofWsk4j(context))
                .extracting(Bundle::getSymbolicName)
                .contains("org.wsk4j.api", "org.wsk4j.nmr", "org.wsk4j.registration", "org.wsk4j.provider");
        assertThat(Bundles.ofWsk4j(context))
                .allSatisfy(bundle ->
                        assertThat(bundle.getState()).as("state of %s", bundle).isEqualTo(Bundle.ACTIVE));
    }

    @Test
    void networkModuleRegistrarIsPresent(@Service NetworkModuleRegistrar registrar) {
        assertThat(registrar).isNotNull();
    }

    private static String url(String property) {
        return new File(System.getProperty(property)).toURI().toString();
    }
}
