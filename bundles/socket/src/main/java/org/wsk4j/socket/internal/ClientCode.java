// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Where code of the client runs for a socket: in a completion routine, and inside which functions it is.
 *
 * <p>Threads: safe for all. What is not counted exactly is for reports.
 */
final class ClientCode {
    private static final VarHandle ROUTINE;

    static {
        try {
            ROUTINE = MethodHandles.lookup().findVarHandle(ClientCode.class, "routine", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ConcurrentHashMap<Thread, Integer>
            callers; // inside a function, how deep; null unless the verifier is on
    private Thread routine; // in a completion routine of the client, one of them if several are; ROUTINE only: opaque

    ClientCode(boolean verifies) {
        callers = verifies ? new ConcurrentHashMap<>() : null;
    }

    /** A thread that was in a completion routine of the client a moment ago, or null. */
    Thread routine() {
        return (Thread) ROUTINE.getOpaque(this);
    }

    /** A completion routine is about to run; true when this thread is noted for it, as no other is. */
    boolean routineBegins() {
        if (ROUTINE.getOpaque(this) != null) {
            return false; // the one that came first: if one of them hangs, it is that one that explains the most
        }
        ROUTINE.setOpaque(this, Thread.currentThread());
        return true;
    }

    /** It has returned. */
    void routineEnds(boolean noted) {
        if (noted) {
            ROUTINE.setOpaque(this, null);
        }
    }

    /** The thread is inside a function of the socket. */
    void enters() {
        if (callers != null) {
            callers.merge(Thread.currentThread(), 1, Integer::sum);
        }
    }

    /** It has left. */
    void leaves() {
        if (callers != null) {
            callers.computeIfPresent(Thread.currentThread(), (thread, depth) -> depth == 1 ? null : depth - 1);
        }
    }

    /** Whether another thread is known to be inside a function. */
    boolean hasOtherCallers() {
        return callers != null && callers.size() > (callers.containsKey(Thread.currentThread()) ? 1 : 0);
    }
}
