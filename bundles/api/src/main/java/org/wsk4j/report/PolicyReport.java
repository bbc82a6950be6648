// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;

/**
 * What one bundle may do, what it had in use at the moment of the report, and what it was refused. Immutable.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface PolicyReport {
    /**
     * Whose policy it is.
     *
     * @return the symbolic name
     */
    String symbolicName();

    /**
     * The bundle itself.
     *
     * @return the bundle; null when there is a policy for it, but no client of it was ever attached
     */
    Bundle bundle();

    /**
     * Whether there is a policy for the bundle.
     *
     * @return false when it may do everything
     */
    boolean isLimited();

    /**
     * What the policy says of addresses.
     *
     * @return a line for each rule, in the order in which they count; empty when every address is allowed
     */
    List<String> rules();

    /**
     * How many sockets it may have.
     *
     * @return the limit; {@link Integer#MAX_VALUE} for as many as wanted
     */
    int maxSockets();

    /**
     * How many bytes it may have on their way.
     *
     * @return the limit; {@link Long#MAX_VALUE} for as many as wanted
     */
    long maxPendingBytes();

    /**
     * How many connects it may begin within a second.
     *
     * @return the limit; {@link Integer#MAX_VALUE} for as many as wanted
     */
    int maxConnectsPerSecond();

    /**
     * How many sockets it has.
     *
     * @return the count
     */
    int sockets();

    /**
     * How many bytes it has on their way, as far as they were counted: they are only while they are limited.
     *
     * @return the count
     */
    long pendingBytes();

    /**
     * How many connects it has begun within the last second, as far as they were counted: they are only while they are
     * limited.
     *
     * @return the count
     */
    int connects();

    /**
     * How many requests it was refused.
     *
     * @param cause why
     * @return the count since its first client was attached
     */
    long refusals(PolicyCause cause);
}
