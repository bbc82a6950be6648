// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;

/** The few framework objects that a test needs, each with the few methods that are asked. */
final class OsgiFakes {
    private OsgiFakes() {}

    static Bundle bundle(String symbolicName) {
        return bundle(symbolicName, Bundle.ACTIVE);
    }

    static Bundle bundle(String symbolicName, int state) {
        return fake(Bundle.class, method -> switch (method) {
            case "getSymbolicName", "toString" -> symbolicName;
            case "getBundleId" -> 12L;
            case "getState" -> state;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static ComponentContext componentContext(Bundle usingBundle) {
        return fake(ComponentContext.class, method -> switch (method) {
            case "getUsingBundle" -> usingBundle;
            default -> throw new UnsupportedOperationException(method);
        });
    }

    static RegistrationConfig config(long detachTimeout) {
        return config(detachTimeout, false);
    }

    static RegistrationConfig config(long detachTimeout, boolean trackOrigin) {
        return fake(RegistrationConfig.class, method -> switch (method) {
            case "detachTimeout" -> detachTimeout;
            case "trackOrigin" -> trackOrigin;
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
