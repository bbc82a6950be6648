// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.io.IOException;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Finds bundles of the framework that a test runs in.
 *
 * <p>Threads: safe for all; used in the container only.
 */
final class Bundles {

    private static final String WSK4J = "org.wsk4j.";

    private Bundles() {}

    static Bundle named(String symbolicName, BundleContext context) {
        return all(context)
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no bundle " + symbolicName + " in the framework"));
    }

    /** The bundles of this project, its testkit included. */
    static List<Bundle> ofWsk4j(BundleContext context) {
        return all(context)
                .filter(bundle -> String.valueOf(bundle.getSymbolicName()).startsWith(WSK4J))
                .toList();
    }

    /**
     * Starts a bundle anew with options, whose PID is its name: one that runs gets them at some time later, and may be made
     * anew then.
     */
    static void restart(
            String symbolicName, Map<String, ?> options, BundleContext context, ConfigurationAdmin configurations)
            throws BundleException, IOException {
        Bundle bundle = named(symbolicName, context);
        bundle.stop();
        configurations.getConfiguration(symbolicName, "?").updateIfDifferent(new Hashtable<>(options));
        bundle.start();
    }

    /** All bundles that can be started, which fragments cannot. */
    static List<Bundle> startable(BundleContext context) {
        return all(context).filter(bundle -> !isFragment(bundle)).toList();
    }

    private static Stream<Bundle> all(BundleContext context) {
        return Arrays.stream(context.getBundles());
    }

    private static boolean isFragment(Bundle bundle) {
        return (bundle.adapt(BundleRevision.class).getTypes() & BundleRevision.TYPE_FRAGMENT) != 0;
    }
}
