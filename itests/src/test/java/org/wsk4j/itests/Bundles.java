// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleRevision;

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
