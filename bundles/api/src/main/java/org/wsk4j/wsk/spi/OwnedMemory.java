// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Memory as its client object sees it: something that a client was given and has to give back by a function of its own, such
 * as the list of WskGetAddressInfo or a cached security descriptor.
 *
 * <p>It does not keep the client attached; what is left when the client is detached is reported, and the garbage collector
 * has it. Told apart by identity. Implemented by whoever gave it. Threads: safe for all.
 */
@ConsumerType
public interface OwnedMemory {
    /**
     * What it is, in the plural: a report counts by it. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return a noun, such as {@code address lists}
     */
    String kind();

    /**
     * Which one it is, for a log line. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return a few words
     */
    String describe();
}
