// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * What a client gets when a socket was registered for an extension interface (WSK_EXTENSION_CONTROL_OUT).
 *
 * <p>The output of SIO_WSK_REGISTER_EXTENSION, {@link WskConstants#SIZEOF_WSK_EXTENSION_CONTROL_OUT} bytes long.
 *
 * <p>Memory: the client allocates it; context and dispatch stay the provider's and are usable as long as the socket.
 *
 * <p>In Java: mutable, as it is an output. Threads: not thread-safe.
 *
 * <p>Spec: EXT-09, EXT-10, SIO-EXTENSION-05.
 */
public final class WskExtensionControlOut {
    private Object providerContext; // both: the caller's thread
    private Object providerDispatch;

    /** An empty one, to be filled. Called by the client. IRQL: any. */
    public WskExtensionControlOut() {}

    /**
     * The provider's registration context, opaque to the client (ProviderContext). Called by the client. IRQL: any.
     * Spec: EXT-09.
     *
     * @return the context; null before a successful registration
     */
    public Object providerContext() {
        return providerContext;
    }

    /**
     * The provider's functions for the interface (ProviderDispatch). Called by the client. IRQL: any. Spec: EXT-10.
     *
     * @return the table, of the type that the extension interface defines; null before a successful registration
     */
    public Object providerDispatch() {
        return providerDispatch;
    }

    /**
     * Fills both members. Called by the provider only. IRQL: any.
     *
     * @param providerContext the provider's registration context
     * @param providerDispatch the provider's functions
     */
    public void set(Object providerContext, Object providerDispatch) {
        this.providerContext = providerContext;
        this.providerDispatch = providerDispatch;
    }
}
