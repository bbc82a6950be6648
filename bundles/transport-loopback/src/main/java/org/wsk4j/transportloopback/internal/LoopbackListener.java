// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that waits for connections, of which {@value #MOST_WAITING} can wait for the observer. What the peer of
 * one does meanwhile is kept for whoever gets it; those that nobody got are reset when the listener is closed.
 *
 * <p>State: as {@link LoopbackEndpoint}; it listens from the bind on.
 *
 * <p>Threads, Locks: see {@link LoopbackEndpoint}.
 */
final class LoopbackListener extends LoopbackEndpoint implements ListenEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackListener.class);
    private static final int MOST_WAITING = 200;

    /** Whether connections are handed over. */
    private enum Accepting {
        NO,
        YES,
        /** Yes, unless the observer, who is being called, says that it wants no more. */
        UNTIL_REFUSED;

        boolean hands() {
            return this != NO;
        }
    }

    private final ListenObserver observer;
    private final Deque<LoopbackStream> backlog = new ArrayDeque<>(); // @GuardedBy("lock")
    private Accepting accepting = Accepting.NO; // @GuardedBy("lock")
    private LoopbackStream next; // I/O thread only: the connection that is handed over

    LoopbackListener(Network network, IpFamily family, ListenObserver observer) {
        super(network, family, LoopbackOption.Use.STREAM);
        this.observer = observer;
    }

    // ---- the address

    @Override
    NtStatus bindLocked(SockAddr address) {
        if (bindingLocked() != null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (!family.isWildcard(address) && !family.isLoopback(address)) {
            return NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        NtStatus status = takeAddressLocked(network.streamPorts(family), address);
        if (status.isSuccess()) {
            bindingLocked().listenLocked(this);
        }
        return status;
    }

    /** Listens at the address of a bound endpoint, and with its options. */
    NtStatus shareLocked(LoopbackStream bound) {
        if (!bound.isBoundOnlyLocked()) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (!bound.bindingLocked().listenLocked(this)) {
            return NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
        }
        shareAddressLocked(bound.bindingLocked());
        options.copyLocked(bound.options);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    SockAddr localLocked() {
        return bindingLocked() == null ? null : bindingLocked().address;
    }

    @Override
    void optionChangedLocked(LoopbackOption option) {
        // of interest to later connections only
    }

    // ---- connections

    /** Makes the other end of a connection, which waits for the observer; null when too many do. */
    LoopbackStream admitLocked() {
        if (backlog.size() == MOST_WAITING) {
            return null;
        }
        LoopbackStream connection = new LoopbackStream(network, family, null);
        connection.options.copyLocked(options);
        backlog.add(connection);
        scheduleLocked();
        return connection;
    }

    @Override
    public void setAccepting(boolean newAccepting) {
        synchronized (lock) {
            accepting = newAccepting ? Accepting.YES : Accepting.NO;
            scheduleLocked();
        }
    }

    @Override
    boolean beginCallLocked() {
        if (!accepting.hands() || backlog.isEmpty()) {
            return false;
        }
        accepting = Accepting.UNTIL_REFUSED;
        next = backlog.poll();
        return true;
    }

    @Override
    void call() {
        LoopbackStream connection = next;
        next = null;
        boolean more = true;
        try {
            StreamObserver its = Objects.requireNonNull(observer.connecting(), "connecting() answered null");
            if (handOver(connection, its)) {
                more = observer.accepted(connection, its);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn("{} closes {}, whose acceptance failed", this, connection, e);
            drop(connection);
        }
        synchronized (lock) {
            if (!more && accepting == Accepting.UNTIL_REFUSED) {
                accepting = Accepting.NO;
            }
        }
    }

    /** Gives a connection its observer; false when it was closed instead, as we work no longer. */
    private boolean handOver(LoopbackStream connection, StreamObserver its) {
        synchronized (lock) {
            if (isOpenLocked() && !network.hasEndedLocked()) {
                connection.acceptedLocked(its);
                return true;
            }
            connection.discardLocked();
            return false;
        }
    }

    private void drop(LoopbackStream connection) {
        synchronized (lock) {
            if (connection.isOpenLocked()) {
                connection.discardLocked();
            }
        }
    }

    // ---- requests: there are none but the close and what is posted

    @Override
    boolean takeLocked(TransportRequest request) {
        return false;
    }

    @Override
    void forEachWaitingLocked(Consumer<TransportRequest> visitor) {
        // none ever waits
    }

    // ---- the end

    @Override
    void failLocked(NtStatus status) {
        if (bindingLocked() != null) {
            bindingLocked().stopListeningLocked(this);
        }
        for (LoopbackStream each = backlog.poll(); each != null; each = backlog.poll()) {
            each.discardLocked();
        }
    }

    @Override
    void callFailed(NtStatus reason) {
        observer.failed(reason);
    }
}
