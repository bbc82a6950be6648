// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;

/**
 * The callbacks of a connection, which note their calls as lines ({@code receive abc}, {@code disconnect},
 * {@code disconnect abortive}, {@code backlog 65536}, {@code receive null}) and answer as the test says. Two calls at a time,
 * or a flag that does not tell the level, are noted as mistakes.
 *
 * <p>Threads: safe for all.
 */
final class RecordedEvents {
    /** What a receive event answers. */
    @FunctionalInterface
    interface Answer {
        NtStatus of(WskDataIndication list, long bytes, SizeT accepted);
    }

    static final Answer TAKE_ALL = (list, bytes, accepted) -> NtStatus.STATUS_SUCCESS;
    static final Answer REFUSE = (list, bytes, accepted) -> NtStatus.STATUS_DATA_NOT_ACCEPTED;
    static final Answer RETAIN = (list, bytes, accepted) -> NtStatus.STATUS_PENDING;

    static Answer take(long count) {
        return (list, bytes, accepted) -> {
            accepted.set(count);
            return NtStatus.STATUS_SUCCESS;
        };
    }

    private final List<String> calls = new ArrayList<>(); // guarded by this
    private final List<Object> contexts = new ArrayList<>(); // guarded by this
    private final List<Integer> flags = new ArrayList<>(); // guarded by this: those of the receive events
    private final List<Thread> threads = new ArrayList<>(); // guarded by this
    private final List<WskDataIndication> lists =
            new ArrayList<>(); // guarded by this: those that were answered PENDING
    private final List<String> mistakes = new ArrayList<>(); // guarded by this
    private boolean inside; // guarded by this
    private Answer answer = TAKE_ALL; // guarded by this
    private Runnable during = () -> {}; // guarded by this
    private NtStatus result = NtStatus.STATUS_SUCCESS; // guarded by this: of the other events

    private final WskClientConnectionDispatch dispatch =
            new WskClientConnectionDispatch(this::receive, this::disconnect, this::backlog);

    WskClientConnectionDispatch dispatch() {
        return dispatch;
    }

    /** What receive events answer from now on. */
    synchronized RecordedEvents answering(Answer newAnswer) {
        answer = newAnswer;
        return this;
    }

    /** What disconnect and backlog events answer from now on. */
    synchronized RecordedEvents returning(NtStatus newResult) {
        result = newResult;
        return this;
    }

    /** What happens within each call from now on, after it was noted. */
    synchronized RecordedEvents during(Runnable action) {
        during = action;
        return this;
    }

    private NtStatus receive(Object context, int callFlags, WskDataIndication list, long bytes, SizeT accepted) {
        Answer chosen;
        synchronized (this) {
            flags.add(callFlags);
            chosen = answer;
        }
        try {
            call(context, callFlags, "receive " + (list == null ? "null" : text(list, bytes)));
            NtStatus status = list == null ? NtStatus.STATUS_SUCCESS : chosen.of(list, bytes, accepted);
            if (status == NtStatus.STATUS_PENDING) {
                synchronized (this) {
                    lists.add(list);
                    notifyAll();
                }
            }
            return status;
        } finally {
            leave();
        }
    }

    private NtStatus disconnect(Object context, int callFlags) {
        try {
            call(
                    context,
                    callFlags,
                    (callFlags & WskConstants.WSK_FLAG_ABORTIVE) != 0 ? "disconnect abortive" : "disconnect");
        } finally {
            leave();
        }
        synchronized (this) {
            return result;
        }
    }

    private NtStatus backlog(Object context, long bytes) {
        try {
            call(context, WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL, "backlog " + bytes);
        } finally {
            leave();
        }
        synchronized (this) {
            return result;
        }
    }

    private void call(Object context, int callFlags, String line) {
        Runnable action;
        synchronized (this) {
            if (inside) {
                mistakes.add(line + " while another callback of the socket runs");
            }
            boolean atDispatch = (callFlags & WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL) != 0;
            if (atDispatch != (Irql.current() == Irql.DISPATCH_LEVEL)) {
                mistakes.add(line + " with flags " + callFlags + " at " + Irql.current());
            }
            inside = true;
            calls.add(line);
            contexts.add(context);
            threads.add(Thread.currentThread());
            action = during;
            notifyAll();
        }
        action.run();
    }

    private synchronized void leave() {
        inside = false;
    }

    /** Whether a call is in progress. */
    synchronized boolean isInside() {
        return inside;
    }

    /** The bytes of a list, which are as many as the callback was told. */
    static String text(WskDataIndication list, long bytes) {
        StringBuilder text = new StringBuilder();
        for (WskDataIndication piece = list; piece != null; piece = piece.next()) {
            WskBuf buffer = piece.buffer();
            ByteBuffer view = buffer.mdl().systemAddress();
            view.limit(buffer.offset() + (int) buffer.length()).position(buffer.offset());
            text.append(StandardCharsets.ISO_8859_1.decode(view));
        }
        if (text.length() != bytes) {
            throw new AssertionError("indicated " + text.length() + " bytes, but " + bytes + " were told");
        }
        return text.toString();
    }

    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized List<Object> contexts() {
        return new ArrayList<>(contexts);
    }

    /** The flags of the receive events. */
    synchronized List<Integer> flags() {
        return List.copyOf(flags);
    }

    synchronized List<Thread> threads() {
        return List.copyOf(threads);
    }

    /** The lists that are retained, in the order of their indication. */
    synchronized List<WskDataIndication> lists() {
        return List.copyOf(lists);
    }

    /** Calls that broke a rule of the provider's. */
    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }

    /** Waits until so many calls were made. */
    List<String> await(int count) {
        return await(count, calls);
    }

    /** Waits until so many lists are retained. */
    List<WskDataIndication> awaitLists(int count) {
        await(count, lists);
        return lists();
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
