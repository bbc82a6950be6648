// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.ComponentContext;
import org.wsk4j.registration.internal.RegistrationConfig;

/** The few framework objects that a test needs, each with the few methods that are asked. */
final class OsgiFakes {
    private OsgiFakes() {}

    static Bundle bundle(String symbolicName) {
        return bundle(symbolicName, Bundle.ACTIVE);
    }

    /** A bundle whose name may change. */
    static Bundle bundle(Supplier<String> symbolicName) {
        return fake(Bundle.class, method -> switch (method) {
            case "getSymbolicName", "toString" -> symbolicName.get();
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static Bundle bundle(String symbolicName, int state) {
        return fake(Bundle.class, method -> switch (method) {
            case "getSymbolicName", "toString" -> symbolicName;
            case "getBundleId" -> 12L;
            case "getState" -> state;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static BundleContext bundleContext(Bundle bundle) {
        return fake(BundleContext.class, method -> switch (method) {
            case "getBundle" -> bundle;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static ComponentContext componentContext(Bundle usingBundle) {
        return fake(ComponentContext.class, method -> switch (method) {
            case "getUsingBundle" -> usingBundle;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static ProviderConfig config(long detachTimeout) {
        return fake(ProviderConfig.class, method -> switch (method) {
            case "detachTimeout" -> detachTimeout;
            case "service_ranking" -> 0;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static RegistrationConfig registrationConfig(long detachTimeout) {
        return fake(RegistrationConfig.class, method -> switch (method) {
            case "detachTimeout" -> detachTimeout;
            case "trackOrigin" -> false;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private static <T> T fake(Class<T> type, Function<String, Object> answers) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> proxy == arguments[0];
            default -> answers.apply(method.getName());
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
