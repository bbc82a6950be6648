// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

/**
 * The handle of one client registration (NMR_CLIENT_HANDLE), allocated by the client and filled in by
 * {@link NetworkModuleRegistrar#nmrRegisterClient}.
 *
 * <p>Spec: NMR-REG-CLIENT-01, NMR-REG-CLIENT-06.
 */
public final class NmrClientHandle extends NmrHandle {
    /** A handle of no registration yet. IRQL: &lt;= DISPATCH_LEVEL. */
    public NmrClientHandle() {}
}
