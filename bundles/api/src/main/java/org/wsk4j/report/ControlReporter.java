// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.report;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Tells which options and control codes sockets have. A service of the socket engine.
 *
 * <p>Threads: safe for all.
 */
@ProviderType
public interface ControlReporter {
    /**
     * The table that the engine goes by.
     *
     * @return the options first, then the control codes; always the same
     */
    List<ControlReport> controls();
}
