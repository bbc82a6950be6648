// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The OSGi services that list what a bundle of wsk4j waits for. Threads: safe for all. */
@ProviderType
public interface WaitReporter {
    /**
     * The waits that go on now, the oldest first. IRQL: PASSIVE_LEVEL; does not wait itself.
     *
     * @return an immutable snapshot
     */
    List<WaitReport> waits();
}
