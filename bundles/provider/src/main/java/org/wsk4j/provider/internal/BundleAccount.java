// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.PolicyCause;
import org.wsk4j.report.PolicyReport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.ClientAccount;
import org.wsk4j.wsk.spi.ClientPolicy;
import org.wsk4j.wsk.spi.PolicySource;

/**
 * What one bundle may do and has in use; or one client, if it has no bundle.
 *
 * <p>The bundle is known by its name only, so that the account does not keep it.
 *
 * <p>Threads: safe for all. Locks: that of {@link ConnectRate}; nothing is called with it.
 */
final class BundleAccount implements ClientAccount {
    private static final Logger LOG = LoggerFactory.getLogger(BundleAccount.class);
    private static final String ONCE = "Further refusals of that kind are only counted, until the policy changes.";

    private final Supplier<PolicySource> source; // answers null while there is none
    private final String symbolicName; // null for a client without a bundle
    private final AtomicInteger sockets = new AtomicInteger();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final ConnectRate connects;
    private final AtomicLongArray refusals = new AtomicLongArray(PolicyCause.values().length);
    private final AtomicReferenceArray<ClientPolicy> logged =
            new AtomicReferenceArray<>(PolicyCause.values().length); // the policy whose refusal was logged, by cause
    private final AtomicReference<Object> faulty = new AtomicReference<>(); // the policy or source that threw last

    BundleAccount(String symbolicName, Supplier<PolicySource> source, LongSupplier clock) {
        this.symbolicName = symbolicName;
        this.source = source;
        this.connects = new ConnectRate(clock);
    }

    /** Whether it is the account of a bundle of that name. */
    boolean isOf(String itsName) {
        return Objects.equals(symbolicName, itsName);
    }

    /** The policy of this moment; null when everything is allowed. */
    private ClientPolicy policy() {
        PolicySource now = source.get();
        if (now == null || symbolicName == null) {
            return null;
        }
        try {
            return now.policyOf(symbolicName);
        } catch (RuntimeException | Error e) {
            fault(now, e);
            return RefuseAll.INSTANCE;
        }
    }

    /** What was written by others has thrown: it is said once, and refuses. */
    private void fault(Object thrower, Throwable problem) {
        if (faulty.getAndSet(thrower) != thrower) {
            LOG.error("{} threw when it was asked for bundle {}: it refuses", thrower, symbolicName, problem);
        }
    }

    // ---- sockets

    @Override
    public NtStatus openSocket() {
        int before;
        do {
            before = sockets.get();
            ClientPolicy policy = policy();
            if (policy != null && before >= mostSockets(policy)) {
                if (count(PolicyCause.SOCKETS, policy)) {
                    LOG.warn("Bundle {} has {} sockets, and may not have more. {}", symbolicName, before, ONCE);
                }
                return NtStatus.STATUS_QUOTA_EXCEEDED;
            }
        } while (!sockets.compareAndSet(before, before + 1));
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public void closeSocket() {
        if (sockets.decrementAndGet() < 0) {
            LOG.error("Bundle {} closed more sockets than it had", symbolicName, new IllegalStateException());
        }
    }

    // ---- addresses

    @Override
    public NtStatus mayBind(int protocol, SockAddr local) {
        ClientPolicy policy = policy();
        return policy == null || allows(PolicyCause.BIND, policy, protocol, local)
                ? NtStatus.STATUS_SUCCESS
                : denied(PolicyCause.BIND, policy, protocol, local);
    }

    @Override
    public NtStatus connect(int protocol, SockAddr remote) {
        ClientPolicy policy = policy();
        if (policy == null) {
            return NtStatus.STATUS_SUCCESS;
        }
        if (!allows(PolicyCause.CONNECT, policy, protocol, remote)) {
            return denied(PolicyCause.CONNECT, policy, protocol, remote);
        }
        int most = mostConnects(policy);
        if (most != ClientPolicy.UNLIMITED && !connects.begin(most)) {
            if (count(PolicyCause.RATE, policy)) {
                LOG.warn("Bundle {} begins more than {} connects a second. {}", symbolicName, most, ONCE);
            }
            return NtStatus.STATUS_QUOTA_EXCEEDED;
        }
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus maySend(int protocol, SockAddr remote) {
        ClientPolicy policy = policy();
        return policy == null || allows(PolicyCause.SEND, policy, protocol, remote)
                ? NtStatus.STATUS_SUCCESS
                : denied(PolicyCause.SEND, policy, protocol, remote);
    }

    private boolean allows(PolicyCause cause, ClientPolicy policy, int protocol, SockAddr address) {
        try {
            return switch (cause) {
                case BIND -> policy.allowsBind(protocol, address);
                case CONNECT -> policy.allowsConnect(protocol, address);
                default -> policy.allowsSend(protocol, address);
            };
        } catch (RuntimeException | Error e) {
            fault(policy, e);
            return false;
        }
    }

    private NtStatus denied(PolicyCause cause, ClientPolicy policy, int protocol, SockAddr address) {
        if (count(cause, policy)) {
            LOG.warn(
                    "Bundle {} may not {} {} address {}. {}",
                    symbolicName,
                    cause == PolicyCause.BIND ? "bind a socket to" : cause.title() + " to",
                    IpProtocol.name(protocol),
                    address,
                    ONCE);
        }
        return NtStatus.STATUS_ACCESS_DENIED;
    }

    // ---- bytes

    @Override
    public boolean limitsBytes() {
        ClientPolicy policy = policy();
        return policy != null && mostBytes(policy) != ClientPolicy.UNLIMITED_BYTES;
    }

    @Override
    public NtStatus charge(long bytes) {
        long before;
        do {
            before = pendingBytes.get();
            ClientPolicy policy = policy();
            if (policy != null && bytes > 0 && bytes > mostBytes(policy) - before) { // below 0 perhaps, no overflow
                if (count(PolicyCause.BYTES, policy)) {
                    LOG.warn(
                            "Bundle {} has {} bytes on their way, and may not send {} more. {}",
                            symbolicName,
                            before,
                            bytes,
                            ONCE);
                }
                return NtStatus.STATUS_QUOTA_EXCEEDED;
            }
        } while (!pendingBytes.compareAndSet(before, before + bytes));
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public void discharge(long bytes) {
        if (pendingBytes.addAndGet(-bytes) < 0) {
            LOG.error("Bundle {} discharged more bytes than it had", symbolicName, new IllegalStateException());
        }
    }

    // ---- limits; of one that throws nothing is left

    private int mostSockets(ClientPolicy policy) {
        try {
            return policy.maxSockets();
        } catch (RuntimeException | Error e) {
            fault(policy, e);
            return 0;
        }
    }

    private long mostBytes(ClientPolicy policy) {
        try {
            return policy.maxPendingBytes();
        } catch (RuntimeException | Error e) {
            fault(policy, e);
            return 0;
        }
    }

    private int mostConnects(ClientPolicy policy) {
        try {
            return policy.maxConnectsPerSecond();
        } catch (RuntimeException | Error e) {
            fault(policy, e);
            return 0;
        }
    }

    // ---- refusals and reports

    /** Counts a refusal; true when this policy has not refused anything for that cause yet, to one of several threads. */
    private boolean count(PolicyCause cause, ClientPolicy policy) {
        int index = cause.ordinal();
        refusals.incrementAndGet(index);
        ClientPolicy last = logged.get(index);
        return last != policy && logged.compareAndSet(index, last, policy);
    }

    /** What there is to tell; of a bundle, or null. */
    PolicyReport report(Bundle bundle) {
        ClientPolicy policy = policy();
        boolean limited = policy != null;
        long[] refused = new long[refusals.length()];
        for (int i = 0; i < refused.length; i++) {
            refused[i] = refusals.get(i);
        }
        return new AccountReport(
                symbolicName,
                bundle,
                limited,
                limited ? rulesOf(policy) : List.of(),
                limited ? mostSockets(policy) : ClientPolicy.UNLIMITED,
                limited ? mostBytes(policy) : ClientPolicy.UNLIMITED_BYTES,
                limited ? mostConnects(policy) : ClientPolicy.UNLIMITED,
                sockets.get(),
                pendingBytes.get(),
                connects.count(),
                refused);
    }

    private List<String> rulesOf(ClientPolicy policy) {
        try {
            return List.copyOf(policy.rules());
        } catch (RuntimeException | Error e) {
            fault(policy, e);
            return List.of("its rules cannot be told: " + e);
        }
    }

    @Override
    public String toString() {
        return "the account of " + symbolicName;
    }

    /** A report; the array is nobody else's. */
    private record AccountReport(
            String symbolicName,
            Bundle bundle,
            boolean isLimited,
            List<String> rules,
            int maxSockets,
            long maxPendingBytes,
            int maxConnectsPerSecond,
            int sockets,
            long pendingBytes,
            int connects,
            long[] refused)
            implements PolicyReport {
        @Override
        public long refusals(PolicyCause cause) {
            return refused[cause.ordinal()];
        }
    }
}
