// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wsk.WskBuf;

/**
 * One buffer of a transport while the client sees it as an indication, whose Reserved member holds this.
 *
 * <p>It stays attached to the buffer, so that the next loan of the same buffer allocates nothing. The loan of the first
 * buffer stands for the whole list: what is given back is what was indicated together, whatever the client did with the
 * links.
 *
 * <p>State: {@link State}, of the first buffer of a list.
 *
 * <p>Threads: the I/O thread lends; any thread gives back. Whoever moves the state has what follows from it.
 */
abstract class Loan {
    /** The life of a list of indications. */
    enum State {
        /** The client does not have it. */
        IDLE,
        /** It is another buffer of a list that the client has. */
        MEMBER,
        /** The callback that was given the list has not returned. */
        INDICATED,
        /** As before, and the client has given it back already. */
        RETURNED,
        /** The client keeps it. */
        RETAINED
    }

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Loan.class, "state", State.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TransportBuffer buffer;
    private final WskBuf bytes = new WskBuf();
    private Lender<?> holder; // the I/O thread, before the client sees the list
    private volatile State state = State.IDLE; // changed with STATE once the client sees the list

    Loan(TransportBuffer buffer) {
        this.buffer = buffer;
    }

    /** The description of the bytes that the indication refers to. */
    final WskBuf bytes() {
        return bytes;
    }

    /** What the transport has lent. */
    final TransportBuffer buffer() {
        return buffer;
    }

    /** Links the indication of another loan behind this one's; null ends the list here. I/O thread. */
    abstract void link(Loan next);

    /** Makes the indication show the buffer as it is now. I/O thread. */
    void show(Lender<?> newHolder) {
        holder = newHolder;
        bytes.set(buffer.mdl(), buffer.offset(), buffer.length());
    }

    final State state() {
        return state;
    }

    /** The state of a loan that the client does not see yet. I/O thread. */
    final void begin(State first) {
        state = first;
    }

    final boolean isHeldBy(Lender<?> candidate) {
        return holder == candidate;
    }

    final boolean move(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Gives the whole list back to the transport. */
    final void giveBack() {
        TransportBuffer next;
        for (TransportBuffer piece = buffer; piece != null; piece = next) {
            next = piece.next();
            piece.release();
        }
    }

    /** Gives back the buffers at the front of a list whose bytes were taken to the last. */
    static void releaseFirst(TransportBuffer list, long taken) {
        long left = taken;
        TransportBuffer next;
        for (TransportBuffer piece = list; piece != null && left >= piece.length(); piece = next) {
            next = piece.next();
            left -= piece.length();
            piece.release();
        }
    }
}
