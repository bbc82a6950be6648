// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * What can be configured, under the PID {@code org.wsk4j.sample-echo}. The server needs a configuration to listen at all;
 * within one, everything has a default.
 */
@ObjectClassDefinition(
        id = EchoConfig.PID,
        name = "wsk4j echo server",
        description = "Sends everything back that is sent to it. Listens only when it is configured.")
public @interface EchoConfig {
    /** The PID: the bundle's symbolic name. */
    String PID = "org.wsk4j.sample-echo";

    /** What the server speaks. */
    enum Protocol {
        /** Connections: a stream of bytes each. */
        TCP,
        /** Datagrams, each of which is sent back to its sender. */
        UDP
    }

    /** The two ways in which WSK hands over what has arrived. */
    enum Receive {
        /** WskReceiveEvent: the provider calls when there is data, in memory of its own. */
        EVENTS,
        /** WskReceive: the client asks for data, into memory of its own. */
        IRPS
    }

    /** Where to listen. */
    @AttributeDefinition(
            name = "Address",
            description = "The local address, an IPv4 or IPv6 literal; 0.0.0.0 or :: for all of the family.")
    String address() default "127.0.0.1";

    /** The port; 0: any that is free. */
    @AttributeDefinition(
            name = "Port",
            description = "The port. 0: one that the transport chooses, which is then told in the log (INFO).",
            min = "0",
            max = "65535")
    int port() default 0;

    /** What is echoed: connections or datagrams. */
    @AttributeDefinition(
            name = "Protocol",
            description = "What is echoed: TCP, the bytes of connections; UDP, datagrams.")
    Protocol protocol() default Protocol.TCP;

    /** With {@link Protocol#TCP}: how data is received. */
    @AttributeDefinition(
            name = "Receive",
            description =
                    "With TCP, how data is received: EVENTS, by the callback WskReceiveEvent; IRPS, by WskReceive.")
    Receive receive() default Receive.EVENTS;

    /** With {@link Protocol#TCP} and {@link Receive#IRPS}: the bytes of memory for each connection. */
    @AttributeDefinition(
            name = "Echo buffer",
            description = "With TCP and IRPS: how many bytes of memory each connection has. Not used otherwise.",
            min = "1")
    int echoBuffer() default 16_384;
}
