// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.exam;

import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.ops4j.pax.exam.util.Injector;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.util.tracker.ServiceTracker;

/**
 * The container's services as one test uses them: awaited when it asks for them, given back when it ends.
 *
 * <p>Threads: the one that JUnit runs the test on.
 */
final class ProbeServices implements AutoCloseable {

    private static final Namespace SERVICES = Namespace.create(ProbeServices.class);
    private static final long INJECTOR_TIMEOUT_MILLIS = 10_000;

    private final BundleContext probe;
    private final Deque<ServiceTracker<?, ?>> inUse = new ArrayDeque<>();

    private ProbeServices(BundleContext probe) {
        this.probe = probe;
    }

    /** The services of the test, or of the class if no test runs yet; JUnit closes them with the context's store. */
    static ProbeServices of(ExtensionContext context) {
        return context.getStore(SERVICES)
                .getOrComputeIfAbsent(
                        context.getUniqueId(),
                        id -> new ProbeServices(FrameworkUtil.getBundle(context.getRequiredTestClass())
                                .getBundleContext()),
                        ProbeServices.class);
    }

    /** Fills the {@code @Inject} fields by Pax Exam's own injector. */
    void injectFields(Object instance) {
        await(Injector.class, "", INJECTOR_TIMEOUT_MILLIS).injectFields(instance);
    }

    Object resolve(ParameterContext parameter) {
        Class<?> type = parameter.getParameter().getType();
        Service wanted = parameter.findAnnotation(Service.class).orElseThrow();
        return type == BundleContext.class ? probe : await(type, wanted.filter(), wanted.timeoutMillis());
    }

    @Override
    public void close() {
        while (!inUse.isEmpty()) {
            inUse.pop().close();
        }
    }

    private <T> T await(Class<T> type, String filter, long timeoutMillis) {
        ServiceTracker<T, T> tracker = new ServiceTracker<>(probe, matching(type, filter), null);
        inUse.push(tracker);
        tracker.open();
        try {
            T service = tracker.waitForService(timeoutMillis);
            if (service != null) {
                return service;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ParameterResolutionException("interrupted while waiting for " + type.getName() + filter, e);
        }
        throw new ParameterResolutionException(
                "no service " + type.getName() + filter + " after " + timeoutMillis + " ms");
    }

    private static Filter matching(Class<?> type, String filter) {
        try {
            return FrameworkUtil.createFilter("(&(objectClass=" + type.getName() + ")" + filter + ")");
        } catch (InvalidSyntaxException e) {
            throw new ParameterResolutionException("not an OSGi filter: " + filter, e);
        }
    }
}
