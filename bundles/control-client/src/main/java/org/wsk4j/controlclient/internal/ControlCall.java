// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * What WskControlClient was asked for.
 *
 * @param sizeReturned where the client wants the size of the output, or null
 * @param irp null when the operation takes none
 */
record ControlCall(
        WskClientObject client,
        long inputSize,
        Object input,
        long outputSize,
        Object output,
        SizeT sizeReturned,
        Irp irp) {

    boolean hasNoInput() {
        return inputSize == 0 && input == null;
    }

    boolean hasNoOutput() {
        return outputSize == 0 && output == null;
    }
}
