// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Makes and ends the components of other bundles as Declarative Services does: by reflection, with the defaults. */
final class Component {
    private Component() {}

    /** Makes a component; a parameter for which nothing is given is its configuration. */
    static <T> T activate(Class<T> type, Object... references) throws ReflectiveOperationException {
        Constructor<?> constructor = type.getConstructors()[0];
        Class<?>[] types = constructor.getParameterTypes();
        Object[] arguments = Arrays.copyOf(references, types.length);
        if (types.length > references.length) {
            arguments[references.length] = defaults(types[references.length]);
        }
        return type.cast(constructor.newInstance(arguments));
    }

    private static Object defaults(Class<?> configuration) {
        return Proxy.newProxyInstance(
                configuration.getClassLoader(),
                new Class<?>[] {configuration},
                (proxy, method, arguments) -> method.getDefaultValue());
    }

    /** Ends a component with its method of this name. */
    static void deactivate(Object component, String method) throws ReflectiveOperationException {
        Method deactivate = component.getClass().getDeclaredMethod(method);
        deactivate.setAccessible(true);
        deactivate.invoke(component);
    }
}
