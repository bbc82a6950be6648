// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.provider}; everything has a default. */
@ObjectClassDefinition(
        id = ProviderConfig.PID,
        name = "wsk4j provider",
        description = "How the WSK provider parts from its clients")
public @interface ProviderConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.provider";

    /** How long a client may take to close its sockets, in milliseconds; 0 or less: for ever. */
    @AttributeDefinition(
            name = "Detach timeout",
            description = "How long the provider waits for the open sockets and pending requests of a client from which"
                    + " it parts, in milliseconds. After that the sockets are taken away from the client, and a"
                    + " warning names them; after as long again the client is detached whatever is left. 0 or less:"
                    + " as long as it takes.")
    long detachTimeout() default 5_000;

    /** Which of several providers new captures go to. */
    @AttributeDefinition(
            name = "Ranking",
            description = "With several providers of the WSK NPI, new captures go to the one with the highest ranking;"
                    + " between equal rankings the higher version decides. Read when the provider starts.")
    int service_ranking() default 0;
}
