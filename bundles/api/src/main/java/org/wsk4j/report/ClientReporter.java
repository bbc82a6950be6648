// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The OSGi service that lists the registrations. Threads: safe for all. */
@ProviderType
public interface ClientReporter {
    /**
     * The registrations that exist now, in the order in which they were made. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return an immutable snapshot
     */
    List<ClientReport> clients();
}
