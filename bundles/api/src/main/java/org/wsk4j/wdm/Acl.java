// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An access control list (ACL): who may do what, in order.
 *
 * <p>Part of a security descriptor.
 *
 * <p>Threads: safe for all. Spec: SHARING-05.
 */
@ProviderType
public interface Acl {}
