// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskControlSocketType;

/**
 * What WskControlSocket was asked for.
 *
 * @param sizeReturned where the client wants the size of the output, or null
 * @param irp null when the operation takes none
 */
record ControlCall(
        WskControlSocketType type,
        int code,
        int level,
        long inputSize,
        Object input,
        long outputSize,
        Object output,
        SizeT sizeReturned,
        Irp irp) {

    boolean isOption(int wantedLevel, int option) {
        return type != WskControlSocketType.WskIoctl && level == wantedLevel && code == option;
    }

    boolean isIoctl(int wantedCode) {
        return type == WskControlSocketType.WskIoctl && code == wantedCode;
    }

    boolean hasInput() {
        return input != null && inputSize > 0;
    }

    boolean hasNoInput() {
        return input == null && inputSize == 0;
    }

    boolean hasOutput() {
        return output != null && outputSize > 0;
    }

    boolean hasNoOutput() {
        return output == null && outputSize == 0;
    }

    boolean sets() {
        return type == WskControlSocketType.WskSetOption;
    }

    boolean gets() {
        return type == WskControlSocketType.WskGetOption;
    }
}
