// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.wdm.NtStatus;

/**
 * The client's callback for events that belong to no socket (PFN_WSK_CLIENT_EVENT).
 *
 * <p>Always enabled when the client has one. No event type is defined today.
 *
 * <p>In Java: throwing counts as STATUS_NOT_IMPLEMENTED.
 *
 * <p>Spec: CLIENT-EVENT-01..CLIENT-EVENT-07, EVENT-07, EVENT-08.
 */
@ConsumerType
@FunctionalInterface
public interface WskClientEvent {
    /**
     * Something happened to the client as a whole.
     *
     * <p>Called by the subsystem; may start requests but not wait for one.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: {@code information} is the subsystem's, read-only, and valid during the call only.
     *
     * <p>Spec: CLIENT-EVENT-01..CLIENT-EVENT-07.
     *
     * @param clientContext the context of the client's {@link WskClientNpi}, may be null
     * @param eventType what happened; none is defined
     * @param information what the event carries, null if nothing
     * @param informationLength how many bytes that would be in C, 0 if nothing
     * @return STATUS_NOT_IMPLEMENTED for an event type that the client does not handle, hence always today;
     *     STATUS_SUCCESS when it has processed the event
     */
    NtStatus wskClientEvent(Object clientContext, int eventType, Object information, long informationLength);
}
