// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The client object: the attachment of one client to the subsystem (PWSK_CLIENT).
 *
 * <p>Opaque: a client only passes it on, as first argument of every function of {@link WskProviderDispatch}. It comes
 * from a captured {@link WskProviderNpi}, or as provider binding context from the NMR attach, and stands for that
 * attachment only.
 *
 * <p>Memory: made and owned by the subsystem; usable until the last release of the captured NPI, or until the client
 * reported its detach as complete.
 *
 * <p>Threads: safe for all.
 *
 * <p>Spec: CLIENT-OBJ-01..CLIENT-OBJ-03, ARCH-05, NMR-WSK-04, NMR-WSK-09.
 */
@ProviderType
public interface WskClient {}
