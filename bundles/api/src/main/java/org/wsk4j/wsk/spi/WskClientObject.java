// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk.spi;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDispatch;

/**
 * The client object as the bundles see it that implement the provider's functions: who the client is, and what keeps it
 * attached.
 *
 * <p>The provider hands it, as {@link WskClient}, to every function; it is an attached client's own, checked before the
 * function is called.
 *
 * <p>Threads: safe for all. Locks: none is held while calling out.
 *
 * <p>Spec: CLIENT-OBJ-01..CLIENT-OBJ-03, DEREGISTER-03..DEREGISTER-05, NMR-WSK-08.
 */
@ProviderType
public interface WskClientObject extends WskClient {
    /**
     * Whose attachment it is. IRQL: any.
     *
     * @return the client's bundle, or null when it attached through the registrar without naming one
     */
    Bundle bundle();

    /**
     * What the client's bundle may do, and what it has in use. IRQL: any.
     *
     * @return the account, the same for all clients of the bundle, and for each of them always the same
     */
    ClientAccount account();

    /**
     * The client's own context (WSK_CLIENT_NPI.ClientContext). IRQL: any.
     *
     * @return what the client gave, may be null
     */
    Object clientContext();

    /**
     * The client's dispatch table (WSK_CLIENT_NPI.Dispatch). IRQL: any.
     *
     * @return the table, never null
     */
    WskClientDispatch clientDispatch();

    /**
     * The event callbacks that are enabled on every socket of the client from the beginning. IRQL: any.
     *
     * @return {@code WSK_EVENT_*} bits of all categories
     */
    int staticEvents();

    /**
     * Enables event callbacks on every socket of the client, for good (WSK_SET_STATIC_EVENT_CALLBACKS). IRQL: &lt;=
     * DISPATCH_LEVEL. Spec: STATIC-EVENTS-01, STATIC-EVENTS-02.
     *
     * @param events {@code WSK_EVENT_*} bits, added to those that are enabled already
     * @return false when the client has made a socket already, and then nothing has changed
     */
    boolean enableStatically(int events);

    /**
     * Whether the client has made a socket, open or closed by now: too late for what has to be said before the first one.
     * IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return true from the first {@link #opened} on
     */
    boolean hasOpened();

    /**
     * The security descriptors that the client has cached. IRQL: any.
     *
     * @return the client's own, always the same
     */
    CachedDescriptors securityDescriptors();

    /**
     * Counts a call in progress, which keeps the client attached until {@link #release}. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return false when the client is detaching: refuse the request with STATUS_DEVICE_NOT_READY
     */
    boolean acquire();

    /** Ends what {@link #acquire} began. IRQL: &lt;= DISPATCH_LEVEL; with no lock held. */
    void release();

    /**
     * Counts a request that may pend, which keeps the client attached until {@link #ended}. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param request the new request
     * @return false when the client is detaching: refuse the request with STATUS_DEVICE_NOT_READY
     */
    boolean begun(OwnedRequest request);

    /**
     * A request is over, and the completion routine of its IRP has returned. IRQL: &lt;= DISPATCH_LEVEL; with no lock held.
     *
     * @param request one that was given to {@link #begun}
     */
    void ended(OwnedRequest request);

    /**
     * Counts a socket that keeps the client attached until {@link #closed}. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param socket the new socket
     * @return false when the client is detaching: make no socket, refuse the request with STATUS_DEVICE_NOT_READY
     */
    boolean opened(OwnedSocket socket);

    /**
     * Asks to be told when the client begins to detach: how whoever keeps an IRP pending for something that may never
     * happen gives it up, so that it does not keep the client attached (DEREGISTER-10). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param note runs once, with no lock held, when the detach begins; it may cancel IRPs, and does not wait
     * @return false when the client is detaching: nothing will be told, refuse the request with STATUS_DEVICE_NOT_READY
     */
    boolean onDetach(Runnable note);

    /**
     * Takes back what {@link #onDetach} asked for: the request is over. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param note the same object; nothing happens when it runs or has run
     */
    void forgetOnDetach(Runnable note);

    /**
     * Notes memory that the client is being given. It does not keep the client attached: what has not been given back when
     * the client is detached is reported once, in one line. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param memory what {@link #givenBack} is going to name
     */
    void given(OwnedMemory memory);

    /**
     * The client gives memory back: also while it detaches. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param memory the same object
     * @return false when the client was not given it, or has given it back already, or is detached
     */
    boolean givenBack(OwnedMemory memory);

    /**
     * A socket is closed and nothing of it is left. IRQL: &lt;= DISPATCH_LEVEL; with no lock held.
     *
     * @param socket one that was given to {@link #opened}
     */
    void closed(OwnedSocket socket);
}
