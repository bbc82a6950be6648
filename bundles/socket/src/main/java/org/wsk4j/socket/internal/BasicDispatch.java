// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * The functions that sockets of every category have (WSK_PROVIDER_BASIC_DISPATCH).
 *
 * <p>Options and control codes are those of the category, else the transport's, which answers STATUS_NOT_SUPPORTED for
 * those that it does not know.
 *
 * <p>Threads: safe for all. Spec: PROVIDER-BASIC-01..PROVIDER-BASIC-03, CONTROLSOCKET-01..CONTROLSOCKET-19, CLOSE-*.
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
        if (EventControl.isMeant(requestType, level, controlCode)) {
            if (found == null) {
                return irp == null ? NtStatus.STATUS_INVALID_HANDLE : notASocket(irp);
            }
            boolean outputs = outputSize != 0 || outputBuffer != null || outputSizeReturned != null;
            return EventControl.run(found, inputSize, inputBuffer, outputs, irp);
        }
        if (irp == null || found == null) {
            return unusable(irp); // all else requires one
        }
        found.begin(irp, "WskControlSocket");
        try {
            return control(
                    found, requestType, controlCode, level, inputSize, inputBuffer, outputSize, outputBuffer, irp);
        } finally {
            found.leave();
        }
    }

    private NtStatus control(
            S socket,
            WskControlSocketType type,
            int code,
            int level,
            long inputSize,
            Object input,
            long outputSize,
            Object output,
            Irp irp) {
        if (!socket.isFunctional()) {
            return socket.finish(irp, NtStatus.STATUS_FILE_FORCED_CLOSED);
        }
        boolean sets = type == WskControlSocketType.WskSetOption;
        boolean gets = type == WskControlSocketType.WskGetOption;
        if (type == null
                || inputSize < 0
                || outputSize < 0
                || sets && (inputSize == 0 || input == null)
                || gets && (outputSize == 0 || output == null)) {
            return socket.finish(irp, NtStatus.STATUS_INVALID_PARAMETER);
        }
        SizeT written = new SizeT();
        NtStatus own = socket.control(type, level, code, input, outputSize, output, written);
        NtStatus status = own != null
                ? own
                : socket.onEndpoint(endpoint -> switch (type) {
                    case WskSetOption -> endpoint.setOption(level, code, input);
                    case WskGetOption -> endpoint.getOption(level, code, output, written);
                    case WskIoctl -> endpoint.control(code, input, output, written);
                });
        return socket.finish(irp, socket.request(irp, EngineSocket.QUERY, 0), status, written.get(), null);
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
