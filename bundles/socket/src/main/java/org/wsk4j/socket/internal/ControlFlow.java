// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskControlSocketType;

/**
 * The way of a WskControlSocket: held against its row of {@link SocketControl}, then carried out by the socket or, if it is
 * the transport's, by the endpoint.
 *
 * <p>Checked in this order: whether the socket works, the sizes, the IRP rule, whether sockets of the category have it, the
 * buffers, the moment.
 *
 * <p>Threads: safe for all. Spec: CONTROLSOCKET-01..CONTROLSOCKET-18; windows-vs-docs readings 5, 24, 53 to 55.
 */
final class ControlFlow {
    private ControlFlow() {}

    /** Answers what WskControlSocket returns; the row may be null. */
    static NtStatus run(EngineSocket socket, SocketControl row, ControlCall call) {
        return call.irp() == null ? runInline(socket, row, call) : runWithIrp(socket, row, call);
    }

    private static NtStatus runInline(EngineSocket socket, SocketControl row, ControlCall call) {
        socket.enter("WskControlSocket");
        try {
            return carryOut(socket, row, call, new SizeT());
        } finally {
            socket.exit();
        }
    }

    private static NtStatus runWithIrp(EngineSocket socket, SocketControl row, ControlCall call) {
        socket.begin(call.irp(), "WskControlSocket");
        try {
            SizeT written = new SizeT();
            NtStatus status = carryOut(socket, row, call, written);
            if (status.isPending()) {
                return status;
            }
            TransportRequest request = socket.request(call.irp(), EngineSocket.QUERY, 0);
            return socket.finish(call.irp(), request, status, status.isSuccess() ? written.get() : 0, null);
        } finally {
            socket.leave();
        }
    }

    private static NtStatus carryOut(EngineSocket socket, SocketControl row, ControlCall call, SizeT written) {
        NtStatus status = refusal(socket, row, call);
        if (status == null) {
            status = row == SocketControl.SO_WSK_EVENT_CALLBACK
                    ? EventControl.run(socket, call)
                    : socket.control(call, written);
        }
        if (status == null) {
            status = socket.onEndpoint(endpoint -> onEndpoint(endpoint, call, written));
        }
        if (call.sizeReturned() != null && (status.isSuccess() || written.get() != 0)) {
            call.sizeReturned().set(written.get());
        }
        return status;
    }

    private static NtStatus onEndpoint(TransportEndpoint endpoint, ControlCall call, SizeT written) {
        return switch (call.type()) {
            case WskSetOption -> endpoint.setOption(call.level(), call.code(), call.input());
            case WskGetOption -> endpoint.getOption(call.level(), call.code(), call.output(), written);
            case WskIoctl -> endpoint.control(call.code(), call.input(), call.output(), written);
        };
    }

    /** Why it is not carried out; null when it is. */
    private static NtStatus refusal(EngineSocket socket, SocketControl row, ControlCall call) {
        if (!socket.isFunctional()) {
            return NtStatus.STATUS_FILE_FORCED_CLOSED;
        }
        if (call.type() == null || call.inputSize() < 0 || call.outputSize() < 0) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!socket.mayBeControlled()) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        if (row == null) {
            return refusalOfUnknown(call);
        }
        if (!row.irp().isMetBy(call.irp() != null, call.sizeReturned() != null)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!row.isFor(socket.category()) || call.gets() && !row.isGettable()) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        NtStatus refused = refusalOfBuffers(socket, row, call);
        if (refused == null && !call.gets() && !row.moment().isMetBy(socket)) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        }
        return refused;
    }

    private static NtStatus refusalOfUnknown(ControlCall call) {
        boolean valid = call.type() == WskControlSocketType.WskIoctl
                ? (call.input() != null || call.inputSize() == 0) && (call.output() != null || call.outputSize() == 0)
                : call.sets() ? call.hasInput() && call.hasNoOutput() : call.hasOutput() && call.hasNoInput();
        return valid ? null : NtStatus.STATUS_INVALID_PARAMETER;
    }

    private static NtStatus refusalOfBuffers(EngineSocket socket, SocketControl row, ControlCall call) {
        ValueType input = call.gets() ? ValueType.NONE : row.input();
        ValueType output = call.sets() ? ValueType.NONE : row.output();
        boolean mayBeAbsent = input == ValueType.ADDRESS || input == ValueType.OPAQUE && !call.sets();
        if (!(call.hasNoInput() && mayBeAbsent) && !(input.isMetBy(call.input()) && input.fits(call.inputSize()))) {
            return row.inputTooSmall(call);
        }
        if (call.input() instanceof SockAddr address
                && (!socket.isOfFamily(address) || call.inputSize() < address.size())) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        return refusalOfOutput(output, call);
    }

    /** Outputs whose size varies are looked at by whoever knows it. */
    private static NtStatus refusalOfOutput(ValueType output, ControlCall call) {
        if (output == ValueType.OPAQUE || output.isVariable()) {
            return call.hasNoOutput() || output.isMetBy(call.output()) ? null : NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!output.isMetBy(call.output()) || output != ValueType.NONE && call.outputSize() == 0) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (output.fits(call.outputSize())) {
            return null;
        }
        return output == ValueType.NONE ? NtStatus.STATUS_INVALID_PARAMETER : NtStatus.STATUS_BUFFER_TOO_SMALL;
    }
}
