// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.WskClientObject;

/** Completes IRPs whose request is over before it pends. */
final class Completion {
    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    private Completion() {}

    /** Completes an IRP that was taken over; what its routine throws is logged, never thrown. */
    static NtStatus inline(Irp irp, NtStatus status, WskClientObject client) {
        try {
            return irp.complete(status, 0);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "A completion routine of {} failed; its request itself had ended with {}",
                    client == null || client.bundle() == null
                            ? "a client without a bundle"
                            : client.bundle().getSymbolicName(),
                    status,
                    e);
            return status;
        }
    }
}
