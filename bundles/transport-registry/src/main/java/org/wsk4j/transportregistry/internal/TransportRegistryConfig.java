// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.transport-registry}; everything has a default. */
@ObjectClassDefinition(
        id = TransportRegistryConfig.PID,
        name = "wsk4j transport registry",
        description = "Which transports exist, in which order, and how they are let go")
public @interface TransportRegistryConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.transport-registry";

    /** How long open endpoints may go on when their transport goes, in milliseconds; 0 or less: not at all. */
    @AttributeDefinition(
            name = "Transport drain timeout",
            description = "How long the open endpoints of a transport may go on when its service goes, in milliseconds."
                    + " After that they are aborted, and a warning says how many there were. 0 or less: they are"
                    + " aborted at once.")
    long transportDrainTimeout() default 5_000;
}
