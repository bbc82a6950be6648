// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.namespace.NameSpaceQuery;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/** A query of a test, which records how it ends. Threads: safe for all. */
abstract class Asked implements NameSpaceQuery {
    private static final int DEADLINE_SECONDS = 60;

    /** How a query ended; a status of null: it was given up. */
    private record Outcome(NtStatus status, List<String> answers, String canonName) {}

    private final AtomicReference<Outcome> outcome = new AtomicReference<>();
    private final AtomicReference<Runnable> note = new AtomicReference<>();
    private final AtomicInteger tooLate = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);

    /** A query for the addresses of a name. */
    static class Host extends Asked implements NameQuery {
        private final String name;
        private final int family;
        private final int flags;

        Host(String name, int family, int flags) {
            this.name = name;
            this.family = family;
            this.flags = flags;
        }

        @Override
        public String nodeName() {
            return name;
        }

        @Override
        public int family() {
            return family;
        }

        @Override
        public int flags() {
            return flags;
        }

        @Override
        public boolean answer(List<? extends SockAddr> addresses, String canonName, ByteBuffer blob) {
            return decide(new Outcome(
                    NtStatus.STATUS_SUCCESS,
                    addresses.stream().map(Object::toString).toList(),
                    canonName));
        }
    }

    /** A query for the name of an address. */
    static final class Pointer extends Asked implements AddressQuery {
        private final SockAddr address;

        Pointer(SockAddr address) {
            this.address = address;
        }

        @Override
        public SockAddr address() {
            return address;
        }

        @Override
        public boolean answer(String hostName) {
            return decide(new Outcome(NtStatus.STATUS_SUCCESS, List.of(hostName), null));
        }
    }

    final boolean decide(Outcome newOutcome) {
        if (!outcome.compareAndSet(null, newOutcome)) {
            tooLate.incrementAndGet();
            return false;
        }
        over.countDown();
        return true;
    }

    /** Gives it up, unless it is over; answers whether it was open. */
    boolean giveUp() {
        boolean mine = outcome.compareAndSet(null, new Outcome(null, List.of(), null));
        if (mine) {
            over.countDown();
            tell();
        }
        return mine;
    }

    private void tell() {
        Runnable told = note.getAndSet(null);
        if (told != null) {
            told.run();
        }
    }

    private Outcome outcome() {
        try {
            assertThat(over.await(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .as("the query is over")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
        return outcome.get();
    }

    /** Waits for an answer: the names, or the addresses without their ports. */
    List<String> answers() {
        assertThat(outcome().status()).isEqualTo(NtStatus.STATUS_SUCCESS);
        return outcome().answers().stream()
                .map(text -> text.replaceFirst(":0$", "").replaceAll("[\\[\\]]", ""))
                .toList();
    }

    /** Waits for an answer: the canonical name of it. */
    String canonName() {
        assertThat(outcome().status()).isEqualTo(NtStatus.STATUS_SUCCESS);
        return outcome().canonName();
    }

    /** Waits for the end, which has to be a failure. */
    void failsWith(NtStatus status) {
        assertThat(outcome().status()).as("%s", outcome()).isEqualTo(status);
    }

    /** Waits for the end, whatever it is. */
    void isOverInTime() {
        outcome();
    }

    /** Answers that came when it was over already. */
    int tooLate() {
        return tooLate.get();
    }

    @Override
    public Bundle owningProcess() {
        return null;
    }

    @Override
    public Thread owningThread() {
        return null;
    }

    @Override
    public boolean fail(NtStatus status) {
        assertThat(status.isSuccess()).as("%s", status).isFalse();
        return decide(new Outcome(status, List.of(), null));
    }

    @Override
    public boolean isOver() {
        return outcome.get() != null;
    }

    @Override
    public void onCancel(Runnable newNote) {
        note.set(newNote);
        Outcome now = outcome.get();
        if (now != null && now.status() == null) {
            tell();
        }
    }
}
