// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * The part of a framework's service registry that has to do with service factories: one object for each bundle, and
 * when a service is unregistered, listeners are told on that thread, and then everybody who still has it is made to
 * unget it.
 */
final class ServiceBoard {
    /** What a component container does: follows the services on the thread that changes them. */
    interface Listener {
        void registered(Service service);

        void unregistering(Service service);
    }

    private final Bundle publisher = OsgiFakes.bundle("org.wsk4j.registration");
    private final List<Service> services = new CopyOnWriteArrayList<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    /** The context of the bundle that publishes. */
    BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getBundle" -> publisher;
                    case "registerService" -> register((Class<?>) arguments[0], arguments[1], arguments[2]);
                    default -> throw new UnsupportedOperationException(method.toString());
                });
    }

    /** What is registered at the moment. */
    List<Service> services() {
        return new ArrayList<>(services);
    }

    void listen(Listener listener) {
        listeners.add(listener);
    }

    @SuppressWarnings("unchecked")
    private Object register(Class<?> type, Object factory, Object properties) {
        if (type != WskProviderNpi.class) {
            throw new AssertionError("Registered as " + type);
        }
        Service service =
                new Service((ServiceFactory<WskProviderNpi>) factory, (Dictionary<String, Object>) properties);
        services.add(service);
        listeners.forEach(listener -> listener.registered(service));
        return service.registration;
    }

    /** One registered service. */
    final class Service {
        private final ServiceFactory<WskProviderNpi> factory;
        private final Dictionary<String, Object> properties;
        private final Map<Bundle, WskProviderNpi> users = new HashMap<>(); // guarded by itself
        private final ServiceRegistration<WskProviderNpi> registration;

        @SuppressWarnings("unchecked")
        private Service(ServiceFactory<WskProviderNpi> factory, Dictionary<String, Object> properties) {
            this.factory = factory;
            this.properties = properties;
            this.registration = (ServiceRegistration<WskProviderNpi>) Proxy.newProxyInstance(
                    ServiceRegistration.class.getClassLoader(),
                    new Class<?>[] {ServiceRegistration.class},
                    (proxy, method, arguments) -> {
                        if (!method.getName().equals("unregister")) {
                            throw new UnsupportedOperationException(method.toString());
                        }
                        unregister();
                        return null;
                    });
        }

        int ranking() {
            return (Integer) properties.get(Constants.SERVICE_RANKING);
        }

        WskProviderNpi get(Bundle bundle) {
            WskProviderNpi npi = factory.getService(bundle, registration);
            if (npi != null) {
                synchronized (users) {
                    users.put(bundle, npi);
                }
            }
            return npi;
        }

        void unget(Bundle bundle) {
            WskProviderNpi npi;
            synchronized (users) {
                npi = users.remove(bundle);
            }
            if (npi != null) {
                factory.ungetService(bundle, registration, npi);
            }
        }

        void unregister() {
            if (!services.remove(this)) {
                throw new IllegalStateException("unregistered already");
            }
            listeners.forEach(listener -> listener.unregistering(this));
            List<Bundle> left;
            synchronized (users) {
                left = new ArrayList<>(users.keySet());
            }
            left.forEach(this::unget);
        }
    }
}
