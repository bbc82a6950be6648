// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import java.nio.CharBuffer;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The service by which the provider finds who implements wskGetNameInfo (PFN_WSK_GET_NAME_INFO).
 *
 * <p>Published as an OSGi service by {@code address-info}; called by the bundle {@code provider} only. While there is
 * none, the provider answers for it. Of several, the one with the highest {@code service.ranking} is used.
 *
 * <p>Threads: called from any thread, several at a time.
 *
 * <p>Spec: PROVIDER-DISPATCH-06.
 */
@ConsumerType
@FunctionalInterface
public interface PfnWskGetNameInfo {
    /**
     * Carries out {@link WskProviderDispatch#wskGetNameInfo}: parameters, results, memory and completion of the IRP are
     * those of that function.
     *
     * <p>Called by the provider, which has seen that the client is attached. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: as for the function itself.
     *
     * <p>Spec: GETNAMEINFO-01..GETNAMEINFO-20.
     *
     * @param client the client object, a {@link WskClientObject}, never null
     * @param sockAddr as for the function
     * @param sockAddrLength as for the function
     * @param nodeName as for the function
     * @param serviceName as for the function
     * @param flags as for the function
     * @param owningProcess as for the function
     * @param owningThread as for the function
     * @param irp as for the function
     * @return as the function; the provider passes it on unchanged
     */
    NtStatus wskGetNameInfo(
            WskClient client,
            SockAddr sockAddr,
            int sockAddrLength,
            CharBuffer nodeName,
            CharBuffer serviceName,
            int flags,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp);
}
