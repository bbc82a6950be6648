// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Sets the timeouts of everything that waits for clients to the framework property {@code timeout}, in milliseconds. */
@Component(service = {})
public final class ShortTimeouts {

    private static final Map<String, String> KEYS = Map.of(
            "org.wsk4j.provider", "detachTimeout",
            "org.wsk4j.registration", "detachTimeout",
            "org.wsk4j.nmr", "detachTimeout",
            "org.wsk4j.transport-registry", "transportDrainTimeout",
            "org.wsk4j.socket", "stopTimeout");

    /** To be started before those who are configured. */
    @Activate
    public ShortTimeouts(BundleContext context, @Reference(name = "configurations") ConfigurationAdmin configurations)
            throws IOException {
        Long timeout = Long.valueOf(context.getProperty("timeout"));
        for (Map.Entry<String, String> key : KEYS.entrySet()) {
            configurations
                    .getConfiguration(key.getKey(), "?")
                    .updateIfDifferent(new Hashtable<>(Map.of(key.getValue(), timeout)));
        }
    }
}
