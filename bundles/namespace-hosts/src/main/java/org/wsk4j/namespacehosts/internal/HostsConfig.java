// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacehosts.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What can be configured, under the PID {@code org.wsk4j.namespace-hosts}; everything has a default. */
@ObjectClassDefinition(
        id = HostsConfig.PID,
        name = "wsk4j table of hosts",
        description = "Names and addresses that are known without asking anybody, in the form of /etc/hosts")
public @interface HostsConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.namespace-hosts";

    /** The lines of the table: address, name, aliases. */
    @AttributeDefinition(
            name = "Hosts",
            description = "Lines of the form: ADDRESS NAME ALIAS... # comment. An address on several lines has its name"
                    + " from the first of them; a name on several lines has all of their addresses. A value may hold several"
                    + " lines. Lines that cannot be read are left out, which the log tells with their numbers.")
    String[] hosts() default {};

    /** The place among other name space providers. */
    @AttributeDefinition(
            name = "Service ranking",
            description = "The place among name space providers: a higher one is asked first.")
    int service_ranking() default 100;
}
