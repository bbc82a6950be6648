// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskSocket;

/** A connection that records nothing, and completes every other send after the callback. It allocates nothing itself. */
final class SilentConnection extends UnusedFunctions implements WskSocket {
    int sends;
    int releases;
    private Irp pending;

    /** Calls the receive event, and completes what is pending then. */
    void indicate(EventConnection connection, WskDataIndication list) {
        NtStatus answer = connection.callbacks().wskReceiveEvent().wskReceiveEvent(connection, 0, list, 0, null);
        if (answer.isPending() != (pending != null)) {
            throw new AssertionError(answer);
        }
        if (pending != null) {
            Irp last = pending;
            pending = null;
            last.complete(NtStatus.STATUS_SUCCESS, 64);
        }
    }

    @Override
    public NtStatus wskSend(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        irp.setNextStackLocation();
        if (++sends % 4 != 0) {
            return irp.complete(NtStatus.STATUS_SUCCESS, 64);
        }
        irp.markPending();
        pending = irp;
        return NtStatus.STATUS_PENDING;
    }

    @Override
    public NtStatus wskRelease(WskSocket socket, WskDataIndication dataIndication) {
        releases++;
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public WskProviderBasicDispatch dispatch() {
        return this;
    }

    @Override
    public NtStatus wskReceive(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        throw new AssertionError();
    }

    @Override
    public NtStatus wskDisconnect(WskSocket socket, WskBuf buffer, int flags, Irp irp) {
        throw new AssertionError();
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        throw new AssertionError();
    }
}
