// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.function.Function;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * The functions that sockets of every category have (WSK_PROVIDER_BASIC_DISPATCH).
 *
 * <p>What WskControlSocket does is {@link SocketControl}'s to say and {@link ControlFlow}'s to carry out.
 *
 * <p>Threads: safe for all.
 *
 * <p>Spec: PROVIDER-BASIC-01, PROVIDER-BASIC-02, CONTROLSOCKET-02.
 */
abstract class BasicDispatch<S extends EngineSocket> implements WskProviderBasicDispatch {
    private final Class<S> category;

    BasicDispatch(Class<S> category) {
        this.category = category;
    }

    /** The socket, or null when it is none of this table's; with a usable IRP the caller completes it so. */
    final S socket(WskSocket socket) {
        return socket != null && socket.getClass() == category ? category.cast(socket) : null;
    }

    /** The answer when there is no IRP, or no socket of this category. */
    static NtStatus unusable(Irp irp) {
        return irp == null ? NtStatus.STATUS_INVALID_PARAMETER : notASocket(irp);
    }

    /** What every function answers that got no socket of its category. */
    static NtStatus notASocket(Irp irp) {
        return Completer.refuse(irp, NtStatus.STATUS_INVALID_HANDLE, null);
    }

    /** Begins a call with its IRP, to be ended with {@link EngineSocket#leave}; null when it is {@link #unusable}. */
    final S begun(WskSocket socket, Irp irp, String function) {
        S found = socket(socket);
        if (irp == null || found == null) {
            return null;
        }
        found.begin(irp, function);
        return found;
    }

    /** Runs a call with its IRP. Not for calls that come by the thousand: what a lambda captures is allocated. */
    final NtStatus call(WskSocket socket, Irp irp, String function, Function<S, NtStatus> body) {
        S found = begun(socket, irp, function);
        if (found == null) {
            return unusable(irp);
        }
        try {
            return body.apply(found);
        } finally {
            found.leave();
        }
    }

    @Override
    public NtStatus wskControlSocket(
            WskSocket socket,
            WskControlSocketType requestType,
            int controlCode,
            int level,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        S found = socket(socket);
        SocketControl row = SocketControl.of(requestType, level, controlCode);
        if (found == null || irp == null && (row == null || row.irp() == SocketControl.IrpRule.REQUIRED)) {
            return irp == null && found == null && row == SocketControl.SO_WSK_EVENT_CALLBACK
                    ? NtStatus.STATUS_INVALID_HANDLE
                    : unusable(irp);
        }
        if (row != null && row.isPassive()) {
            Irql.requirePassive("WskControlSocket with " + row);
        }
        return ControlFlow.run(
                found,
                row,
                new ControlCall(
                        requestType,
                        controlCode,
                        level,
                        inputSize,
                        inputBuffer,
                        outputSize,
                        outputBuffer,
                        outputSizeReturned,
                        irp));
    }

    @Override
    public NtStatus wskCloseSocket(WskSocket socket, Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        S found = socket(socket);
        return found == null ? notASocket(irp) : found.close(irp);
    }
}
