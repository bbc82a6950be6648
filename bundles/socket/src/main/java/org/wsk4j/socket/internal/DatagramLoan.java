// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wsk.WskDatagramIndication;

/** A buffer that the client sees as a WSK_DATAGRAM_INDICATION. */
final class DatagramLoan extends Loan {
    private final WskDatagramIndication indication = new WskDatagramIndication(null, bytes(), null, 0, null, this);

    DatagramLoan(TransportBuffer buffer) {
        super(buffer);
    }

    /** The loan that an indication stands for, or null when the engine did not make it. */
    static DatagramLoan of(WskDatagramIndication indication) {
        return indication != null && indication.reserved() instanceof DatagramLoan loan ? loan : null;
    }

    WskDatagramIndication indication() {
        return indication;
    }

    @Override
    void link(Loan next) {
        indication.setNext(next == null ? null : ((DatagramLoan) next).indication);
    }

    @Override
    void show(Lender<?> newHolder) {
        super.show(newHolder);
        indication.set(buffer().control(), buffer().controlLength(), buffer().remoteAddress());
    }
}
