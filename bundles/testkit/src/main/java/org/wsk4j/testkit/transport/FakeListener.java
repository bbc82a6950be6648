// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * An endpoint that waits for connections, which a test lets arrive.
 *
 * <p>A connection that arrives is in the backlog until a {@link #turn} hands it over. What its peer does before is kept
 * for whoever gets it. The connections that are left when the listener is closed or fails are reset.
 *
 * <p>Threads: as {@link TurnEndpoint}. Locks: its own, then that of a connection.
 */
public final class FakeListener extends TurnEndpoint implements ListenEndpoint {
    private static final int FIRST_PEER_PORT = 1024;

    private final ListenObserver observer;
    private final Deque<FakeEndpoint> backlog = new ArrayDeque<>(); // @GuardedBy("lock")
    private boolean accepting; // @GuardedBy("lock")
    private boolean asked; // @GuardedBy("lock"): setAccepting was called since the last call of the observer began
    private NtStatus failure; // @GuardedBy("lock"); null while it works
    private boolean failureTold; // @GuardedBy("lock")
    private int nextPeerPort = FIRST_PEER_PORT; // @GuardedBy("lock")

    FakeListener(FakeTransport transport, int family, ListenObserver observer) {
        super(transport, family);
        this.observer = observer;
    }

    /** Makes a listener of a bound endpoint, whose address it shares. Under the lock of that. */
    FakeListener(FakeStream bound, ListenObserver observer) {
        super(bound, bound.local(), true);
        this.observer = observer;
    }

    // ---- ListenEndpoint

    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            return failure == null ? super.bind(localAddress) : failure;
        }
    }

    @Override
    public void setAccepting(boolean newAccepting) {
        synchronized (lock) {
            if (isOpen()) {
                accepting = newAccepting;
                asked = true;
            }
        }
        changed();
    }

    /** Does nothing: no request waits in a listener. */
    @Override
    public void cancel(TransportRequest request) {}

    /** Does nothing: no request waits in a listener. */
    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {}

    @Override
    void end() {
        backlog.forEach(FakeEndpoint::drop);
        backlog.clear();
    }

    // ---- the I/O thread

    @Override
    void serve() {
        // no request waits
    }

    @Override
    Runnable nextCall() {
        if (failure != null) {
            boolean told = failureTold;
            failureTold = true;
            NtStatus reason = failure;
            return told ? null : () -> observer.failed(reason);
        }
        if (!accepting || backlog.isEmpty()) {
            return null;
        }
        asked = false;
        FakeEndpoint connection = backlog.poll();
        return () -> handOver(connection);
    }

    private void handOver(FakeEndpoint connection) {
        StreamObserver its;
        try {
            its = Objects.requireNonNull(observer.connecting(), "connecting() answered null");
        } catch (RuntimeException | Error e) {
            connection.drop();
            throw e;
        }
        synchronized (lock) {
            if (!isOpen()) {
                connection.drop(); // the close was called meanwhile: no call begins any more
                return;
            }
        }
        connection.handTo(its);
        transport.inventory().add(connection);
        boolean more = false;
        try {
            more = observer.accepted(connection, its);
        } finally {
            synchronized (lock) {
                accepting &= more || asked;
            }
        }
    }

    // ---- for tests

    /**
     * A peer connects, from an address that no other peer of this listener has. The connection arrives: it is handed
     * over, or kept in the backlog.
     *
     * @return the peer, whose connection may not have been accepted yet
     * @throws IllegalStateException when the endpoint does not listen
     */
    public FakePeer connect() {
        SockAddr from;
        synchronized (lock) {
            int port = nextPeerPort++;
            from = family == AddressFamily.AF_INET
                    ? SockAddrIn.of("192.0.2.1", port)
                    : SockAddrIn6.of("2001:db8::1", port);
        }
        return connect(from);
    }

    /**
     * A peer connects from an address.
     *
     * @param from the peer's address, copied
     * @return the peer, whose connection may not have been accepted yet
     * @throws IllegalStateException when the endpoint does not listen
     */
    public FakePeer connect(SockAddr from) {
        if (from.family() != family) {
            throw new IllegalArgumentException(from + " cannot connect to " + this);
        }
        FakeEndpoint connection;
        synchronized (lock) {
            requireOpen("connect");
            if (local() == null || failure != null) {
                throw new IllegalStateException("nobody listens: " + this);
            }
            connection = new FakeEndpoint(this, from.copy());
            backlog.add(connection);
        }
        caused();
        return connection.peer();
    }

    /**
     * How many connections have arrived and were not handed over.
     *
     * @return the count
     */
    public int backlog() {
        synchronized (lock) {
            return backlog.size();
        }
    }

    /**
     * Whether connections are handed over.
     *
     * @return what {@link #setAccepting} said last, or false once the observer wanted no more
     */
    public boolean isAccepting() {
        synchronized (lock) {
            return accepting;
        }
    }

    /**
     * The endpoint ceases to work for a reason of the transport's own; the observer is told.
     *
     * @param reason what later calls end with
     */
    public void fail(NtStatus reason) {
        synchronized (lock) {
            failure = reason;
            end();
        }
        caused();
    }

    @Override
    public String toString() {
        synchronized (lock) {
            return "FakeListener[" + description() + ", " + backlog.size() + " in the backlog]";
        }
    }
}
