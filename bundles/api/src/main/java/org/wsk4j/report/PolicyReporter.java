// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The OSGi service that lists what bundles may do, and what they do. Threads: safe for all. */
@ProviderType
public interface PolicyReporter {
    /**
     * The bundles that have had a client attached, and those for which there is a policy, by their symbolic names. IRQL:
     * &lt;= DISPATCH_LEVEL.
     *
     * @return an immutable snapshot
     */
    List<PolicyReport> policies();
}
