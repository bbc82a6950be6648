// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import java.util.concurrent.atomic.AtomicReference;

/**
 * One registration of a client, from its {@code wskRegister} to the end of its {@code wskDeregister}
 * (WSK_REGISTRATION).
 *
 * <p>Memory: the client allocates it, one for each registration, and hands it to every registration function. Its
 * contents belong to the subsystem: the client neither reads nor changes them. Once {@code wskDeregister} has returned,
 * and no other call on it is under way, it may be let go.
 *
 * <p>In Java: the three reserved members (state, context, lock) are one slot that the subsystem exchanges atomically.
 *
 * <p>Threads: safe for all.
 *
 * <p>Spec: REGISTER-03..REGISTER-07, WSK-REGISTRATION-01, WSK-REGISTRATION-02.
 */
public final class WskRegistration {
    private final AtomicReference<Object> reserved = new AtomicReference<>();

    /** An unused registration block. Called by the client. IRQL: any. */
    public WskRegistration() {}

    /**
     * What the subsystem keeps here.
     *
     * <p>Called by the subsystem only. IRQL: any.
     *
     * @return the subsystem's own object, or null in a block that is not registered
     */
    public Object reserved() {
        return reserved.get();
    }

    /**
     * Exchanges what the subsystem keeps here, if it is what is expected (compared by identity).
     *
     * <p>Called by the subsystem only. IRQL: any.
     *
     * @param expected what must be there now, may be null
     * @param update what takes its place, may be null
     * @return true if it was exchanged, false if something else was there
     */
    public boolean reserve(Object expected, Object update) {
        return reserved.compareAndSet(expected, update);
    }
}
