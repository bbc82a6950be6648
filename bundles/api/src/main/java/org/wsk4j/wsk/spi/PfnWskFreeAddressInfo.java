// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ConsumerType;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * The service by which the provider finds who implements wskFreeAddressInfo (PFN_WSK_FREE_ADDRESS_INFO).
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
public interface PfnWskFreeAddressInfo {
    /**
     * Carries out {@link WskProviderDispatch#wskFreeAddressInfo}: parameters, results, memory and completion of the IRP
     * are those of that function.
     *
     * <p>Called by the provider, which has seen that the client is attached. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: as for the function itself.
     *
     * <p>Spec: FREEADDRINFO-01, FREEADDRINFO-02.
     *
     * @param client the client object, a {@link WskClientObject}, never null
     * @param addrInfo as for the function
     */
    void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo);
}
