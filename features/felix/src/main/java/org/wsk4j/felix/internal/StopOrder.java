// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import java.util.Arrays;
import java.util.Set;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * Lets the clients of WSK stop before what they use, so that nothing has to be taken away from them when the framework
 * stops: their bundles get a start level above that of all others. The framework begins at that level.
 *
 * <p>Called when all bundles have started: to raise the level of a bundle before would stop it for a while.
 */
final class StopOrder {
    private static final int LEVEL_OF_CLIENTS = 2;
    private static final Set<String> CLIENTS = Set.of("org.wsk4j.felix", "org.wsk4j.shell", "org.wsk4j.sample-echo");

    private StopOrder() {}

    static void clientsFirst(BundleContext context) {
        Arrays.stream(context.getBundles())
                .filter(bundle -> CLIENTS.contains(bundle.getSymbolicName()))
                .map(bundle -> bundle.adapt(BundleStartLevel.class))
                .forEach(level -> level.setStartLevel(LEVEL_OF_CLIENTS));
    }
}
