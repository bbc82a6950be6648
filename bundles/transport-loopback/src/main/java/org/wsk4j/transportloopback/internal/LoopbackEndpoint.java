// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.ws2def.SocketOptions;

/**
 * What every endpoint does: it has an address and options, gets its turns, and is closed.
 *
 * <p>The path of a request: whoever hands it over carries it out at once, if it can be and overtakes no other ({@link
 * #owesNothingLocked}), and gets its final status. Else it is announced as pending ({@link TransportRequest#pend}) and
 * waits in a queue of its endpoint. Whoever makes its outcome known, often a thread that called the peer, stores that,
 * moves it to {@link #due} and asks for a turn. The I/O thread then completes it.
 *
 * <p>A turn ({@link #takeTurn}) completes one request, or makes one call of the observer if there is none; the close
 * completes when nothing else is left.
 *
 * <p>State: {@link Life}. The functions that may be called after the close ({@link #cancel}, {@link #post}) only use
 * {@link #due}, so that they need no further care.
 *
 * <p>Threads: safe for all; {@link #takeTurn} belongs to the I/O thread.
 *
 * <p>Locks: the network's, which the methods ending in Locked need. None is held while a request is completed or the
 * observer called.
 *
 * <p>Spec: CLOSE-07, CLOSE-14, CLOSE-15.
 */
abstract class LoopbackEndpoint implements TransportEndpoint {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackEndpoint.class);

    private enum Life {
        OPEN,
        /** Close was called. */
        CLOSING,
        CLOSED
    }

    /** Whose code the I/O thread runs for this endpoint. */
    private enum Turn {
        NONE,
        /** That of the owner of a request. */
        COMPLETING,
        /** That of the observer. */
        CALLING
    }

    /** What became of the notice that the endpoint was given up. */
    private enum GivenUp {
        NO,
        UNTOLD,
        TOLD
    }

    final Network network;
    final Object lock; // the network's
    final IpFamily family;
    final OptionValues options = new OptionValues(); // @GuardedBy("lock")

    private final LoopbackOption.Use use;
    private final TransportRequestQueue due = new TransportRequestQueue(); // @GuardedBy("lock"): with their outcome
    private Life life = Life.OPEN; // @GuardedBy("lock")
    private Turn turn = Turn.NONE; // @GuardedBy("lock")
    private boolean scheduled; // @GuardedBy("lock"): the I/O thread knows that we want a turn
    private TransportRequest close; // @GuardedBy("lock"): waits; null before
    private GivenUp givenUp = GivenUp.NO; // @GuardedBy("lock")
    private NtStatus reason; // @GuardedBy("lock"): why it was given up; null if it was not
    private Binding binding; // @GuardedBy("lock"); null until bound, and for accepted connections
    private boolean shared; // @GuardedBy("lock"): others may have the local address, too, or will be allowed to

    LoopbackEndpoint(Network network, IpFamily family, LoopbackOption.Use use) {
        this.network = network;
        this.lock = network.lock;
        this.family = family;
        this.use = use;
    }

    // ---- what each kind does in its own way

    /** Takes the local address; {@link #takeAddressLocked} does most of it. */
    abstract NtStatus bindLocked(SockAddr localAddress);

    /** The local address as far as it is known, or null. */
    abstract SockAddr localLocked();

    /** An option has another value now. */
    abstract void optionChangedLocked(LoopbackOption option);

    /** Takes a request out of the queue in which it waits; false when it is in none, or cannot be given up. */
    abstract boolean takeLocked(TransportRequest request);

    /** Shows what waits. */
    abstract void forEachWaitingLocked(Consumer<TransportRequest> visitor);

    /** Ends what waits, and what comes, with a failure; the peer, if any, sees a reset. */
    abstract void failLocked(NtStatus status);

    /** Begins the next call of the observer, if one is due; {@link #call} follows, without the lock. */
    abstract boolean beginCallLocked();

    /** Makes the call that was begun, and notes what the observer answered. I/O thread, no lock held. */
    abstract void call();

    /** Tells the observer that the endpoint was given up. I/O thread, no lock held. */
    abstract void callFailed(NtStatus status);

    // ---- addresses and options

    @Override
    public final NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            if (reason != null) {
                return reason;
            }
            return family.owns(localAddress) ? bindLocked(localAddress) : NtStatus.STATUS_INVALID_PARAMETER;
        }
    }

    @Override
    public final NtStatus shareAddress() {
        synchronized (lock) {
            shared = true;
            if (binding != null) {
                binding.reusable = true;
            }
            return NtStatus.STATUS_SUCCESS;
        }
    }

    /** Takes an address of this host for as long as the endpoint is open. */
    final NtStatus takeAddressLocked(PortSpace ports, SockAddr address) {
        Ptr<Binding> taken = new Ptr<>();
        boolean reusable = shared || options.isOnLocked(LoopbackOption.REUSE_ADDRESS);
        NtStatus status = ports.bindLocked(this, address, reusable, taken);
        if (status.isSuccess()) {
            binding = taken.get();
        }
        return status;
    }

    /** Holds the address of another endpoint, too. */
    final void shareAddressLocked(Binding shared) {
        shared.holdLocked();
        binding = shared;
    }

    /** The address that it holds, or null. */
    final Binding bindingLocked() {
        return binding;
    }

    @Override
    public final NtStatus localAddress(SockAddr localAddress) {
        synchronized (lock) {
            return tell(localLocked(), localAddress);
        }
    }

    static NtStatus tell(SockAddr address, SockAddr out) {
        if (address == null) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return out != null && out.copyFrom(address) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_INVALID_PARAMETER;
    }

    @Override
    public final NtStatus setOption(int level, int number, Object input) {
        LoopbackOption option = LoopbackOption.of(family, use, level, number);
        if (option == null) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        synchronized (lock) {
            if (option.isAction()) {
                return actLocked(option, input);
            }
            if (option.isForBind() && binding != null) {
                return NtStatus.STATUS_INVALID_DEVICE_STATE;
            }
            NtStatus status = options.setLocked(option, input);
            if (status.isSuccess()) {
                optionChangedLocked(option);
            }
            return status;
        }
    }

    /** Does what an option says that has no value; as {@link #setOption}. */
    NtStatus actLocked(LoopbackOption option, Object input) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public final NtStatus getOption(int level, int number, Object output, SizeT written) {
        LoopbackOption option = LoopbackOption.of(family, use, level, number);
        if (option == null || option.isAction()) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        synchronized (lock) {
            return options.tellLocked(option, output, written);
        }
    }

    /** Every endpoint tells the addresses of this host, of which there is one. */
    @Override
    public NtStatus control(int code, Object input, Object output, SizeT written) {
        if (code != SocketOptions.SIO_ADDRESS_LIST_QUERY) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        if (!(output instanceof SocketAddressList list)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        list.clear();
        list.add(family.loopback(0));
        written.set(list.size());
        return NtStatus.STATUS_SUCCESS;
    }

    // ---- requests

    /**
     * Whether a request that ends now overtakes none that has its outcome. In the I/O thread the last one may be just
     * completing: then it is its owner who calls, and knows of it.
     */
    final boolean owesNothingLocked() {
        return due.isEmpty() && (turn != Turn.COMPLETING || network.io.isCurrent());
    }

    /** Ends a request that was announced as pending and is in no queue; the I/O thread completes it. */
    final void finishLocked(TransportRequest request, NtStatus status) {
        request.finish(status);
        due.add(request);
        scheduleLocked();
    }

    /** Answers for a request that is over: at once, or if it was announced as pending, from the I/O thread. */
    final NtStatus answerLocked(TransportRequest request, NtStatus status, boolean announced) {
        if (!announced) {
            return request.finish(status);
        }
        finishLocked(request, status);
        return NtStatus.STATUS_PENDING;
    }

    @Override
    public final void cancel(TransportRequest request) {
        synchronized (lock) {
            if (takeLocked(request)) {
                finishLocked(request, NtStatus.STATUS_CANCELLED);
            }
        }
    }

    @Override
    public final void forEachPending(Consumer<TransportRequest> visitor) {
        synchronized (lock) {
            forEachWaitingLocked(visitor);
        }
    }

    @Override
    public final void post(TransportRequest request) {
        synchronized (lock) {
            due.add(request);
            scheduleLocked();
        }
    }

    // ---- turns

    /** Asks for a turn: something may be due. */
    final void scheduleLocked() {
        if (!scheduled) {
            scheduled = true;
            network.io.addLocked(this);
        }
    }

    /** Completes one request or makes one call of the observer, and asks for another turn. I/O thread. */
    final void takeTurn() {
        TransportRequest over;
        NtStatus failure;
        synchronized (lock) {
            scheduled = false;
            over = nextOverLocked();
            failure = over == null && givenUp == GivenUp.UNTOLD && isOpenLocked() ? reason : null;
            if (over != null) {
                turn = Turn.COMPLETING;
            } else if (failure != null) {
                givenUp = GivenUp.TOLD;
                turn = Turn.CALLING;
            } else if (isOpenLocked() && reason == null && beginCallLocked()) {
                turn = Turn.CALLING;
            } else {
                return;
            }
        }
        try {
            if (over != null) {
                over.complete();
            } else if (failure != null) {
                callFailed(failure);
            } else {
                call();
            }
        } catch (RuntimeException | Error e) {
            LOG.error("{} was failed by the one that it told something", this, e);
        } finally {
            synchronized (lock) {
                turn = Turn.NONE;
                scheduleLocked();
            }
        }
    }

    private TransportRequest nextOverLocked() {
        TransportRequest over = due.poll();
        if (over == null && close != null) {
            over = close;
            close = null;
            closedLocked();
        }
        return over;
    }

    // ---- the end

    /** Whether close was not called. */
    final boolean isOpenLocked() {
        return life == Life.OPEN;
    }

    @Override
    public final NtStatus close(TransportRequest request) {
        synchronized (lock) {
            life = Life.CLOSING;
            failLocked(NtStatus.STATUS_CANCELLED);
            request.finish(NtStatus.STATUS_SUCCESS);
            if (due.isEmpty() && turn == Turn.NONE) {
                closedLocked();
                return NtStatus.STATUS_SUCCESS;
            }
            close = request;
            scheduleLocked();
            return NtStatus.STATUS_PENDING;
        }
    }

    /** Closes an endpoint that nobody has got, or that nobody has taken. */
    final void discardLocked() {
        life = Life.CLOSING;
        failLocked(NtStatus.STATUS_CANCELLED);
        closedLocked();
    }

    private void closedLocked() {
        life = Life.CLOSED;
        if (binding != null) {
            binding.releaseLocked();
        }
        network.removeLocked(this);
    }

    /** The endpoint works no longer, and its observer has to hear of it. */
    final void giveUpLocked(NtStatus why) {
        if (!isOpenLocked() || reason != null) {
            return;
        }
        failLocked(why);
        reason = why;
        givenUp = GivenUp.UNTOLD;
        scheduleLocked();
    }

    /** Its address and its life, for people. */
    @Override
    public String toString() {
        synchronized (lock) {
            SockAddr local = localLocked();
            return getClass().getSimpleName() + "[" + (local == null ? "unbound" : local) + ", " + life + "]";
        }
    }
}
