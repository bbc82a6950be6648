// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.concurrent.Future;
import org.wsk4j.report.Waits;

/** A detach that is pending, as those see it who time it and report it. Threads: safe for all. */
record DetachWait(Future<?> timeout, Waits.Wait report) {
    /** It is over. */
    void end() {
        timeout.cancel(false);
        report.close();
    }
}
