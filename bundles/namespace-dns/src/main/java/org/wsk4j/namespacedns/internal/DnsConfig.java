// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, under the PID {@code org.wsk4j.namespace-dns}. The provider needs a configuration with servers to
 * be there at all; everything else has a default.
 */
@ObjectClassDefinition(
        id = DnsConfig.PID,
        name = "wsk4j DNS",
        description = "Asks DNS servers of its own choice. Is there only when servers are configured.")
public @interface DnsConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.namespace-dns";

    /** Who is asked. */
    @AttributeDefinition(
            name = "Servers",
            description = "The servers, asked in this order: IPv4 or IPv6 literals, each with or without a port, as in"
                    + " 192.0.2.53, 192.0.2.53:5353, 2001:db8::53 or [2001:db8::53]:5353. They have to be recursive.")
    String[] servers();

    /** The domains in which a short name is looked for. */
    @AttributeDefinition(
            name = "Search",
            description = "The domains in which a name without a dot at its end is looked for, in this order; at most"
                    + " 16. Empty: names are taken as they are.",
            required = false)
    String[] search() default {};

    /** How many dots make a name that is tried as it is before the domains. */
    @AttributeDefinition(
            name = "Dots",
            description = "A name with at least so many dots is tried as it is first, others in the domains first.",
            min = "0",
            max = "15")
    int ndots() default 1;

    /** The patience with one server, in milliseconds. */
    @AttributeDefinition(
            name = "Timeout",
            description = "How many milliseconds a server may take for one answer before the next one is asked.",
            min = "1",
            max = "60000")
    int timeout() default 2_000;

    /** How often each server is asked. */
    @AttributeDefinition(
            name = "Attempts",
            description = "How often each server is asked before the look-up fails.",
            min = "1",
            max = "10")
    int attempts() default 2;

    /** The size of answers by UDP that are understood. */
    @AttributeDefinition(
            name = "EDNS",
            description = "How many bytes an answer by UDP may have, which servers are told by EDNS; what is longer"
                    + " comes by TCP. 0: no EDNS, which means 512.",
            min = "0",
            max = "65535")
    int edns() default 1_232;

    /** How many names are remembered. */
    @AttributeDefinition(
            name = "Cache size",
            description = "How many names are remembered with what is known of them. 0: nothing is remembered.",
            min = "0")
    int cacheSize() default 1_000;

    /** For how long at most something is remembered, in seconds. */
    @AttributeDefinition(
            name = "Cache TTL",
            description = "For how many seconds an answer is remembered, at most; less when the answer says so.",
            min = "1")
    int cacheTtl() default 300;
}
