// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.spi.CachedDescriptors;

/**
 * Whether a socket shares the local address that it is going to have: SO_REUSEADDR and SO_EXCLUSIVEADDRUSE, each 0 or 1, of
 * which one at most is 1; and SO_WSK_SECURITY, the descriptor that others are held against who want to share it.
 *
 * <p>The transport is told of SO_REUSEADDR, and may refuse it; the other ones are the engine's alone.
 *
 * <p>State: {@link Mode}. That it changes before the bind only is the caller's to see to.
 *
 * <p>Threads: safe for all. Locks: its own monitor; the transport is not called with it.
 *
 * <p>Spec: SO-REUSEADDR-*, SO-EXCLUSIVE-*, SO-SECURITY-*; windows-vs-docs readings 22 and 24.
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

    /** The descriptor of a socket that was given none: it lets nobody share. */
    static final SecurityDescriptor DEFAULT = SecurityDescriptor.of(
            SecurityDescriptor.SE_DACL_PRESENT | SecurityDescriptor.SE_DACL_PROTECTED, null, null, Acl.of(), null);

    private Mode mode = Mode.UNDECIDED; // @GuardedBy("this")
    private SecurityDescriptor descriptor = DEFAULT; // @GuardedBy("this")
    private AddressTable.Claim claim; // @GuardedBy("this"): the entry of the socket's address; null unless it has one

    synchronized Mode mode() {
        return mode;
    }

    synchronized SecurityDescriptor descriptor() {
        return descriptor;
    }

    synchronized void setDescriptor(SecurityDescriptor newDescriptor) {
        descriptor = newDescriptor;
    }

    synchronized void setClaim(AddressTable.Claim newClaim) {
        claim = newClaim;
    }

    /** The entry, which the caller takes out of the table; null when there is none, or somebody else does. */
    synchronized AddressTable.Claim takeClaim() {
        AddressTable.Claim taken = claim;
        claim = null;
        return taken;
    }

    /** Sets or gets one of the three; null when it is another option. The arguments are those of its row. */
    NtStatus run(EngineSocket socket, ControlCall call, SizeT written) {
        if (call.isOption(SocketOptions.SOL_SOCKET, WskConstants.SO_WSK_SECURITY)) {
            return call.gets() ? getDescriptor(socket, call, written) : setDescriptor(socket, call);
        }
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

    /** The copy is the client's to release; what the socket has is not touched by that. */
    private NtStatus getDescriptor(EngineSocket socket, ControlCall call, SizeT written) {
        // the client declares it as Ptr<SecurityDescriptor>, as the option demands
        @SuppressWarnings("unchecked")
        Ptr<SecurityDescriptor> output = (Ptr<SecurityDescriptor>) call.output();
        output.set(socket.client().securityDescriptors().cache(descriptor()));
        written.set(WskConstants.SIZEOF_POINTER);
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus setDescriptor(EngineSocket socket, ControlCall call) {
        CachedDescriptors cached = socket.client().securityDescriptors();
        if (!(((Ptr<?>) call.input()).get() instanceof SecurityDescriptor given) || !cached.use(given)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        try {
            setDescriptor(given);
            return NtStatus.STATUS_SUCCESS;
        } finally {
            cached.endUse(given);
        }
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
