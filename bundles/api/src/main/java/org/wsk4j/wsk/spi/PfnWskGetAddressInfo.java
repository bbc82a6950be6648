// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The service by which the provider finds who implements wskGetAddressInfo (PFN_WSK_GET_ADDRESS_INFO).
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
public interface PfnWskGetAddressInfo {
    /**
     * Carries out {@link WskProviderDispatch#wskGetAddressInfo}: parameters, results, memory and completion of the IRP
     * are those of that function.
     *
     * <p>Called by the provider, which has seen that the client is attached. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: as for the function itself.
     *
     * <p>Spec: GETADDRINFO-01..GETADDRINFO-19.
     *
     * @param client the client object, a {@link WskClientObject}, never null
     * @param nodeName as for the function
     * @param serviceName as for the function
     * @param nameSpace as for the function
     * @param provider as for the function
     * @param hints as for the function
     * @param result as for the function
     * @param owningProcess as for the function
     * @param owningThread as for the function
     * @param irp as for the function
     * @return as the function; the provider passes it on unchanged
     */
    NtStatus wskGetAddressInfo(
            WskClient client,
            String nodeName,
            String serviceName,
            int nameSpace,
            Guid provider,
            AddrInfoExW hints,
            Ptr<AddrInfoExW> result,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp);
}
