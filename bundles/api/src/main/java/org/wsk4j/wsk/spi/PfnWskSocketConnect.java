// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The service by which the provider finds who implements wskSocketConnect (PFN_WSK_SOCKET_CONNECT).
 *
 * <p>Published as an OSGi service by {@code socket-connect}; called by the bundle {@code provider} only. While there is
 * none, the provider answers for it. Of several, the one with the highest {@code service.ranking} is used.
 *
 * <p>Threads: called from any thread, several at a time.
 *
 * <p>Spec: PROVIDER-DISPATCH-04.
 */
@ConsumerType
@FunctionalInterface
public interface PfnWskSocketConnect {
    /**
     * Carries out {@link WskProviderDispatch#wskSocketConnect}: parameters, results, memory and completion of the IRP
     * are those of that function.
     *
     * <p>Called by the provider, which has seen that the client is attached. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: as for the function itself.
     *
     * <p>Spec: SOCKETCONNECT-01..SOCKETCONNECT-16.
     *
     * @param client the client object, a {@link WskClientObject}, never null
     * @param socketType as for the function
     * @param protocol as for the function
     * @param localAddress as for the function
     * @param remoteAddress as for the function
     * @param flags as for the function
     * @param socketContext as for the function
     * @param dispatch as for the function
     * @param owningProcess as for the function
     * @param owningThread as for the function
     * @param securityDescriptor as for the function
     * @param irp as for the function
     * @return as the function; the provider passes it on unchanged
     */
    NtStatus wskSocketConnect(
            WskClient client,
            int socketType,
            int protocol,
            SockAddr localAddress,
            SockAddr remoteAddress,
            int flags,
            Object socketContext,
            WskClientConnectionDispatch dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp);
}
