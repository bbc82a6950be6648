// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A security identifier (SID): names one account, group or service.
 *
 * <p>Immutable; equal when it names the same principal.
 *
 * <p>Threads: safe for all. Spec: SOCKET-13..SOCKET-15.
 */
@ProviderType
public interface Sid {}
