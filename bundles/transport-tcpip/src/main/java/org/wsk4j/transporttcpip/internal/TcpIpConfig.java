// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, under the PID {@code org.wsk4j.transport-tcpip}; everything has a default.
 *
 * <p>Retained at run time, so that those who make a transport by hand can write a configuration as an annotation.
 */
@Retention(RetentionPolicy.RUNTIME)
@ObjectClassDefinition(
        id = TcpIpConfig.PID,
        name = "wsk4j TCP/IP transport",
        description = "TCP over IPv4 and IPv6 on the network channels of the JDK")
public @interface TcpIpConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.transport-tcpip";

    /** How many I/O threads there are at most; 0: one a processor, but no more than four. */
    @AttributeDefinition(
            name = "I/O threads",
            description = "How many threads do the I/O of all sockets, each of which belongs to one of them. They start"
                    + " when they are first needed. 0: as many as there are processors, but no more than 4.",
            min = "0",
            max = "256")
    int ioThreads() default 0;

    /** How many connections wait at a listener that does not accept them. */
    @AttributeDefinition(
            name = "Backlog",
            description =
                    "How many connections the platform keeps for a listening socket until it accepts them. What comes"
                            + " beyond is left unanswered or refused. The platform may have a lower limit of its own.",
            min = "1")
    int backlog() default 1024;

    /** How many received bytes a socket's client may keep from being released before the socket reads no more. */
    @AttributeDefinition(
            name = "Retain limit",
            description =
                    "How many bytes of received data the client of a socket may keep unreleased. The socket reads no"
                            + " more then, so that its peer has to wait, until half of them are released. In bytes, per socket.",
            min = "1")
    int retainLimit() default 262144;

    /** How much memory for received data may be in use before all clients are asked to release what they keep. */
    @AttributeDefinition(
            name = "Buffer memory",
            description =
                    "How much memory for received data may be in use, in bytes for all sockets together. Above that,"
                            + " clients are asked to release what they retain, and sockets of those that do not read no more.",
            min = "0")
    long bufferMemory() default 67108864;
}
