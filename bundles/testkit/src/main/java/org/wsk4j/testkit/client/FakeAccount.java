// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientAccount;

/**
 * An account that a test sets limits to, and that finds out who counts wrongly. Everything is allowed at first.
 *
 * <p>Threads: safe for all.
 */
public final class FakeAccount implements ClientAccount {
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicInteger connects = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong charged = new AtomicLong();
    private final List<SockAddr> denied = new CopyOnWriteArrayList<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();

    private volatile int maxSockets = Integer.MAX_VALUE; // set by the test, read by any thread
    private volatile long maxBytes = Long.MAX_VALUE; // likewise
    private volatile int maxConnects = Integer.MAX_VALUE; // likewise; in all
    private volatile boolean records; // likewise
    private volatile Runnable whenAsked = () -> {}; // likewise

    /** An account that allows everything. */
    public FakeAccount() {}

    /**
     * From now on so many sockets are allowed.
     *
     * @param most the limit
     * @return this
     */
    public FakeAccount limitSockets(int most) {
        maxSockets = most;
        return this;
    }

    /**
     * From now on so many bytes may be on their way.
     *
     * @param most the limit; {@link Long#MAX_VALUE} for none
     * @return this
     */
    public FakeAccount limitBytes(long most) {
        maxBytes = most;
        return this;
    }

    /**
     * From now on so many connects may be begun in all.
     *
     * @param most the limit
     * @return this
     */
    public FakeAccount limitConnects(int most) {
        maxConnects = most;
        return this;
    }

    /**
     * From now on an address may not be used for anything.
     *
     * @param address the address
     * @return this
     */
    public FakeAccount deny(SockAddr address) {
        denied.add(address.copy());
        return this;
    }

    /**
     * From now on every address is allowed.
     *
     * @return this
     */
    public FakeAccount denyNothing() {
        denied.clear();
        return this;
    }

    /**
     * From now on every question about an address is noted.
     *
     * @return this
     */
    public FakeAccount record() {
        records = true;
        return this;
    }

    /**
     * From now on something happens between the decision about an address and the answer.
     *
     * @param action what happens
     * @return this
     */
    public FakeAccount whenAsked(Runnable action) {
        whenAsked = action;
        return this;
    }

    /**
     * The questions about addresses.
     *
     * @return lines such as {@code send IPPROTO_UDP 127.0.0.1:7}, in order
     */
    public List<String> asked() {
        return asked;
    }

    /**
     * How many sockets are counted.
     *
     * @return the count
     */
    public int sockets() {
        return sockets.get();
    }

    /**
     * How many bytes are charged.
     *
     * @return the count
     */
    public long bytes() {
        return bytes.get();
    }

    /**
     * How many bytes have ever been charged.
     *
     * @return the count
     */
    public long everCharged() {
        return charged.get();
    }

    /**
     * How many connects were begun.
     *
     * @return the count
     */
    public int connects() {
        return connects.get();
    }

    /**
     * What was counted wrongly.
     *
     * @return a line for each mistake
     */
    public List<String> mistakes() {
        return mistakes;
    }

    @Override
    public NtStatus openSocket() {
        int before;
        do {
            before = sockets.get();
            if (before >= maxSockets) {
                return NtStatus.STATUS_QUOTA_EXCEEDED;
            }
        } while (!sockets.compareAndSet(before, before + 1));
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public void closeSocket() {
        if (sockets.decrementAndGet() < 0) {
            mistakes.add("a socket closed that was not counted");
        }
    }

    @Override
    public NtStatus mayBind(int protocol, SockAddr local) {
        return may("bind", protocol, local);
    }

    @Override
    public NtStatus connect(int protocol, SockAddr remote) {
        NtStatus status = may("connect", protocol, remote);
        if (!status.isSuccess()) {
            return status;
        }
        int before;
        do {
            before = connects.get();
            if (before >= maxConnects) {
                return NtStatus.STATUS_QUOTA_EXCEEDED;
            }
        } while (!connects.compareAndSet(before, before + 1));
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus maySend(int protocol, SockAddr remote) {
        return may("send", protocol, remote);
    }

    private NtStatus may(String what, int protocol, SockAddr address) {
        if (records) {
            asked.add(what + " " + IpProtocol.name(protocol) + " " + address);
        }
        NtStatus answer = denied.contains(address) ? NtStatus.STATUS_ACCESS_DENIED : NtStatus.STATUS_SUCCESS;
        whenAsked.run();
        return answer;
    }

    @Override
    public boolean limitsBytes() {
        return maxBytes != Long.MAX_VALUE;
    }

    @Override
    public NtStatus charge(long more) {
        long before;
        do {
            before = bytes.get();
            if (more > 0 && more > maxBytes - before) {
                return NtStatus.STATUS_QUOTA_EXCEEDED;
            }
        } while (!bytes.compareAndSet(before, before + more));
        charged.addAndGet(more);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public void discharge(long less) {
        if (bytes.addAndGet(-less) < 0) {
            mistakes.add(less + " bytes discharged that were not charged");
        }
    }
}
