// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.registration}; everything has a default. */
@ObjectClassDefinition(
        id = RegistrationConfig.PID,
        name = "wsk4j registration",
        description = "How WSK clients attach to the provider and part from it")
public @interface RegistrationConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.registration";

    /** How long a client may keep what it captured from a provider that goes, in milliseconds; 0 or less: for ever. */
    @AttributeDefinition(
            name = "Detach timeout",
            description = "How long a provider that goes, or a client that deregisters, waits for captures that the"
                    + " client has not released and for calls that have not returned, in milliseconds. After that"
                    + " the two are detached anyway, and a warning names the client. 0 or less: as long as it takes.")
    long detachTimeout() default 5_000;

    /** Whether registrations and captures remember where they were made. */
    @AttributeDefinition(
            name = "Track origin",
            description =
                    "Notes the stack that made each registration and each capture, and shows it in the report of what"
                            + " a client has left. Costs time and memory.")
    boolean trackOrigin() default false;
}
