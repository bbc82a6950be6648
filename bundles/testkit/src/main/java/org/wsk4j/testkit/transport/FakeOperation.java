// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;

/** What a control operation of a fake transport does; see {@link FakeTransport#addControl}. */
@FunctionalInterface
public interface FakeOperation {
    /**
     * Runs in the thread of the caller.
     *
     * @param input as {@link TransportEndpoint#control} has it
     * @param output as {@link TransportEndpoint#control} has it
     * @param written as {@link TransportEndpoint#control} has it
     * @return the answer
     */
    NtStatus run(Object input, Object output, SizeT written);
}
