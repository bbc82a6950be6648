// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.namespace;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.Bundle;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;

/**
 * A question of a test to a name space provider, and what it answers: the other side of a provider under test.
 *
 * <pre>
 * RecordedQuery query = RecordedQuery.ofName("host.example", AF_UNSPEC, 0);
 * provider.lookUp(query);
 * assertThat(query.await().addresses()).containsExactly(...);
 * </pre>
 *
 * <p>The question for a name is the object itself, that for an address is {@link #reverse}.
 *
 * <p>Threads: safe for all.
 */
public final class RecordedQuery implements NameQuery {
    private final String nodeName;
    private final SockAddr address;
    private final int family;
    private final int flags;
    private final AddressQuery reverse = new Reverse();

    private NtStatus status; // guarded by this; null while the question is open
    private boolean cancelled; // guarded by this
    private int tooMany; // guarded by this
    private Runnable note; // guarded by this
    private List<SockAddr> addresses = List.of(); // guarded by this
    private String name; // guarded by this
    private ByteBuffer blob; // guarded by this

    private RecordedQuery(String nodeName, SockAddr address, int family, int flags) {
        this.nodeName = nodeName;
        this.address = address;
        this.family = family;
        this.flags = flags;
    }

    /**
     * The question for the addresses of a name.
     *
     * @param nodeName the name
     * @param family AF_INET, AF_INET6 or AF_UNSPEC
     * @param flags AI_* bits
     * @return the question
     */
    public static RecordedQuery ofName(String nodeName, int family, int flags) {
        return new RecordedQuery(nodeName, null, family, flags);
    }

    /**
     * The question for the name of an address; hand {@link #reverse} to the provider.
     *
     * @param address the address
     * @return the question
     */
    public static RecordedQuery ofAddress(SockAddr address) {
        return new RecordedQuery(null, address, AddressFamily.AF_UNSPEC, 0);
    }

    /**
     * The question for a name, as a provider gets it.
     *
     * @return the same question
     */
    public AddressQuery reverse() {
        return reverse;
    }

    /** Gives the question up, unless it is over, and tells the provider. */
    public void cancel() {
        Runnable told;
        synchronized (this) {
            if (status != null) {
                return;
            }
            status = NtStatus.STATUS_CANCELLED;
            cancelled = true;
            told = note;
            note = null;
            notifyAll();
        }
        if (told != null) {
            told.run();
        }
    }

    /**
     * Waits until the question is over.
     *
     * @return this
     */
    public synchronized RecordedQuery await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (status == null) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("no answer within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for an answer", e);
            }
        }
        return this;
    }

    /**
     * How it ended.
     *
     * @return STATUS_SUCCESS, a failure, or null while it is open
     */
    public synchronized NtStatus status() {
        return status;
    }

    /**
     * The addresses of the answer.
     *
     * @return copies, in order
     */
    public synchronized List<SockAddr> addresses() {
        return addresses;
    }

    /**
     * The canonical name, or the name that was asked for.
     *
     * @return the name, null when there is none
     */
    public synchronized String name() {
        return name;
    }

    /**
     * What else the answer has.
     *
     * @return the bytes, null when there are none
     */
    public synchronized ByteBuffer blob() {
        return blob;
    }

    /**
     * How often the provider answered a question that was over without having been given up.
     *
     * @return the count, 0 for a provider that keeps the rules
     */
    public synchronized int tooManyAnswers() {
        return tooMany;
    }

    private synchronized boolean end(NtStatus newStatus) {
        if (status != null) {
            tooMany += cancelled ? 0 : 1;
            return false;
        }
        status = newStatus;
        note = null;
        notifyAll();
        return true;
    }

    @Override
    public String nodeName() {
        return nodeName;
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
    public synchronized boolean answer(List<? extends SockAddr> found, String canonName, ByteBuffer extra) {
        boolean none = found == null || found.isEmpty();
        if (!end(none ? NtStatus.STATUS_NO_MATCH : NtStatus.STATUS_SUCCESS)) {
            return false;
        }
        if (!none) {
            List<SockAddr> copies = new ArrayList<>();
            found.forEach(each -> copies.add(each.copy()));
            addresses = List.copyOf(copies);
            name = canonName;
            blob = extra;
        }
        return true;
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
    public boolean fail(NtStatus failure) {
        return end(failure);
    }

    @Override
    public synchronized boolean isOver() {
        return status != null;
    }

    @Override
    public void onCancel(Runnable newNote) {
        synchronized (this) {
            if (!cancelled) {
                note = status == null ? newNote : null;
                return;
            }
        }
        newNote.run();
    }

    /** The same question for a name. */
    private final class Reverse implements AddressQuery {
        @Override
        public SockAddr address() {
            return address;
        }

        @Override
        public boolean answer(String hostName) {
            synchronized (RecordedQuery.this) {
                boolean none = hostName == null || hostName.isEmpty();
                if (!end(none ? NtStatus.STATUS_NO_MATCH : NtStatus.STATUS_SUCCESS)) {
                    return false;
                }
                name = none ? null : hostName;
                return true;
            }
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
        public boolean fail(NtStatus failure) {
            return RecordedQuery.this.fail(failure);
        }

        @Override
        public boolean isOver() {
            return RecordedQuery.this.isOver();
        }

        @Override
        public void onCancel(Runnable newNote) {
            RecordedQuery.this.onCancel(newNote);
        }
    }
}
