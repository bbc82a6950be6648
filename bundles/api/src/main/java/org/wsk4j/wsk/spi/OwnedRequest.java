// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A request as its client object sees it: something that keeps the client attached and that no socket has.
 *
 * <p>Implemented by whoever keeps an IRP of the client pending. Threads: safe for all.
 */
@ConsumerType
public interface OwnedRequest {
    /**
     * Names the request for a log line: its function, what it is about, and its age. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return a few words, never the payload
     */
    String describe();
}
