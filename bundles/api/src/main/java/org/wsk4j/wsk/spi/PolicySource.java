// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The service by which the provider finds who says what a bundle may do.
 *
 * <p>Published as an OSGi service by {@code policy}; called by the bundle {@code provider} only. While there is none,
 * everything is allowed. Of several, the one with the highest {@code service.ranking} is asked, and no other.
 *
 * <p>Threads: called from any thread, several at a time, before every request that a policy can refuse: no member blocks,
 * and {@link #policyOf} does not allocate. IRQL: &lt;= DISPATCH_LEVEL, for every member.
 */
@ConsumerType
public interface PolicySource {
    /**
     * What a bundle may do now. The answer is not kept: another one counts from the next request on.
     *
     * <p>The name is asked for, not the bundle, because a framework may take a lock to tell it.
     *
     * @param symbolicName the bundle's symbolic name
     * @return its policy, the same object for as long as it stays as it is; null when it may do everything
     */
    ClientPolicy policyOf(String symbolicName);

    /**
     * All policies that there are, for reports.
     *
     * @return an immutable snapshot, by symbolic name
     */
    Map<String, ClientPolicy> policies();
}
