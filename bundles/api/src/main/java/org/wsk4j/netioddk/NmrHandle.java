// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the two registration handles have in common: one slot that belongs to the registrar.
 *
 * <p>Threads: safe for all.
 *
 * <p>Memory: the module allocates the handle and keeps it until the deregistration is complete. After a successful
 * {@code nmrWaitFor...DeregisterComplete} the registrar has forgotten it, and it may be used for another registration.
 *
 * <p>Spec: NMR-REG-CLIENT-06, NMR-REG-PROVIDER-06.
 */
public abstract sealed class NmrHandle permits NmrClientHandle, NmrProviderHandle {
    private final AtomicReference<Object> slot = new AtomicReference<>();

    NmrHandle() {}

    /**
     * What the registrar keeps here. For implementers of {@link NetworkModuleRegistrar} only; a module never looks.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return the registrar's object, or null while the handle is not in use
     */
    public final Object reserved() {
        return slot.get();
    }

    /**
     * Replaces what the registrar keeps here, if it still is what the caller thinks it is. For implementers of
     * {@link NetworkModuleRegistrar} only; a module that calls this has broken its own registration and nobody else's.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param expected the object that must be there now, compared by identity; null for a handle not in use
     * @param update the object to keep from now on; null gives the handle back to its module
     * @return whether the slot held {@code expected} and now holds {@code update}
     */
    public final boolean reserve(Object expected, Object update) {
        return slot.compareAndSet(expected, update);
    }
}
