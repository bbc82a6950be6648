// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.wsk.WskDataIndication;

/** A buffer that the client sees as a WSK_DATA_INDICATION. */
final class DataLoan extends Loan {
    private final WskDataIndication indication = new WskDataIndication(null, bytes(), this);

    DataLoan(TransportBuffer buffer) {
        super(buffer);
    }

    /** The loan that an indication stands for, or null when the engine did not make it. */
    static DataLoan of(WskDataIndication indication) {
        return indication != null && indication.reserved() instanceof DataLoan loan ? loan : null;
    }

    WskDataIndication indication() {
        return indication;
    }

    @Override
    void link(Loan next) {
        indication.setNext(next == null ? null : ((DataLoan) next).indication);
    }
}
