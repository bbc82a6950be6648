// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * What is to happen with an incoming connection request (WSK_INSPECT_ACTION).
 *
 * <p>The result of {@link WskInspectEvent}; the first two are also arguments of {@code wskInspectComplete}.
 *
 * <p>In Java: the header's end mark WskInspectMax (3) is no action and has no constant. Keep a default when switching.
 *
 * <p>Spec: INSPECT-EVENT-03..INSPECT-EVENT-05, INSPECT-COMPLETE-02.
 */
public enum WskInspectAction {
    /** Drop the request; no connection is established, and neither an accept nor an abort callback follows. */
    WskInspectReject(0),
    /** Go on setting up the connection; it is delivered as every other one is. */
    WskInspectAccept(1),
    /** Decide later with {@code wskInspectComplete}; no argument of that function itself. */
    WskInspectPend(2);

    private final int value;

    WskInspectAction(int value) {
        this.value = value;
    }

    /**
     * The number that wsk.h gives to this action. Called by anyone. IRQL: any.
     *
     * @return the value
     */
    public int value() {
        return value;
    }
}
