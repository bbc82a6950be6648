// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskSocket;

/** A socket of any category, as a test calls it: control operations and the close. */
class AnySocket {
    private final WskSocket socket;

    AnySocket(WskSocket socket) {
        this.socket = socket;
    }

    final WskSocket socket() {
        return socket;
    }

    WskProviderBasicDispatch dispatch() {
        return socket.dispatch();
    }

    /** The engine's side of it. */
    EngineSocket engineSide() {
        return (EngineSocket) socket;
    }

    // ---- events

    /** Enables events, without an IRP as it has to be. */
    final NtStatus enable(int events) {
        return control(WskConstants.NPI_WSK_INTERFACE_ID, events, null);
    }

    /** Disables one event without an IRP. */
    final NtStatus disable(int event) {
        return control(WskConstants.NPI_WSK_INTERFACE_ID, event | WskConstants.WSK_EVENT_DISABLE, null);
    }

    /** Disables one event with an IRP. */
    final Call disable(int event, RecordedIrp irp) {
        return new Call(
                control(WskConstants.NPI_WSK_INTERFACE_ID, event | WskConstants.WSK_EVENT_DISABLE, irp.irp()), irp);
    }

    /** SO_WSK_EVENT_CALLBACK. */
    final NtStatus control(Guid npiId, int mask, Irp irp) {
        return dispatch()
                .wskControlSocket(
                        socket,
                        WskControlSocketType.WskSetOption,
                        WskConstants.SO_WSK_EVENT_CALLBACK,
                        SocketOptions.SOL_SOCKET,
                        WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL,
                        new WskEventCallbackControl(npiId, mask),
                        0,
                        null,
                        null,
                        irp);
    }

    // ---- options and control codes, each with an IRP

    final Call set(int level, int option, long size, Object value) {
        return call(WskControlSocketType.WskSetOption, option, level, size, value, 0, null, null);
    }

    final Call get(int level, int option, long size, Object value) {
        return call(WskControlSocketType.WskGetOption, option, level, 0, null, size, value, null);
    }

    final Call ioctl(int code, long inputSize, Object input, long outputSize, Object output) {
        return call(WskControlSocketType.WskIoctl, code, 0, inputSize, input, outputSize, output, null);
    }

    final Call call(
            WskControlSocketType type,
            int code,
            int level,
            long inputSize,
            Object input,
            long outputSize,
            Object output,
            SizeT sizeReturned) {
        RecordedIrp irp = RecordedIrp.ready();
        return new Call(
                dispatch()
                        .wskControlSocket(
                                socket,
                                type,
                                code,
                                level,
                                inputSize,
                                input,
                                outputSize,
                                output,
                                sizeReturned,
                                irp.irp()),
                irp);
    }

    /** A control code without an IRP. */
    final NtStatus ioctl(int code, long inputSize, Object input, long outputSize, Object output, SizeT sizeReturned) {
        return callInline(WskControlSocketType.WskIoctl, code, 0, inputSize, input, outputSize, output, sizeReturned);
    }

    /** Anything without an IRP. */
    final NtStatus callInline(
            WskControlSocketType type,
            int code,
            int level,
            long inputSize,
            Object input,
            long outputSize,
            Object output,
            SizeT sizeReturned) {
        return dispatch()
                .wskControlSocket(socket, type, code, level, inputSize, input, outputSize, output, sizeReturned, null);
    }

    // ---- the end

    final Call close() {
        return close(RecordedIrp.ready());
    }

    final Call close(RecordedIrp irp) {
        return new Call(dispatch().wskCloseSocket(socket, irp.irp()), irp);
    }
}
