// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.nmr}; everything has a default. */
@ObjectClassDefinition(
        id = NmrConfig.PID,
        name = "wsk4j Network Module Registrar",
        description = "Modules that are registered by publishing their characteristics as services")
public @interface NmrConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.nmr";

    /** How long a whiteboard module that goes is waited for, in milliseconds; 0 or less: as long as it takes. */
    @AttributeDefinition(
            name = "Detach timeout",
            description = "How long the end of a module's deregistration is waited for when its service goes, in"
                    + " milliseconds. After that the service goes anyway, and a warning names the modules that have not"
                    + " detached yet. 0 or less: as long as it takes.")
    long detachTimeout() default 60_000;
}
