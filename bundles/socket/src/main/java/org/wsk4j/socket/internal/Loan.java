// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskDataIndication;

/**
 * One buffer of a transport while the client sees it as a WSK_DATA_INDICATION: what the indication's Reserved member holds.
 *
 * <p>It stays attached to the buffer, so that the next loan of the same buffer allocates nothing. The loan of the first
 * buffer stands for the whole list: what is given back is what was indicated together, whatever the client did with the
 * links.
 *
 * <p>State: {@link State}, of the first buffer of a list.
 *
 * <p>Threads: the I/O thread lends; any thread gives back. Whoever moves the state has what follows from it.
 */
final class Loan {
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
    private final WskDataIndication indication = new WskDataIndication(null, bytes, this);
    private ConnectionEvents holder; // the I/O thread, before the client sees the list
    private volatile State state = State.IDLE; // changed with STATE once the client sees the list

    private Loan(TransportBuffer buffer) {
        this.buffer = buffer;
    }

    /**
     * Lends a list of buffers; answers the loan of the first. A loan that is kept for later serves again, unless every list
     * is to be told from all before it.
     */
    static Loan lend(TransportBuffer list, ConnectionEvents holder, boolean afresh) {
        Loan first = of(list, holder, afresh);
        Loan last = first;
        for (TransportBuffer buffer = list.next(); buffer != null; buffer = buffer.next()) {
            Loan member = of(buffer, holder, afresh);
            member.state = State.MEMBER;
            last.indication.setNext(member.indication);
            last = member;
        }
        last.indication.setNext(null);
        first.state = State.INDICATED;
        return first;
    }

    private static Loan of(TransportBuffer buffer, ConnectionEvents holder, boolean afresh) {
        Loan loan;
        if (!afresh && buffer.attachment() instanceof Loan attached) {
            loan = attached;
        } else {
            loan = new Loan(buffer);
            buffer.setAttachment(loan);
        }
        loan.holder = holder;
        loan.bytes.set(buffer.mdl(), buffer.offset(), buffer.length());
        return loan;
    }

    /** The loan that an indication stands for, or null when the engine did not make it. */
    static Loan of(WskDataIndication indication) {
        return indication != null && indication.reserved() instanceof Loan loan ? loan : null;
    }

    WskDataIndication indication() {
        return indication;
    }

    State state() {
        return state;
    }

    boolean isHeldBy(ConnectionEvents candidate) {
        return holder == candidate;
    }

    boolean move(State from, State to) {
        return STATE.compareAndSet(this, from, to);
    }

    /** Gives the whole list back to the transport. */
    void giveBack() {
        releaseFirst(buffer, Long.MAX_VALUE);
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
