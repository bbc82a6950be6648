// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.watch.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.watch}; everything has a default. */
@ObjectClassDefinition(id = WatchConfig.PID, name = "wsk4j watch", description = "What is said about waits that last")
public @interface WatchConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.watch";

    /** After how long a wait is reported, in milliseconds; 0 or less: never. */
    @AttributeDefinition(
            name = "Wait warning",
            description =
                    "After how many milliseconds a wait (capture, deregistration, close, detach) is reported in the"
                            + " log, once, with everything that it waits for. 0 or less: never.")
    long waitWarning() default 3_000;
}
