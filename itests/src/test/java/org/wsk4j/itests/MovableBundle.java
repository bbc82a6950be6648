// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * A bundle that can be led through every transition of its life, also back from its uninstallation.
 *
 * <p>Threads: one at a time.
 */
final class MovableBundle {

    private static final long REFRESH_SECONDS = 60;

    private final BundleContext context;
    private final String name;
    private final String location;
    private final ClassLoaders loaders;
    private Bundle bundle;

    MovableBundle(Bundle bundle, BundleContext context, ClassLoaders loaders) {
        this.bundle = bundle;
        this.context = context;
        this.name = bundle.getSymbolicName();
        this.location = bundle.getLocation();
        this.loaders = loaders;
        noteLoader();
    }

    Bundle bundle() {
        return bundle;
    }

    boolean isInstalled() {
        return bundle.getState() != Bundle.UNINSTALLED;
    }

    boolean isActive() {
        return bundle.getState() == Bundle.ACTIVE;
    }

    void install() throws BundleException {
        bundle = context.installBundle(location);
    }

    void start() throws BundleException {
        bundle.start();
        noteLoader();
    }

    void stop() throws BundleException {
        bundle.stop();
    }

    /** Replaces the content by the same, and the class loader by another. */
    void update() throws BundleException {
        bundle.update();
        noteLoader();
    }

    void refresh() throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkWiring.class)
                .refreshBundles(List.of(bundle), event -> refreshed.countDown());
        if (!refreshed.await(REFRESH_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(name + " is not refreshed");
        }
        noteLoader();
    }

    void uninstall() throws BundleException {
        bundle.uninstall();
    }

    private void noteLoader() {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring != null && wiring.getClassLoader() != null) {
            loaders.note(name, wiring.getClassLoader());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
