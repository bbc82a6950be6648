// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketAddressList;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The local addresses of transports, and the IRPs that wait until these change.
 *
 * <p>A JVM is not told of changes: while anybody waits, one thread asks the transports again and again.
 *
 * <p>State: the thread is there while there are waiters, and not otherwise.
 *
 * <p>Threads: safe for all; IRPs are completed by the thread, by whoever cancels, or by whoever ends the socket.
 *
 * <p>Locks: its own monitor; no transport is asked and nothing completed with it.
 *
 * <p>Spec: SIO-ADDR-QUERY-01, SIO-ADDR-CHANGE-01..SIO-ADDR-CHANGE-03.
 */
final class AddressLists {
    private final long interval; // milliseconds
    private final List<Waiter> waiters = new ArrayList<>(); // @GuardedBy("this")
    private Thread looker; // @GuardedBy("this"): null while nobody waits

    AddressLists(long interval) {
        this.interval = interval;
    }

    /** An IRP that waits, with what the list was when it came. */
    private record Waiter(EngineSocket socket, TransportRequest request, List<SockAddr> known) {}

    /** Asks the transport of a socket. */
    static NtStatus query(EngineSocket socket, SocketAddressList list) {
        return socket.onEndpoint(
                endpoint -> endpoint.control(SocketOptions.SIO_ADDRESS_LIST_QUERY, null, list, new SizeT()));
    }

    /** Whether the list is known to be another one by now: a transport that does not answer says nothing. */
    private static boolean hasChanged(Waiter waiter) {
        SocketAddressList list = new SocketAddressList();
        return query(waiter.socket(), list).isSuccess() && !addresses(list).equals(waiter.known());
    }

    private static List<SockAddr> addresses(SocketAddressList list) {
        List<SockAddr> addresses = new ArrayList<>();
        list.forEach(addresses::add);
        return addresses;
    }

    /** Queues an IRP until the list changes; what the transport answers if it has none. */
    NtStatus awaitChange(EngineSocket socket, Irp irp) {
        SocketAddressList list = new SocketAddressList();
        NtStatus status = query(socket, list);
        if (!status.isSuccess()) {
            return status;
        }
        List<SockAddr> known = addresses(list);
        TransportRequest request = socket.request(irp, EngineSocket.ADDRESS_CHANGE, 0);
        synchronized (this) {
            if (!request.pend()) {
                return NtStatus.STATUS_CANCELLED;
            }
            waiters.add(new Waiter(socket, request, known));
            if (looker == null) {
                looker = new Thread(this::look, "wsk4j-address-lists");
                looker.setDaemon(true);
                looker.start();
            }
        }
        if (!socket.isFunctional()) {
            end(socket, NtStatus.STATUS_FILE_FORCED_CLOSED); // whoever has ended it may not have seen this one
        }
        return NtStatus.STATUS_PENDING;
    }

    /** The thread: looks until nobody waits. */
    private void look() {
        for (List<Waiter> now = await(); !now.isEmpty(); now = await()) {
            for (Waiter waiter : now) {
                if (hasChanged(waiter) && remove(waiter.request())) {
                    complete(waiter, NtStatus.STATUS_SUCCESS);
                }
            }
        }
    }

    /** Those who wait, after a while; none when the thread is to end. */
    private synchronized List<Waiter> await() {
        if (!waiters.isEmpty()) {
            try {
                wait(interval);
            } catch (InterruptedException e) {
                // nobody has a reason to: what waits would wait for ever
            }
        }
        if (waiters.isEmpty()) {
            looker = null;
        }
        return List.copyOf(waiters);
    }

    private synchronized boolean remove(TransportRequest request) {
        boolean removed = waiters.removeIf(waiter -> waiter.request() == request);
        if (removed && waiters.isEmpty()) {
            notifyAll();
        }
        return removed;
    }

    private static void complete(Waiter waiter, NtStatus status) {
        Irp irp = IrpHolder.irpOf(waiter.request().context());
        waiter.request().clear();
        waiter.socket().completePending(irp, status, null);
    }

    /** Gives an IRP up that waits; false when it does not. */
    boolean cancel(TransportRequest request) {
        if (request.operation() != EngineSocket.ADDRESS_CHANGE || !remove(request)) {
            return false;
        }
        request.finish(NtStatus.STATUS_CANCELLED);
        request.complete();
        return true;
    }

    /** A socket ends, and with it what waits for it. */
    void end(EngineSocket socket, NtStatus status) {
        List<Waiter> over = new ArrayList<>();
        synchronized (this) {
            for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
                Waiter waiter = all.next();
                if (waiter.socket() == socket) {
                    all.remove();
                    over.add(waiter);
                }
            }
            if (waiters.isEmpty()) {
                notifyAll();
            }
        }
        over.forEach(waiter -> complete(waiter, status));
    }

    /** Shows the requests of a socket that wait. */
    synchronized void forEachPending(EngineSocket socket, Consumer<TransportRequest> visitor) {
        for (Waiter waiter : waiters) {
            if (waiter.socket() == socket) {
                visitor.accept(waiter.request());
            }
        }
    }
}
