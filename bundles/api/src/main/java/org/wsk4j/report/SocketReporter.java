// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The OSGi service that lists the open sockets. Threads: safe for all. */
@ProviderType
public interface SocketReporter {
    /**
     * The sockets that are open now, in the order of their creation. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return an immutable snapshot
     */
    List<SocketReport> sockets();
}
