// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.ws2def.SockAddr;

/**
 * A transport as the contracts see it: one family of addresses. {@link StreamsUnderTest} and {@link DatagramsUnderTest} are
 * those that carry them.
 *
 * <p>Implemented by whoever runs contracts. Threads: the test's only.
 */
@ConsumerType
public interface TransportUnderTest {
    /**
     * The transport.
     *
     * @return an object that implements what the contract is about
     */
    TransportProvider transport();

    /**
     * Where endpoints are bound so that the peers reach them.
     *
     * @return a new address with port 0, whose family is that of all endpoints under test
     */
    SockAddr home();

    /**
     * An option that is a {@code ULong}, 0 at first, and can be set to 1.
     *
     * @param socketType the kind of endpoint
     * @return the option
     */
    Option option(int socketType);

    /**
     * An option.
     *
     * @param level its level
     * @param number its number at that level
     */
    record Option(int level, int number) {}

    /**
     * Prepares an endpoint that was just made.
     *
     * @param endpoint not bound yet
     */
    default void prepare(TransportEndpoint endpoint) {}

    /** Ends the transport, whose endpoints are closed, and its peers; throws when something is left of it. */
    void close();
}
