// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectId;
import org.wsk4j.wsk.WskSocket;

/**
 * The callbacks of a listening socket, which note their calls as lines ({@code inspect 192.0.2.1:1024},
 * {@code accept 192.0.2.1:1024}, {@code abort 192.0.2.1:1024}, {@code accept null}, {@code inspect null}) and answer as the
 * test says. Two calls at a time, and a flag that does not tell the level, are noted as mistakes.
 *
 * <p>Sockets that are taken are closed by the fixture. Threads: safe for all.
 */
final class RecordedListenEvents {
    /** What WskAcceptEvent answers; null for the socket once it works no longer. */
    @FunctionalInterface
    interface Answer {
        NtStatus of(WskSocket socket, Ptr<Object> context, Ptr<WskClientConnectionDispatch> callbacks);
    }

    /** What WskInspectEvent answers; the identifier is the client's copy. */
    @FunctionalInterface
    interface Inspection {
        WskInspectAction of(WskInspectId id);
    }

    static final Answer TAKE = (socket, context, callbacks) -> NtStatus.STATUS_SUCCESS;
    static final Answer REFUSE = (socket, context, callbacks) -> NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
    static final Inspection ACCEPT = id -> WskInspectAction.WskInspectAccept;
    static final Inspection REJECT = id -> WskInspectAction.WskInspectReject;
    static final Inspection PEND = id -> WskInspectAction.WskInspectPend;

    /** Takes the connection with a context and callbacks. */
    static Answer take(Object itsContext, WskClientConnectionDispatch itsCallbacks) {
        return (socket, context, callbacks) -> {
            context.set(itsContext);
            callbacks.set(itsCallbacks);
            return NtStatus.STATUS_SUCCESS;
        };
    }

    private final SocketFixture wsk;
    private final List<String> calls = new ArrayList<>(); // guarded by this, and so is the rest
    private final List<Object> contexts = new ArrayList<>();
    private final List<Integer> flags = new ArrayList<>(); // those of the accept events
    private final List<Irql> levels = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<SockAddr> addresses = new ArrayList<>(); // as given, local before remote
    private final List<ClientSocket> taken = new ArrayList<>();
    private final List<WskSocket> offered = new ArrayList<>();
    private final List<WskInspectId> ids = new ArrayList<>(); // copies, of inspections
    private final List<WskInspectId> given = new ArrayList<>(); // as given, of inspections and aborts
    private final Map<WskInspectId, String> inspected = new HashMap<>();
    private final List<String> mistakes = new ArrayList<>();
    private boolean inside;
    private Answer answer = TAKE;
    private Inspection inspection = ACCEPT;
    private NtStatus abortResult = NtStatus.STATUS_SUCCESS;
    private Runnable during = () -> {};

    private final WskClientListenDispatch dispatch =
            new WskClientListenDispatch(this::accept, this::inspect, this::abort);

    RecordedListenEvents(SocketFixture wsk) {
        this.wsk = wsk;
    }

    WskClientListenDispatch dispatch() {
        return dispatch;
    }

    /** What accept events answer from now on. */
    synchronized RecordedListenEvents answering(Answer newAnswer) {
        answer = newAnswer;
        return this;
    }

    /** What inspect events answer from now on. */
    synchronized RecordedListenEvents inspecting(Inspection newInspection) {
        inspection = newInspection;
        return this;
    }

    /** What abort events return from now on. */
    synchronized RecordedListenEvents returning(NtStatus newResult) {
        abortResult = newResult;
        return this;
    }

    /** What happens within each call from now on, after it was noted. */
    synchronized RecordedListenEvents during(Runnable action) {
        during = action;
        return this;
    }

    private NtStatus accept(
            Object context,
            int callFlags,
            SockAddr localAddress,
            SockAddr remoteAddress,
            WskSocket socket,
            Ptr<Object> itsContext,
            Ptr<WskClientConnectionDispatch> itsCallbacks) {
        Answer chosen;
        synchronized (this) {
            flags.add(callFlags);
            chosen = answer;
            boolean atDispatch = (callFlags & WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL) != 0;
            if (atDispatch != (Irql.current() == Irql.DISPATCH_LEVEL)) {
                mistakes.add("accept with flags " + callFlags + " at " + Irql.current());
            }
            if (socket != null) {
                offered.add(socket);
            }
        }
        call(context, "accept " + remoteAddress, localAddress, remoteAddress);
        try {
            if (socket == null) {
                return NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
            }
            NtStatus status = chosen.of(socket, itsContext, itsCallbacks);
            if (status == NtStatus.STATUS_SUCCESS) {
                take(wsk.adopt(socket));
            }
            return status;
        } finally {
            leave();
        }
    }

    private synchronized void take(ClientSocket socket) {
        taken.add(socket);
        notifyAll();
    }

    private WskInspectAction inspect(Object context, SockAddr localAddress, SockAddr remoteAddress, WskInspectId id) {
        Inspection chosen;
        WskInspectId copy = id == null ? null : id.copy();
        synchronized (this) {
            chosen = inspection;
            if (id != null) {
                given.add(id);
                if (inspected.put(copy, String.valueOf(remoteAddress)) != null) {
                    mistakes.add("inspect with an identifier that was used before");
                }
                ids.add(copy);
            }
        }
        call(context, "inspect " + remoteAddress, localAddress, remoteAddress);
        try {
            return id == null ? WskInspectAction.WskInspectReject : chosen.of(copy);
        } finally {
            leave();
        }
    }

    private NtStatus abort(Object context, WskInspectId id) {
        String what;
        synchronized (this) {
            what = inspected.get(id);
            given.add(id);
        }
        call(context, "abort " + what, null, null);
        leave();
        synchronized (this) {
            return abortResult;
        }
    }

    private void call(Object context, String line, SockAddr localAddress, SockAddr remoteAddress) {
        Runnable action;
        synchronized (this) {
            if (inside) {
                mistakes.add(line + " while another callback of the socket runs");
            }
            if (Irql.current().compareTo(Irql.DISPATCH_LEVEL) > 0) {
                mistakes.add(line + " at " + Irql.current());
            }
            inside = true;
            calls.add(line);
            contexts.add(context);
            levels.add(Irql.current());
            threads.add(Thread.currentThread());
            if (localAddress != null || remoteAddress != null) {
                addresses.add(localAddress);
                addresses.add(remoteAddress);
            }
            action = during;
            notifyAll();
        }
        action.run();
    }

    private synchronized void leave() {
        inside = false;
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized List<Object> contexts() {
        return new ArrayList<>(contexts);
    }

    /** The flags of the accept events. */
    synchronized List<Integer> flags() {
        return List.copyOf(flags);
    }

    synchronized List<Irql> levels() {
        return List.copyOf(levels);
    }

    synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** The addresses that accept and inspect events were given, local before remote. */
    synchronized List<SockAddr> addresses() {
        return new ArrayList<>(addresses);
    }

    /** The sockets that accept events took. */
    synchronized List<ClientSocket> taken() {
        return List.copyOf(taken);
    }

    /** The sockets that accept events were offered. */
    synchronized List<WskSocket> offered() {
        return List.copyOf(offered);
    }

    /** Copies of the identifiers of inspections, made during the callbacks. */
    synchronized List<WskInspectId> ids() {
        return List.copyOf(ids);
    }

    /** The identifiers that callbacks were given themselves. */
    synchronized List<WskInspectId> givenIds() {
        return List.copyOf(given);
    }

    /** Calls that broke a rule of the provider's. */
    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /** Forgets what was noted, but for the mistakes: for tests that make very many. */
    synchronized void forget() {
        List.of(calls, contexts, flags, levels, threads, addresses, taken, offered, ids, given)
                .forEach(List::clear);
        inspected.clear();
    }

    /** Waits until so many calls were made. */
    List<String> await(int count) {
        return await(count, calls);
    }

    /** Waits until so many sockets were taken. */
    List<ClientSocket> awaitTaken(int count) {
        await(count, taken);
        return taken();
    }

    private synchronized List<String> await(int count, List<?> what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (what.size() < count) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("only " + calls + " within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted after " + calls, e);
            }
        }
        return List.copyOf(calls);
    }
}
