// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.felix.internal;

import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Chooses what runs in the foreground by the first word of the framework property {@code wsk4j.arguments}: {@code echo} is
 * {@link ForegroundEcho}, anything else {@link ForegroundConsole}.
 */
@Component(service = {})
public final class Foreground {
    private static final String ARGUMENTS = "wsk4j.arguments";

    /** Called by Declarative Services. */
    @Activate
    public Foreground(ComponentContext context) {
        String words = context.getBundleContext().getProperty(ARGUMENTS);
        boolean echoes = EchoArguments.after(ForegroundEcho.NAME, words) != null;
        context.enableComponent((echoes ? ForegroundEcho.class : ForegroundConsole.class).getName());
    }
}
