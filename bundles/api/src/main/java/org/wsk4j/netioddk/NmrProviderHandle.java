// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

/**
 * The handle of one provider registration (NMR_PROVIDER_HANDLE), allocated by the provider and filled in by
 * {@link NetworkModuleRegistrar#nmrRegisterProvider}.
 *
 * <p>Spec: NMR-REG-PROVIDER-01, NMR-REG-PROVIDER-06.
 */
public final class NmrProviderHandle extends NmrHandle {
    /** A handle of no registration yet. IRQL: &lt;= DISPATCH_LEVEL. */
    public NmrProviderHandle() {}
}
