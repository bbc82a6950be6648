// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.address-info}; everything has a default. */
@ObjectClassDefinition(
        id = AddressInfoConfig.PID,
        name = "wsk4j name resolution",
        description = "The threads on which names are looked up, and the domain of this machine")
public @interface AddressInfoConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.address-info";

    /** How many threads ask name space providers. */
    @AttributeDefinition(
            name = "Threads",
            description =
                    "How many threads ask name space providers, at least 1. A look-up that was cancelled while its"
                            + " resolver is stuck keeps its thread until the resolver returns.")
    int threads() default 8;

    /** How many look-ups may be under way beyond those that have a thread. */
    @AttributeDefinition(
            name = "Queue length",
            description = "How many look-ups may wait, for a thread or for a provider's answer, beyond one for each"
                    + " thread. One more fails with STATUS_INSUFFICIENT_RESOURCES. At least 0.")
    int queueLength() default 256;

    /** The domain of this machine; empty: the one of resolv.conf. */
    @AttributeDefinition(
            name = "Local domain",
            description =
                    "The domain whose hosts are local ones, of which NI_NOFQDN gives the first label only. Empty: the"
                            + " domain that /etc/resolv.conf names first, if there is such a file.")
    String localDomain() default "";
}
