// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The provider's side of an attachment: the client object and the functions to use with it (WSK_PROVIDER_NPI).
 *
 * <p>Two ways lead to a filled one:
 *
 * <ul>
 * <li>{@link WskRegistrar#wskCaptureProviderNPI} fills one that the client allocated.
 * <li>It is also an OSGi service, present exactly while a provider is attached. Getting the service registers the
 *     client's bundle and captures the NPI for it; ungetting it releases the NPI and deregisters, after the bundle's
 *     sockets have been closed. Then no block, wait or release is left for the client to do.
 * </ul>
 *
 * <p>Memory: the client allocates it for a capture; the client object and the table stay the subsystem's, and may be
 * used until the capture is released.
 *
 * <p>In Java: a class that the subsystem may extend, so that a service of this type can be made for each bundle.
 *
 * <p>Threads: not thread-safe while it is being filled; a service of this type is filled before it can be got.
 *
 * <p>Spec: PROVIDER-NPI-01, PROVIDER-NPI-02, PROVIDER-DISPATCH-07, CAPTURE-13.
 */
@ProviderType
public class WskProviderNpi {
    private WskClient client; // the caller's thread, until published
    private WskProviderDispatch dispatch; // the same

    /** An empty one, to be filled by a capture. Called by the client. IRQL: any. */
    public WskProviderNpi() {}

    /**
     * The client object of this attachment, first argument of every function in {@link #dispatch()} (Client).
     *
     * <p>Called by the client. IRQL: any. Spec: PROVIDER-NPI-01, CLIENT-OBJ-01..CLIENT-OBJ-03.
     *
     * @return the client object; null only before a successful capture
     */
    public WskClient client() {
        return client;
    }

    /**
     * The client-level functions of the provider (Dispatch).
     *
     * <p>Called by the client. IRQL: any. Spec: PROVIDER-NPI-02.
     *
     * @return the table; null only before a successful capture
     */
    public WskProviderDispatch dispatch() {
        return dispatch;
    }

    /**
     * Fills both members.
     *
     * <p>Called by the subsystem only, during the capture. IRQL: any.
     *
     * @param client the client object
     * @param dispatch the functions to use with it
     */
    public void set(WskClient client, WskProviderDispatch dispatch) {
        this.client = client;
        this.dispatch = dispatch;
    }
}
