// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wsk.WskClient;

/** The OSGi services that know what clients hold and have to give back. Threads: safe for all. */
@ProviderType
public interface HoldingReporter {
    /**
     * What a client holds now. What it is giving back already, as a socket that is being closed, does not count. IRQL:
     * PASSIVE_LEVEL.
     *
     * @param client a client object, perhaps of another provider
     * @return an immutable snapshot; empty for a client that the reporter does not know
     */
    List<Holding> holdings(WskClient client);
}
