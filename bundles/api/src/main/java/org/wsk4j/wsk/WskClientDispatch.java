// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * The callbacks of a client as a whole, and the version of the NPI that it wants (WSK_CLIENT_DISPATCH).
 *
 * <p>Memory: in C the client's table must outlive what it was given to; here the subsystem simply refers to it.
 *
 * <p>In Java: immutable. Threads: safe for all; one table serves any number of registrations.
 *
 * <p>Spec: CLIENT-DISPATCH-01..CLIENT-DISPATCH-03, VERSION-06, REGISTER-12, REGISTER-14, CLIENT-EVENT-06.
 */
public final class WskClientDispatch {
    private final int version;
    private final int reserved;
    private final WskClientEvent wskClientEvent;

    /**
     * A client's table. Called by the client. IRQL: any.
     *
     * @param version the wanted version of the NPI, packed as {@link WskVersion#make} does; 16 bits
     * @param reserved 0; 16 bits
     * @param wskClientEvent the callback for client events, or null
     */
    public WskClientDispatch(int version, int reserved, WskClientEvent wskClientEvent) {
        this.version = version;
        this.reserved = reserved;
        this.wskClientEvent = wskClientEvent;
    }

    /**
     * The version of the NPI that the client wants (Version). Called by the subsystem. IRQL: any. Spec:
     * CLIENT-DISPATCH-01.
     *
     * @return the packed version
     */
    public int version() {
        return version;
    }

    /**
     * Reserved; must be 0 (Reserved). Called by the subsystem. IRQL: any. Spec: CLIENT-DISPATCH-02.
     *
     * @return what the client gave
     */
    public int reserved() {
        return reserved;
    }

    /**
     * The callback for client events (WskClientEvent). Called by the subsystem. IRQL: any. Spec: CLIENT-DISPATCH-03.
     *
     * @return the callback, or null
     */
    public WskClientEvent wskClientEvent() {
        return wskClientEvent;
    }
}
