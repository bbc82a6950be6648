// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;

/**
 * Whether a socket shares the local address that it is going to have: SO_REUSEADDR and SO_EXCLUSIVEADDRUSE, each 0 or 1, of
 * which one at most is 1.
 *
 * <p>The transport is told of SO_REUSEADDR, and may refuse it; the other one is the engine's alone.
 *
 * <p>State: {@link Mode}. That it changes before the bind only is the caller's to see to.
 *
 * <p>Threads: safe for all. Locks: its own monitor; the transport is not called with it.
 *
 * <p>Spec: SO-REUSEADDR-*, SO-EXCLUSIVE-*; windows-vs-docs readings 22 and 24.
 */
final class AddressSharing {
    /** What a socket wants of its local address. */
    enum Mode {
        /** Neither option is on. */
        UNDECIDED,
        /** SO_REUSEADDR is on. */
        SHARED,
        /** SO_EXCLUSIVEADDRUSE is on. */
        EXCLUSIVE
    }

    private Mode mode = Mode.UNDECIDED; // @GuardedBy("this")

    synchronized Mode mode() {
        return mode;
    }

    /** Sets or gets one of the two; null when it is another option. The arguments are those of its row. */
    NtStatus run(EngineSocket socket, ControlCall call, SizeT written) {
        Mode asked = modeOf(call);
        if (asked == null) {
            return null;
        }
        if (call.gets()) {
            ((ULong) call.output()).set(mode() == asked ? 1 : 0);
            written.set(WskConstants.SIZEOF_ULONG);
            return NtStatus.STATUS_SUCCESS;
        }
        int value = ((ULong) call.input()).get();
        if (value != 0 && value != 1) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        return asked == Mode.EXCLUSIVE ? change(asked, value == 1) : share(socket, call, value == 1);
    }

    private static Mode modeOf(ControlCall call) {
        if (call.isOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR)) {
            return Mode.SHARED;
        }
        return call.isOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_EXCLUSIVEADDRUSE) ? Mode.EXCLUSIVE : null;
    }

    private NtStatus share(EngineSocket socket, ControlCall call, boolean on) {
        Mode before = mode();
        NtStatus status = change(Mode.SHARED, on);
        if (status.isSuccess()) {
            status = socket.onEndpoint(endpoint -> endpoint.setOption(call.level(), call.code(), call.input()));
            if (!status.isSuccess()) {
                change(Mode.SHARED, before == Mode.SHARED);
            }
        }
        return status;
    }

    private synchronized NtStatus change(Mode asked, boolean on) {
        if (on && mode != asked && mode != Mode.UNDECIDED) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (on) {
            mode = asked;
        } else if (mode == asked) {
            mode = Mode.UNDECIDED;
        }
        return NtStatus.STATUS_SUCCESS;
    }
}
