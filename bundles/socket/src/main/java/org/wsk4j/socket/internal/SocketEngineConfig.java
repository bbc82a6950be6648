// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the socket engine; its PID is {@value SocketEngine#PID}. */
@ObjectClassDefinition(name = "wsk4j sockets", description = "The socket engine of wsk4j")
@interface SocketEngineConfig {
    /** Whether to verify the rules of clients that cost time to verify. */
    @AttributeDefinition(
            name = "Verifier",
            description =
                    "Makes a bug check of pageable memory in MDLs, of closing a socket while another thread is inside one"
                            + " of its functions or while data is retained, and of every WskRelease too many.")
    boolean verifier() default false;

    /** How long the engine waits for its own sockets when it stops. */
    @AttributeDefinition(
            name = "Stop timeout",
            description =
                    "When the engine stops, its sockets are taken away from their clients; this many milliseconds may"
                            + " pass until all of them are gone.",
            min = "0")
    long stopTimeout() default 5000;

    /** Whether sockets and requests remember where they were made. */
    @AttributeDefinition(
            name = "Track origin",
            description =
                    "Notes the stack that made each socket and each request, and shows it in the report of what a client"
                            + " has left. Costs time and memory.")
    boolean trackOrigin() default false;

    /** How often transports are asked for their addresses while an SIO_ADDRESS_LIST_CHANGE waits. */
    @AttributeDefinition(
            name = "Address list interval",
            description =
                    "While an SIO_ADDRESS_LIST_CHANGE waits, the local addresses are looked at every so many milliseconds.",
            min = "1")
    long addressListInterval() default 1000;
}
