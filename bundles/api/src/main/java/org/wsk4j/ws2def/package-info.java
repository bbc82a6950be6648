// SPDX-License-Identifier: Apache-2.0

/**
 * Socket addresses, address families, socket types, protocols, options and control messages (ws2def.h, ws2ipdef.h,
 * afunix.h).
 *
 * <p>Nothing here is specific to WSK: transports and clients share these types, and a transport may bring an address
 * family of its own by extending {@link org.wsk4j.ws2def.SockAddr}. Constants have the spelling and the numbers of the
 * headers on every platform; a transport translates them for its operating system.
 *
 * <p>Consumers, transports among them, import {@code [1.0,2)}; bundles that fill these types in for clients (providers)
 * import {@code [1.0,1.1)}.
 */
@Export
@Version("1.0.0")
package org.wsk4j.ws2def;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
