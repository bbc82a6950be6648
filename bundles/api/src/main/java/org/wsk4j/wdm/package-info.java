// SPDX-License-Identifier: Apache-2.0

/**
 * The part of the Windows driver model that a WSK client sees (wdm.h, ntstatus.h): status values, IRPs, MDLs, IRQL,
 * bug checks, security descriptors and tokens.
 *
 * <p>Consumers import {@code [1.0,2)}; bundles that complete IRPs for others (providers) import {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.wdm;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
