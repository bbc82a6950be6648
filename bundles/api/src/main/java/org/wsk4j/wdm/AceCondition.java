// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * The condition of an entry of an access list.
 *
 * <p>State: immutable; equal when it says the same.
 *
 * <p>Threads: safe for all. IRQL: any, for every member.
 */
public final class AceCondition {
    private AceCondition() {}
}
