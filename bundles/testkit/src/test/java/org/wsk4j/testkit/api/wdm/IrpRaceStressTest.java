// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;

/** Cancelling, completing and reusing IRPs from several threads: every use completes once, and as it was answered. */
class IrpRaceStressTest {
    private static final int CANCELLERS = 2;

    private final LowestDriver driver = new LowestDriver();

    /**
     * An IRP with the books of its uses. Each use is handed over, completes once, and is answered: pending with
     * PendingReturned TRUE, or completed before the answer with PendingReturned FALSE.
     */
    private final class Account {
        private record Completion(int use, boolean pended) {}

        private final Irp irp;
        private final AtomicBoolean outstanding = new AtomicBoolean();
        private final AtomicInteger claimedCancels = new AtomicInteger(); // cancel() answered TRUE

        private volatile int uses; // written by whoever owns the IRP
        private volatile int completedUse;
        private volatile Completion last; // of the completed use; its two values belong together
        private volatile NtStatus status; // of the completed use
        private volatile int lastUse;

        Account(int stackSize) {
            irp = Irp.allocate(stackSize);
        }

        /** Hands the IRP over once more, through drivers that pass it down. */
        void submit() {
            int use = uses + 1;
            uses = use;
            check(outstanding.compareAndSet(false, true), "handed over while outstanding");
            irp.reuse(STATUS_SUCCESS);
            irp.setCompletionRoutine((device, over, context) -> completed(), null, true, true, true);
            for (int below = stackSize(); below > 1; below--) {
                irp.setNextStackLocation();
                irp.setCompletionRoutine((device, over, context) -> passOn(over), null, true, true, true);
            }
            if (driver.later(irp) != STATUS_PENDING) {
                check(completedUse >= use, "was answered before it completed");
                Completion now = last;
                check(now.use > use || !now.pended, "completed inline with PendingReturned TRUE");
            }
        }

        private int stackSize() {
            return stack;
        }

        private NtStatus passOn(Irp over) {
            if (over.pendingReturned()) {
                over.markPending();
            }
            return STATUS_SUCCESS;
        }

        private NtStatus completed() {
            check(outstanding.compareAndSet(true, false), "completed twice");
            status = irp.ioStatus().status();
            last = new Completion(uses, irp.pendingReturned());
            check(status == STATUS_SUCCESS || status == STATUS_CANCELLED, "ended with " + status);
            completedUse = uses;
            if (uses < lastUse) {
                submit();
            }
            return STATUS_MORE_PROCESSING_REQUIRED;
        }

        boolean isOver() {
            return completedUse == lastUse;
        }

        private void check(boolean right, String problem) {
            if (!right) {
                throw new AssertionError(irp + ", use " + uses + ": " + problem);
            }
        }
    }

    private int stack = 1; // locations of each IRP

    /** One use of many IRPs each, cancelled around the time when they are handed over and completed. */
    @Test
    @Clause({"IRP-28", "IRP-30"})
    void completesEveryRequestOnceWhoeverIsFirst() throws Exception {
        Meeting meeting = new Meeting("IrpRaceStressTest, cancel and complete");
        int count = meeting.iterations();
        Account[] accounts = IntStream.range(0, count)
                .mapToObj(i -> new Account(1))
                .peek(account -> account.lastUse = 1)
                .toArray(Account[]::new);
        boolean[][] cancelled = new boolean[CANCELLERS][count];
        AtomicInteger at = new AtomicInteger();

        meeting.run(
                random -> {
                    for (int i = 0; i < count; i++) {
                        at.set(i);
                        Meeting.dawdle(random);
                        accounts[i].submit();
                    }
                    at.set(count);
                },
                random -> completeUntilOver(random, accounts),
                random -> cancelAround(random, at, accounts, cancelled[0]),
                random -> cancelAround(random, at, accounts, cancelled[1]));

        int ofWhich = 0;
        for (int i = 0; i < count; i++) {
            Account account = accounts[i];
            boolean asked = cancelled[0][i] || cancelled[1][i];
            assertThat(account.irp.isCancelled())
                    .as("IRP.Cancel of %s", account.irp)
                    .isEqualTo(asked);
            assertThat(account.claimedCancels.get()).as("routines run").isBetween(0, asked ? 1 : 0);
            if (account.status == STATUS_CANCELLED) {
                ofWhich++;
                assertThat(asked).isTrue();
            }
        }
        assertThat(ofWhich).as("cancelled ones").isBetween(1, count - 1);
    }

    private void completeUntilOver(SplittableRandom random, Account[] accounts) {
        for (Account account : accounts) {
            while (!account.isOver()) {
                if (!driver.complete(STATUS_SUCCESS, 1)) {
                    Thread.onSpinWait();
                }
                Meeting.dawdle(random);
            }
        }
    }

    /** Cancels about every second IRP near the one that is being handed over. */
    private static void cancelAround(
            SplittableRandom random, AtomicInteger at, Account[] accounts, boolean[] cancelled) {
        int last = -1;
        while (at.get() < accounts.length) {
            int which = at.get() - random.nextInt(2);
            if (which <= last || which >= accounts.length) {
                Thread.onSpinWait();
                continue;
            }
            last = which;
            if (random.nextBoolean()) {
                Meeting.dawdle(random);
                // an IRP that is not handed over yet would be reused by its owner, which clears the flag
                while (accounts[which].uses == 0 || !accounts[which].irp.isInFlight() && !accounts[which].isOver()) {
                    Thread.onSpinWait();
                }
                cancelled[which] = true;
                if (accounts[which].irp.cancel()) {
                    accounts[which].claimedCancels.incrementAndGet();
                }
            }
        }
    }

    /** Few IRPs that their completion routines hand over again and again, cancelled at any time. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    @Clause({"IRP-04", "IRP-38", "IRP-47"})
    void completesEveryUseOnceHoweverSoonTheNextBegins(int stackSize) throws Exception {
        stack = stackSize;
        Meeting meeting = new Meeting("IrpRaceStressTest, cancel and reuse, " + stackSize + " locations");
        Account[] accounts = new Account[4];
        for (int i = 0; i < accounts.length; i++) {
            accounts[i] = new Account(stackSize);
            accounts[i].lastUse = meeting.iterations() / accounts.length;
        }

        meeting.run(
                random -> {
                    for (Account account : accounts) {
                        account.submit();
                    }
                },
                random -> completeUntilOver(random, accounts),
                random -> cancelUntilOver(random, accounts),
                random -> cancelUntilOver(random, accounts));

        for (Account account : accounts) {
            assertThat(account.completedUse).isEqualTo(account.lastUse);
            assertThat(account.irp.isInFlight()).isFalse();
        }
    }

    private static void cancelUntilOver(SplittableRandom random, Account[] accounts) {
        for (Account account : accounts) {
            while (!account.isOver()) {
                accounts[random.nextInt(accounts.length)].irp.cancel();
                Meeting.dawdle(random);
            }
        }
    }
}
