// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.util.Hashtable;
import java.util.Map;
import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Offers {@link JupiterInvoker} to Pax Exam inside the container.
 *
 * <p>An activator and not a component: whether a test's container has Declarative Services at all is the test's own
 * affair, and often its subject. The driver must run before and without them, so it needs the framework alone.
 *
 * <p>The framework unregisters the service with the bundle.
 */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
public final class ProbeInvokerActivator implements BundleActivator {

    /** The name by which the host asks Pax Exam for this driver. */
    static final String DRIVER = "jupiter";

    /** Called by the framework. */
    public ProbeInvokerActivator() {}

    @Override
    public void start(BundleContext context) {
        ProbeInvokerFactory invokers = (probe, expression) -> new JupiterInvoker(classLoaderOf((BundleContext) probe));
        context.registerService(ProbeInvokerFactory.class, invokers, new Hashtable<>(Map.of("driver", DRIVER)));
    }

    @Override
    public void stop(BundleContext context) {}

    private static ClassLoader classLoaderOf(BundleContext probe) {
        return probe.getBundle().adapt(BundleWiring.class).getClassLoader();
    }
}
