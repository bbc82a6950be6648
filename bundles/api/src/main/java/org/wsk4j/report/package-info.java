// SPDX-License-Identifier: Apache-2.0

/**
 * What runs here, for tools that show it: the shell, health checks, monitoring. Reading it changes nothing.
 *
 * <p>Consumers import {@code [1.0,2)}; the bundles that report import {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.report;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
