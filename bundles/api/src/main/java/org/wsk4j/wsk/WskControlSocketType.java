// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * What kind of control operation {@code wskControlSocket} runs (WSK_CONTROL_SOCKET_TYPE).
 *
 * <p>In Java: the header's end mark WskControlMax (3) is no kind and has no constant. Keep a default when switching.
 *
 * <p>Spec: CONTROLSOCKET-02, CONTROLSOCKET-03.
 */
public enum WskControlSocketType {
    /** Sets a socket option: the control code names the option, the input buffer holds its new value. */
    WskSetOption(0),
    /** Gets a socket option: the control code names the option, the output buffer receives its value. */
    WskGetOption(1),
    /** Runs an I/O control operation: the control code names it, the level is ignored. */
    WskIoctl(2);

    private final int value;

    WskControlSocketType(int value) {
        this.value = value;
    }

    /**
     * The number that wsk.h gives to this kind. Called by anyone. IRQL: any.
     *
     * @return the value
     */
    public int value() {
        return value;
    }
}
