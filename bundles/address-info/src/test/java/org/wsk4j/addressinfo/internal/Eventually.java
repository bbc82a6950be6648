// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.wsk4j.testkit.irp.RecordedIrp;

/** Waits, with a deadline, for something that nothing announces. */
final class Eventually {
    private Eventually() {}

    static void isTrue(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                fail("not within " + RecordedIrp.DEADLINE_SECONDS + " s: " + what);
            }
            Thread.yield();
        }
    }
}
