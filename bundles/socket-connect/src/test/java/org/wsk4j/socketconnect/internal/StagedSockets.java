// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.PfnWskSocket;

/**
 * A socket engine whose functions answer what a test says: at once, from another thread before they return, or later.
 *
 * <p>Threads: one at a time, but for the completions that come from another thread, which the function waits for.
 */
final class StagedSockets implements PfnWskSocket {
    /** When a stage is over. */
    enum When {
        /** Before the function returns, and it returns the outcome. */
        INLINE,
        /** Before the function returns, in another thread; it returns STATUS_PENDING. */
        EARLY,
        /** When the test takes a {@link StagedSockets#step}. */
        LATER
    }

    private final Map<ConnectStage, When> when = new EnumMap<>(ConnectStage.class);
    private final Map<ConnectStage, NtStatus> outcome = new EnumMap<>(ConnectStage.class);
    private final Map<ConnectStage, NtStatus> ended = new EnumMap<>(ConnectStage.class);
    private final List<ConnectStage> started = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>(); // of WskSocket
    private final List<SockAddr> addresses = new ArrayList<>(); // of WskBind, then WskConnect
    private final WskProviderConnectionDispatch dispatch = (WskProviderConnectionDispatch) Proxy.newProxyInstance(
            StagedSockets.class.getClassLoader(),
            new Class<?>[] {WskProviderConnectionDispatch.class},
            (proxy, method, arguments) -> call(method.getName(), arguments));
    private final WskSocket socket = new WskSocket() {
        @Override
        public WskProviderBasicDispatch dispatch() {
            return dispatch;
        }
    };

    private Runnable inside = () -> {};
    private ConnectStage insideStage;
    private boolean deafToCancel;
    private int open; // sockets
    private ConnectStage pendingStage;
    private Irp pendingIrp;
    private boolean cancelling;
    private Thread other; // the last one that completed something early

    StagedSockets() {
        for (ConnectStage stage : ConnectStage.values()) {
            when.put(stage, When.INLINE);
            outcome.put(stage, STATUS_SUCCESS);
        }
    }

    StagedSockets answers(ConnectStage stage, When newWhen) {
        when.put(stage, newWhen);
        return this;
    }

    StagedSockets ends(ConnectStage stage, NtStatus status) {
        outcome.put(stage, status);
        return this;
    }

    /** Does something inside the function of a stage, before it answers. */
    StagedSockets inside(ConnectStage stage, Runnable action) {
        insideStage = stage;
        inside = action;
        return this;
    }

    /** A stage that is cancelled ends as if it had not been: its outcome came first. */
    StagedSockets deafToCancel() {
        deafToCancel = true;
        return this;
    }

    /** The only socket that it makes. */
    WskSocket socket() {
        return socket;
    }

    int openSockets() {
        return open;
    }

    /** The stages that were started, in order. */
    List<ConnectStage> started() {
        return started;
    }

    /** How a stage ended, null when it did not. */
    NtStatus ended(ConnectStage stage) {
        return ended.get(stage);
    }

    /** The arguments of WskSocket, but for the IRP. */
    List<Object> arguments() {
        return arguments;
    }

    List<SockAddr> addresses() {
        return addresses;
    }

    /** The stage that waits for a {@link #step}, or null. */
    ConnectStage pendingStage() {
        return pendingStage;
    }

    /** Ends the stage that waits. */
    void step() {
        pendingIrp.setCancelRoutine(null);
        end(takePending());
    }

    private ConnectStage takePending() {
        ConnectStage stage = pendingStage;
        pendingStage = null;
        return stage;
    }

    private void end(ConnectStage stage) {
        complete(stage, pendingIrp, outcome.get(stage));
    }

    private NtStatus complete(ConnectStage stage, Irp irp, NtStatus status) {
        ended.put(stage, status);
        if (!status.isSuccess()) {
            return irp.complete(status, 0);
        }
        if (stage == ConnectStage.CREATE) {
            open++;
            return irp.complete(status, socket);
        }
        if (stage == ConnectStage.UNDO) {
            open--;
        }
        return irp.complete(status, 0);
    }

    private NtStatus start(ConnectStage stage, Irp irp) {
        irp.setNextStackLocation();
        started.add(stage);
        if (stage == insideStage) {
            inside.run();
        }
        switch (when.get(stage)) {
            case INLINE:
                return complete(stage, irp, outcome.get(stage));
            case EARLY:
                if (!pend(stage, irp)) {
                    return complete(stage, irp, STATUS_CANCELLED);
                }
                other = new Thread(this::step);
                other.start();
                if (!cancelling) { // there the completion may have to wait until the cancel routine has returned
                    settle();
                }
                return STATUS_PENDING;
            default:
                return pend(stage, irp) ? STATUS_PENDING : complete(stage, irp, STATUS_CANCELLED);
        }
    }

    private boolean pend(ConnectStage stage, Irp irp) {
        pendingStage = stage;
        pendingIrp = irp;
        if (stage == ConnectStage.UNDO || deafToCancel) {
            irp.markPending();
            return true;
        }
        if (irp.pend(this::cancel)) {
            return true;
        }
        pendingStage = null;
        return false;
    }

    private void cancel(Irp irp) {
        cancelling = true;
        try {
            complete(takePending(), irp, STATUS_CANCELLED);
        } finally {
            cancelling = false;
        }
    }

    /** Waits until the other thread has completed what it completes. */
    void settle() {
        try {
            if (other != null) {
                other.join();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public NtStatus wskSocket(
            WskClient client,
            int addressFamily,
            int socketType,
            int protocol,
            int flags,
            Object socketContext,
            Object clientDispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp) {
        for (Object argument : new Object[] {
            client,
            addressFamily,
            socketType,
            protocol,
            flags,
            socketContext,
            clientDispatch,
            owningProcess,
            owningThread,
            securityDescriptor
        }) {
            arguments.add(argument);
        }
        return start(ConnectStage.CREATE, irp);
    }

    private NtStatus call(String function, Object[] given) {
        if (given[0] != socket || open != 1) {
            throw new AssertionError(function + " of a socket that is not open");
        }
        switch (function) {
            case "wskBind":
                addresses.add((SockAddr) given[1]);
                return start(ConnectStage.BIND, (Irp) given[3]);
            case "wskConnect":
                addresses.add((SockAddr) given[1]);
                return start(ConnectStage.CONNECT, (Irp) given[3]);
            case "wskCloseSocket":
                return start(ConnectStage.UNDO, (Irp) given[1]);
            default:
                throw new AssertionError(function + " is not called by WskSocketConnect");
        }
    }
}
