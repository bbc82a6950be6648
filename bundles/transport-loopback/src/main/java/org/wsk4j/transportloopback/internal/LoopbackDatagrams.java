// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that carries datagrams. What it sends is gathered in one buffer ({@link Postman}), which goes to the oldest
 * receive that waits where it arrives, or waits there itself ({@link Inbox}).
 *
 * <p>A datagram is sent or lost by the time that a send returns, so that none waits. The observer is offered one datagram at
 * a time, the shortest list there is. While it looks at one, receives queue up.
 *
 * <p>Threads, Locks: see {@link LoopbackEndpoint}.
 *
 * <p>Spec: SENDTO-06, SENDTO-07, RECEIVEFROM-08, RECEIVEFROM-11, RECEIVEFROM-14, RECEIVEFROM-22.
 */
final class LoopbackDatagrams extends LoopbackEndpoint implements DatagramEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackDatagrams.class);

    /** What the observer wants. */
    private enum Observing {
        NOTHING,
        NEW_ONES,
        /** Also what it refuses in the call that is being made: somebody has asked during it. */
        REFUSED_ONES
    }

    private final DatagramObserver observer;
    private final ControlInfo info;
    private final Inbox inbox;
    private final Postman postman;
    private final TransportRequestQueue receives = new TransportRequestQueue(); // @GuardedBy("lock")
    private final List<SockAddr> groups = new ArrayList<>(); // @GuardedBy("lock"): those joined, our own
    private Observing observing = Observing.NOTHING; // @GuardedBy("lock")
    private NtStatus outcome; // @GuardedBy("lock"): what requests meet; null while it works
    private volatile long received; // @GuardedBy("lock") to change; volatile for anybody to read
    private Datagram offered; // I/O thread only: what the observer is offered,
    private int offeredBytes; // how long that was,
    private int offeredFlags; // and what is said of it

    LoopbackDatagrams(Network network, IpFamily family, DatagramObserver observer) {
        super(network, family, LoopbackOption.Use.DATAGRAM);
        this.observer = observer;
        info = new ControlInfo(family, options);
        inbox = new Inbox(family, options);
        postman = new Postman(network, family, options, info);
    }

    // ---- address, options and groups

    @Override
    NtStatus bindLocked(SockAddr address) {
        if (bindingLocked() != null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (!family.isWildcard(address) && !family.isLoopback(address) && !family.isGroup(address)) {
            return NtStatus.STATUS_INVALID_ADDRESS_COMPONENT;
        }
        return takeAddressLocked(network.datagramPorts(family), address);
    }

    @Override
    SockAddr localLocked() {
        return bindingLocked() == null ? null : bindingLocked().address;
    }

    @Override
    void optionChangedLocked(LoopbackOption option) {
        // looked up when a datagram is sent, arrives or is received
    }

    @Override
    NtStatus actLocked(LoopbackOption option, Object input) {
        SockAddr group = family.groupOf(input);
        if (group == null || !family.isGroup(group)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        SockAddr joined = groupLocked(group);
        if (option == LoopbackOption.LEAVE) {
            return groups.remove(joined) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (joined != null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        groups.add(group);
        return NtStatus.STATUS_SUCCESS;
    }

    private SockAddr groupLocked(SockAddr group) {
        for (int i = 0; i < groups.size(); i++) {
            if (family.sameHost(groups.get(i), group)) {
                return groups.get(i);
            }
        }
        return null;
    }

    /** Whether it is a member of a group, and not bound to another one. */
    boolean hearsLocked(SockAddr group) {
        SockAddr local = bindingLocked().address;
        return groupLocked(group) != null && (!family.isGroup(local) || family.sameHost(local, group));
    }

    /** Whether what goes to all comes here. */
    boolean hearsBroadcastsLocked() {
        return !family.isGroup(bindingLocked().address);
    }

    @Override
    public NtStatus restrict(SockAddr remoteAddress) {
        synchronized (lock) {
            if (bindingLocked() == null) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (remoteAddress != null && !canSend(remoteAddress)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            inbox.restrictLocked(remoteAddress == null ? null : remoteAddress.copy());
            return NtStatus.STATUS_SUCCESS;
        }
    }

    private boolean canSend(SockAddr address) {
        return family.owns(address)
                && family.port(address) != 0
                && !family.isWildcard(address)
                && !family.isGroup(address)
                && !family.isBroadcast(address);
    }

    // ---- sending

    @Override
    public NtStatus sendTo(TransportRequest request) {
        synchronized (lock) {
            boolean announced = !owesNothingLocked();
            if (announced && !request.pend()) {
                return request.finish(NtStatus.STATUS_CANCELLED);
            }
            NtStatus status = sendLocked(request);
            return answerLocked(request, status, announced);
        }
    }

    private NtStatus sendLocked(TransportRequest request) {
        if (outcome != null) {
            return outcome;
        }
        return bindingLocked() == null ? NtStatus.STATUS_INVALID_DEVICE_STATE : postman.sendLocked(this, request);
    }

    /** Nobody is bound to an address that was sent to. */
    void unreachableLocked(SockAddr destination) {
        inbox.reportLocked(destination, NtStatus.STATUS_PORT_UNREACHABLE);
        serveLocked();
    }

    @Override
    public long bytesSent() {
        return postman.bytes();
    }

    // ---- receiving

    @Override
    public NtStatus receiveFrom(TransportRequest request) {
        synchronized (lock) {
            if (bindingLocked() == null) {
                return request.finish(NtStatus.STATUS_INVALID_DEVICE_STATE);
            }
            if (receives.isEmpty() && owesNothingLocked() && (outcome != null || inbox.isReadyLocked())) {
                return request.finish(fillLocked(request));
            }
            if (!request.pend()) {
                return request.finish(NtStatus.STATUS_CANCELLED);
            }
            receives.add(request);
            serveLocked();
            return NtStatus.STATUS_PENDING;
        }
    }

    /** Ends the receives that wait, as far as there is something for them. */
    private void serveLocked() {
        while (!receives.isEmpty() && (outcome != null || inbox.isReadyLocked())) {
            TransportRequest request = receives.poll();
            finishLocked(request, fillLocked(request));
        }
    }

    /** Stores in a request what comes next; there is something. */
    private NtStatus fillLocked(TransportRequest request) {
        if (outcome != null) {
            return outcome;
        }
        NtStatus report = inbox.takeReportLocked();
        if (report != null) {
            return report;
        }
        storeLocked(inbox.pollLocked(), request);
        return NtStatus.STATUS_SUCCESS;
    }

    private void storeLocked(Datagram datagram, TransportRequest request) {
        received = received + datagram.deliverLocked(request, info);
        datagram.freeLocked();
    }

    /** A datagram arrives, which is ours from now on. */
    void arriveLocked(Datagram datagram) {
        if (outcome != null || !inbox.acceptsLocked(datagram.sourceLocked())) {
            datagram.freeLocked();
        } else if (!receives.isEmpty() && !inbox.isOfferingLocked()) {
            TransportRequest request = receives.poll();
            storeLocked(datagram, request);
            finishLocked(request, NtStatus.STATUS_SUCCESS);
        } else if (inbox.addLocked(datagram, observing != Observing.NOTHING)) {
            scheduleLocked();
        } else {
            datagram.freeLocked(); // lost, as datagrams are
        }
    }

    @Override
    public long bytesReceived() {
        return received;
    }

    @Override
    boolean takeLocked(TransportRequest request) {
        return receives.remove(request);
    }

    @Override
    void forEachWaitingLocked(Consumer<TransportRequest> visitor) {
        receives.forEach(visitor);
    }

    // ---- the observer

    @Override
    public void observe(boolean newObserving) {
        synchronized (lock) {
            observing = newObserving ? Observing.REFUSED_ONES : Observing.NOTHING;
            if (newObserving) {
                inbox.askAgainLocked();
                scheduleLocked();
            }
        }
    }

    @Override
    boolean beginCallLocked() {
        if (observing == Observing.NOTHING || !receives.isEmpty() || !inbox.canOfferLocked()) {
            return false;
        }
        observing = Observing.NEW_ONES;
        offered = inbox.beginOfferLocked(info);
        offeredBytes = offered.length();
        offeredFlags = offered.messageFlagsLocked();
        return true;
    }

    @Override
    void call() {
        boolean taken = false;
        try {
            taken = observer.received(offered, offeredFlags);
        } finally {
            boolean honest = true;
            synchronized (lock) {
                if (taken) {
                    received = received + offeredBytes;
                    inbox.takenLocked();
                } else {
                    honest = inbox.refusedLocked(observing == Observing.REFUSED_ONES, outcome == null);
                }
                serveLocked();
            }
            if (!honest) {
                LOG.error("The observer of {} has released a datagram that it did not take", this);
            }
        }
    }

    @Override
    void callFailed(NtStatus reason) {
        observer.failed(reason);
    }

    // ---- the end

    @Override
    public NtStatus abort(TransportRequest request, NtStatus pending) {
        synchronized (lock) {
            outcome = pending;
            inbox.clearLocked();
            serveLocked();
            return answerLocked(request, NtStatus.STATUS_SUCCESS, !owesNothingLocked());
        }
    }

    @Override
    void failLocked(NtStatus status) {
        if (outcome == null) {
            outcome = status;
            inbox.clearLocked();
            serveLocked();
        }
    }
}
