// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;

/**
 * Shows a socket's client the buffers of the transport as a list of indications, and takes back what the client retains.
 *
 * <p>State: that of each list is its {@link Loan.State}; how many lists the client retains.
 *
 * <p>Threads: lists are lent and kept in the I/O thread; {@link #release} is safe for all. Locks: none.
 *
 * @param <L> the kind of indication
 */
final class Lender<L extends Loan> {
    private final EngineSocket socket;
    private final EventFaults faults;
    private final Class<L> kind;
    private final Function<TransportBuffer, L> maker;
    private final String callback;
    private final String rules;
    private final AtomicInteger retained = new AtomicInteger(); // lists that the client keeps

    /**
     * A lender of one socket.
     *
     * @param callback the name of the callback that gets the lists
     * @param rules the clauses of WskRelease
     */
    Lender(
            EngineSocket socket,
            EventFaults faults,
            Class<L> kind,
            Function<TransportBuffer, L> maker,
            String callback,
            String rules) {
        this.socket = socket;
        this.faults = faults;
        this.kind = kind;
        this.maker = maker;
        this.callback = callback;
        this.rules = rules;
    }

    /** How many lists the client retains. */
    int retained() {
        return Math.max(0, retained.get()); // for a moment it may be too low
    }

    /**
     * Lends a list of buffers; answers the loan of the first. A loan that is kept for later serves again, unless every list
     * is to be told from all before it, as the verifier wants.
     */
    L lend(TransportBuffer list) {
        boolean afresh = socket.engine().verifies();
        L first = loanOf(list, afresh);
        L last = first;
        for (TransportBuffer buffer = list.next(); buffer != null; buffer = buffer.next()) {
            L member = loanOf(buffer, afresh);
            member.begin(Loan.State.MEMBER);
            last.link(member);
            last = member;
        }
        last.link(null);
        first.begin(Loan.State.INDICATED);
        return first;
    }

    private L loanOf(TransportBuffer buffer, boolean afresh) {
        L loan;
        if (!afresh && kind.isInstance(buffer.attachment())) {
            loan = kind.cast(buffer.attachment());
        } else {
            loan = maker.apply(buffer);
            buffer.setAttachment(loan);
        }
        loan.show(this);
        return loan;
    }

    /** The client keeps the list, unless another thread of it was faster and has given it back: that counts as never kept. */
    void retain(L loan) {
        if (!loan.move(Loan.State.INDICATED, Loan.State.RETAINED)) {
            loan.move(Loan.State.RETURNED, Loan.State.IDLE);
            loan.giveBack();
            return;
        }
        retained.incrementAndGet(); // a release from now on may count down first
        if (socket.phase().isClosing() && loan.state() == Loan.State.RETAINED) {
            faults.complain(
                    callback + " retained a list after WskCloseSocket was called: nobody can release it any more ("
                            + rules + "-04)");
        }
    }

    /** The client has answered the callback otherwise: the list is not its any more. */
    void end(L loan, NtStatus status) {
        if (!loan.move(Loan.State.INDICATED, Loan.State.IDLE)) {
            loan.move(Loan.State.RETURNED, Loan.State.IDLE);
            faults.complain(callback + " released a list with WskRelease and then returned " + status
                    + ": only a list that is retained with STATUS_PENDING is released (" + rules + "-01)");
        }
    }

    /** Takes back a list that the client has retained; null for none of the engine's. */
    NtStatus release(L loan) {
        if (loan == null || !loan.isHeldBy(this)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (loan.move(Loan.State.RETAINED, Loan.State.IDLE)) {
            retained.decrementAndGet();
            loan.giveBack();
            return NtStatus.STATUS_SUCCESS;
        }
        if (loan.move(Loan.State.INDICATED, Loan.State.RETURNED)) {
            return NtStatus.STATUS_SUCCESS; // the callback is about to say that it retains it
        }
        if (loan.state() == Loan.State.RETAINED) {
            return release(loan); // in this moment the callback has returned
        }
        throw new BugCheck(
                BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "WskRelease on " + socket.describe() + " was given "
                        + (loan.state() == Loan.State.MEMBER
                                ? "an indication from within a list: the head is released, and with it the list ("
                                        + rules + "-03)."
                                : "a list that is not retained: it was released before, or never kept with"
                                        + " STATUS_PENDING (" + rules + "-01)."));
    }
}
