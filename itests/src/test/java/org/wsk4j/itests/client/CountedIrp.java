// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/**
 * An IRP for one request, which enters into the ledger that it started and each time that it completes.
 *
 * <p>Threads: one starts it and awaits it; the completion may come from any.
 */
public final class CountedIrp implements IoCompletionRoutine {

    private static final long DEADLINE_SECONDS = 30;

    private final Ledger ledger;
    private final Irp irp = Irp.allocate(1);
    private final AtomicInteger completions = new AtomicInteger();
    private final CountDownLatch done = new CountDownLatch(1);

    CountedIrp(Ledger ledger) {
        this.ledger = ledger;
        irp.setCompletionRoutine(this, null, true, true, true);
    }

    /** Hands the IRP to a function; answers this. */
    CountedIrp startedBy(Function<Irp, NtStatus> request) {
        ledger.started();
        NtStatus status = request.apply(irp);
        if (!status.isPending() && completions.get() != 1) {
            ledger.problem(status + " was returned after " + completions.get() + " completions");
        }
        return this;
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp completed, Object context) {
        ledger.completed();
        if (completions.incrementAndGet() > 1) {
            ledger.problem(
                    "an IRP completed again, with " + completed.ioStatus().status());
        }
        done.countDown();
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    void cancel() {
        irp.cancel();
    }

    /** Waits for the completion; answers its status, or STATUS_TIMEOUT. */
    NtStatus await() {
        try {
            if (!done.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                ledger.problem("an IRP was not answered");
                return NtStatus.STATUS_IO_TIMEOUT;
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts clients", e);
        }
        return irp.ioStatus().status();
    }

    long information() {
        return irp.ioStatus().information();
    }

    <T> T object(Class<T> type) {
        return irp.ioStatus().informationObject(type);
    }
}
