// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** The reference of a service of the bundle {@code org.example.fake [7]}; its ranking can be changed. */
final class FakeReference<S> implements ServiceReference<S> {
    private static final Bundle BUNDLE = (Bundle) Proxy.newProxyInstance(
            FakeReference.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getSymbolicName" -> "org.example.fake";
                case "getBundleId" -> 7L;
                default -> throw new UnsupportedOperationException(method.getName());
            });

    private final Hashtable<String, Object> properties = new Hashtable<>();

    FakeReference(long serviceId, int ranking) {
        properties.put(Constants.SERVICE_ID, serviceId);
        properties.put(Constants.SERVICE_RANKING, ranking);
    }

    FakeReference(long serviceId) {
        properties.put(Constants.SERVICE_ID, serviceId);
    }

    void setRanking(int ranking) {
        properties.put(Constants.SERVICE_RANKING, ranking);
    }

    @Override
    public Object getProperty(String key) {
        return properties.get(key);
    }

    @Override
    public String[] getPropertyKeys() {
        return properties.keySet().toArray(new String[0]);
    }

    @Override
    public Bundle getBundle() {
        return BUNDLE;
    }

    @Override
    public Bundle[] getUsingBundles() {
        return null;
    }

    @Override
    public boolean isAssignableTo(Bundle bundle, String className) {
        return true;
    }

    @Override
    public int compareTo(Object reference) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Dictionary<String, Object> getProperties() {
        return properties;
    }

    @Override
    public <A> A adapt(Class<A> type) {
        return null;
    }
}
