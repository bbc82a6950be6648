// SPDX-License-Identifier: Apache-2.0

/**
 * The Network Module Registrar (netioddk.h): how a client and a provider of a network programming interface (NPI) find
 * each other, attach, exchange dispatch tables, and part again.
 *
 * <p>Modules, clients and providers alike, import {@code [1.0,2)}; the bundle that implements
 * {@link org.wsk4j.netioddk.NetworkModuleRegistrar} imports {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.netioddk;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
