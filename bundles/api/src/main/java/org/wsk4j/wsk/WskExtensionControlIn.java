// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.wsk4j.wdm.Guid;

/**
 * What a client gives to register a socket for an extension interface (WSK_EXTENSION_CONTROL_IN).
 *
 * <p>The input of SIO_WSK_REGISTER_EXTENSION, {@link WskConstants#SIZEOF_WSK_EXTENSION_CONTROL_IN} bytes long.
 *
 * <p>Memory: read during the call; context and dispatch are kept as long as the socket.
 *
 * <p>In Java: immutable. Threads: safe for all.
 *
 * <p>Spec: EXT-06..EXT-08, SIO-EXTENSION-01.
 */
public final class WskExtensionControlIn {
    private final Guid npiId;
    private final Object clientContext;
    private final Object clientDispatch;

    /**
     * A registration for an extension interface. Called by the client. IRQL: any.
     *
     * @param npiId the identifier of the extension interface
     * @param clientContext the client's registration context, or null
     * @param clientDispatch the client's callbacks, of the type that the extension interface defines
     */
    public WskExtensionControlIn(Guid npiId, Object clientContext, Object clientDispatch) {
        this.npiId = npiId;
        this.clientContext = clientContext;
        this.clientDispatch = clientDispatch;
    }

    /**
     * Which extension interface (NpiId). Called by the provider. IRQL: any. Spec: EXT-06.
     *
     * @return the NPI identifier
     */
    public Guid npiId() {
        return npiId;
    }

    /**
     * The client's registration context, opaque to the subsystem (ClientContext). Called by the provider. IRQL: any.
     * Spec: EXT-07.
     *
     * @return the context, or null
     */
    public Object clientContext() {
        return clientContext;
    }

    /**
     * The client's callbacks for the interface (ClientDispatch). Called by the provider. IRQL: any. Spec: EXT-08.
     *
     * @return the table
     */
    public Object clientDispatch() {
        return clientDispatch;
    }
}
