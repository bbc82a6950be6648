// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;

/**
 * What every endpoint of a fake transport does: it has an address, gets its turns, and is closed.
 *
 * <p>A request that has its outcome moves to {@link #due}, and the I/O thread completes it in a {@link #turn}. Each turn
 * completes one request or makes one call of the observer (a listener's {@code connecting} and {@code accepted} count as
 * one), so that both are serial.
 *
 * <p>A function that is called after {@link #close}, and is not allowed then, throws: the caller broke the rule.
 *
 * <p>Threads: safe for all. Locks: {@link #lock}, with which requests are announced as pending; none while one is
 * completed or the observer called.
 */
abstract class TurnEndpoint implements TransportEndpoint {
    private enum Life {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** Guards everything here and in what the endpoint is made of; waited on by the peer. */
    final Object lock = new Object();

    final FakeTransport transport;
    final int family;
    final TransportRequestQueue due = new TransportRequestQueue(); // @GuardedBy("lock"): with their outcome
    private final FakeOptions options; // @GuardedBy("lock")
    private Life life = Life.OPEN; // @GuardedBy("lock")
    private SockAddr local; // @GuardedBy("lock"); null before bind
    private boolean shared; // @GuardedBy("lock"): others may have the local address, too
    private boolean holdsAddress; // @GuardedBy("lock"): frees it when it is closed
    private TransportRequest close; // @GuardedBy("lock"): waits
    private boolean closeReleased; // @GuardedBy("lock"): the hold does not count any more
    private boolean telling; // @GuardedBy("lock"): a turn runs code of an owner or of the observer
    private boolean completing; // @GuardedBy("lock"): a turn tells an owner

    TurnEndpoint(FakeTransport transport, int family) {
        this.transport = transport;
        this.family = family;
        this.options = transport.newOptions();
    }

    /** Makes an endpoint that is bound already, and has the options of another one, whose lock is held. */
    TurnEndpoint(TurnEndpoint origin, SockAddr local, boolean holdsAddress) {
        this.transport = origin.transport;
        this.family = origin.family;
        this.options = origin.options.copy();
        this.local = local;
        this.holdsAddress = holdsAddress;
    }

    /**
     * Whether a request that ends now overtakes none that has its outcome; on the I/O thread the last one may be just
     * completing. Under the lock.
     */
    final boolean owesNothing() {
        return due.isEmpty() && (!completing || transport.io().isCurrent());
    }

    // ---- what each kind does in its own way, under the lock

    /** Moves the requests that are over by now to {@link #due}. */
    abstract void serve();

    /** The next call of the observer, to be made without the lock; null for none. Only while the endpoint is open. */
    abstract Runnable nextCall();

    /** Ends everything that waits: the close was called. */
    abstract void end();

    // ---- TransportEndpoint

    final void requireOpen(String function) {
        if (!isOpen()) {
            throw new IllegalStateException(function + " on an endpoint after its close was called");
        }
    }

    /** Whether close was not called. Under the lock. */
    final boolean isOpen() {
        return life == Life.OPEN;
    }

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            requireOpen("bind");
            if (local != null) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            if (localAddress.family() != family) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            local = transport.addresses().claim(localAddress, shared);
            holdsAddress = local != null;
            return holdsAddress ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
        }
    }

    @Override
    public NtStatus shareAddress() {
        synchronized (lock) {
            requireOpen("shareAddress");
            shared = true;
            if (holdsAddress) {
                transport.addresses().letShare(local);
            }
            return NtStatus.STATUS_SUCCESS;
        }
    }

    @Override
    public NtStatus localAddress(SockAddr localAddress) {
        synchronized (lock) {
            requireOpen("localAddress");
            return tell(local, localAddress);
        }
    }

    static NtStatus tell(SockAddr address, SockAddr out) {
        if (address == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return out.copyFrom(address) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_INVALID_PARAMETER;
    }

    /** The local address, null when not bound. Under the lock. */
    final SockAddr local() {
        return local;
    }

    @Override
    public NtStatus setOption(int level, int option, Object input) {
        synchronized (lock) {
            requireOpen("setOption");
            return options.set(level, option, input);
        }
    }

    @Override
    public NtStatus getOption(int level, int option, Object output, SizeT written) {
        synchronized (lock) {
            requireOpen("getOption");
            return options.get(level, option, output, written);
        }
    }

    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        synchronized (lock) {
            requireOpen("control");
        }
        return transport.control(code, input, output, written);
    }

    @Override
    public void post(TransportRequest request) {
        synchronized (lock) {
            due.add(request);
        }
        changed();
    }

    @Override
    public NtStatus close(TransportRequest request) {
        NtStatus status;
        synchronized (lock) {
            requireOpen("close");
            end();
            life = Life.CLOSING;
            if (due.isEmpty() && !telling && !transport.decisions().holdsCloses()) {
                status = request.finish(closed());
            } else {
                close = request; // not announced as pending: it cannot be cancelled
                status = NtStatus.STATUS_PENDING;
            }
        }
        changed();
        return status;
    }

    private NtStatus closed() {
        life = Life.CLOSED;
        transport.inventory().closed(this);
        if (holdsAddress) {
            transport.addresses().free(local);
        }
        return NtStatus.STATUS_SUCCESS;
    }

    /** Lets a close that waits go on though it is held; false when none waits. Under the lock. */
    final boolean releaseClose() {
        closeReleased |= close != null;
        return close != null;
    }

    // ---- the I/O thread

    /** Something may be due: the I/O thread looks, and so does the peer. */
    final void changed() {
        synchronized (lock) {
            lock.notifyAll();
        }
        transport.io().schedule(this);
    }

    /** The same, made to happen by the test. */
    final void caused() {
        changed();
        transport.io().caused();
    }

    /** Completes one request or makes one call of the observer; false when nothing is due. */
    final boolean turn() {
        Runnable next;
        synchronized (lock) {
            TransportRequest over = nextOver();
            next = over != null ? over::complete : isOpen() ? nextCall() : null;
            lock.notifyAll(); // bytes may have reached the peer
            if (next == null) {
                return false;
            }
            telling = true;
            completing = over != null;
        }
        try {
            next.run();
        } finally {
            synchronized (lock) {
                telling = false;
                completing = false;
            }
        }
        return true;
    }

    private TransportRequest nextOver() {
        serve();
        TransportRequest over = due.poll();
        if (over == null
                && close != null
                && (closeReleased || !transport.decisions().holdsCloses())) {
            over = close;
            close = null;
            over.finish(closed());
        }
        return over;
    }

    // ---- for tests

    /**
     * What an option is set to.
     *
     * @param level the option's level
     * @param option {@code SO_RCVBUF}, or one of {@link FakeTransport#addOption}
     * @return the value, also once the endpoint is closed
     */
    public int option(int level, int option) {
        synchronized (lock) {
            return options.value(level, option);
        }
    }

    /**
     * How many requests wait, or have their outcome and have not been completed.
     *
     * @return the count, the close included
     */
    public int pendingRequests() {
        List<TransportRequest> pending = new ArrayList<>();
        synchronized (lock) {
            forEachPending(pending::add);
            due.forEach(pending::add);
            return pending.size() + (close == null ? 0 : 1);
        }
    }

    /**
     * Whether the endpoint is closed, down to the last resource.
     *
     * @return true once nothing is left of it
     */
    public boolean isClosed() {
        synchronized (lock) {
            return life == Life.CLOSED;
        }
    }

    /** Its address and its life, for people. */
    final String description() {
        synchronized (lock) {
            return life + " at " + local + ", " + pendingRequests() + " pending";
        }
    }
}
