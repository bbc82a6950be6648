// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** One configuration of the factory PID {@code org.wsk4j.policy}: what one bundle may do. All but its name may be left out. */
@ObjectClassDefinition(
        id = PolicyConfig.PID,
        name = "wsk4j policy",
        description =
                "What the WSK clients of one bundle may do. Bundles without a policy may do everything. Of several"
                        + " policies for the same bundle, all have to allow what it does.")
public @interface PolicyConfig {
    /** The factory PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.policy";

    /** Whom it is for. */
    @AttributeDefinition(name = "Bundle", description = "The symbolic name of the bundle that is limited.")
    String bundle();

    /** Which peers it may connect to. */
    @AttributeDefinition(
            name = "Connect",
            description =
                    "Rules for connects, of which the first that matches decides: 'allow' or 'deny', perhaps 'tcp'"
                            + " or 'udp', an address, a range (10.0.0.0/8, [2001:db8::/32]) or *, and perhaps a colon and a"
                            + " port, a range (8000-8099) or *. What no rule matches is denied. Without rules everything is"
                            + " allowed.",
            required = false)
    String[] connect() default {};

    /** Where it may send datagrams to. */
    @AttributeDefinition(
            name = "Send",
            description = "Rules, written as those for connects, for the addresses that datagrams are sent to.",
            required = false)
    String[] send() default {};

    /** Which addresses of its own it may have. */
    @AttributeDefinition(
            name = "Bind",
            description =
                    "Rules, written as those for connects, for the local addresses that sockets are bound to, with"
                            + " port 0 for any that is free.",
            required = false)
    String[] bind() default {};

    /** How many sockets it may have. */
    @AttributeDefinition(
            name = "Sockets",
            description = "How many sockets may be open at a time, accepted connections included. 0 or less: without"
                    + " limit.",
            required = false)
    int maxSockets() default 0;

    /** How many bytes it may have on their way. */
    @AttributeDefinition(
            name = "Pending bytes",
            description = "How many bytes the sends may have that have not completed yet, all together. A larger send"
                    + " never succeeds. 0 or less: without limit.",
            required = false)
    long maxPendingBytes() default 0;

    /** How many connects it may begin. */
    @AttributeDefinition(
            name = "Connects per second",
            description = "How many connects may be begun within any second. 0 or less: without limit.",
            required = false)
    int maxConnectsPerSecond() default 0;
}
