// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The client's side of an attachment: its context and its callbacks (WSK_CLIENT_NPI).
 *
 * <p>Memory: the client allocates it. It is read during {@code wskRegister} only; the dispatch table that it names must
 * stay as it is until the registration is over, which in Java it does by itself.
 *
 * <p>In Java: immutable. Threads: safe for all.
 *
 * <p>Spec: CLIENT-NPI-01, CLIENT-NPI-02, REGISTER-12, REGISTER-13.
 */
public final class WskClientNpi {
    private final Object clientContext;
    private final WskClientDispatch dispatch;

    /**
     * A client's NPI. Called by the client. IRQL: any.
     *
     * @param clientContext the client's own context for the attachment, or null
     * @param dispatch the client-level callbacks and the version that the client wants
     */
    public WskClientNpi(Object clientContext, WskClientDispatch dispatch) {
        this.clientContext = clientContext;
        this.dispatch = dispatch;
    }

    /**
     * The client's context, which the subsystem passes uninterpreted to {@link WskClientEvent} (ClientContext).
     *
     * <p>Called by the subsystem. IRQL: any. Spec: CLIENT-NPI-01.
     *
     * @return the context, or null
     */
    public Object clientContext() {
        return clientContext;
    }

    /**
     * The client-level callbacks and the wanted version (Dispatch).
     *
     * <p>Called by the subsystem. IRQL: any. Spec: CLIENT-NPI-02.
     *
     * @return the table
     */
    public WskClientDispatch dispatch() {
        return dispatch;
    }
}
