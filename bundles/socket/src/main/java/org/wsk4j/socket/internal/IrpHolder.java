// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;

/** The context of a request that is more than its IRP. */
interface IrpHolder {
    Irp irp();

    /** The IRP of a request's context, or null when it has none. */
    static Irp irpOf(Object context) {
        return context instanceof Irp irp ? irp : context instanceof IrpHolder holder ? holder.irp() : null;
    }
}
