// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.IoCancelRoutine;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * One WskSocketConnect on its way through its stages.
 *
 * <p>State: {@link ConnectStage} says which stage runs; {@link Caller} says whether the caller is still inside
 * WskSocketConnect. As long as every stage ends at once, the caller's thread runs them all and the client's IRP completes
 * inline. The first stage that is pending makes the caller mark the client's IRP pending and leave; from then on whichever
 * thread completes a stage runs the next one. A stage that completes before the caller has left is left to the caller.
 *
 * <p>Threads: one at a time runs the stages; handing over goes through {@link #caller} or through the inner IRP, so that all
 * that was written before is seen. Only {@link #cancel} comes from anywhere.
 *
 * <p>Locks: none.
 */
final class ConnectOperation implements IoCompletionRoutine, IoCancelRoutine, OwnedRequest {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectOperation.class);

    /** How the socket is made: WskSocket with all of its arguments but the IRP. */
    @FunctionalInterface
    interface Creation {
        NtStatus create(Irp irp);
    }

    /** Where the caller of WskSocketConnect is. */
    private enum Caller {
        /** Inside the call. */
        INSIDE,
        /** Left, with the client's IRP pending. */
        LEFT,
        /** Inside the call, and a pending stage is over that waits for it. */
        AWAITED
    }

    private final WskClientObject client;
    private final Irp clientIrp;
    private final SockAddr localAddress;
    private final SockAddr remoteAddress;
    private final SecurityDescriptor descriptor; // in use until the end; null for none
    private final Irp inner = Irp.allocate(1);
    private final AtomicReference<Caller> caller = new AtomicReference<>(Caller.INSIDE);

    private final long started = System.nanoTime();

    private Creation creation; // whoever runs the stages
    private ConnectStage stage = ConnectStage.CREATE; // likewise
    private WskSocket socket; // likewise
    private NtStatus outcome = NtStatus.STATUS_SUCCESS; // likewise: the first failure
    private boolean pended; // likewise: the client's IRP is marked

    ConnectOperation(
            WskClientObject client,
            Irp clientIrp,
            SockAddr localAddress,
            SockAddr remoteAddress,
            SecurityDescriptor descriptor) {
        this.client = client;
        this.clientIrp = clientIrp;
        this.localAddress = localAddress;
        this.remoteAddress = remoteAddress;
        this.descriptor = descriptor;
    }

    /** Notes with the client what the operation needs until {@link #end}; else answers why it may not be. */
    NtStatus begin() {
        if (descriptor != null && !client.securityDescriptors().use(descriptor)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (client.begun(this)) {
            return NtStatus.STATUS_SUCCESS;
        }
        endUse();
        return NtStatus.STATUS_DEVICE_NOT_READY;
    }

    /** Ends what {@link #begin} began, when it comes to nothing. */
    void end() {
        endUse();
        client.ended(this);
    }

    private void endUse() {
        if (descriptor != null) {
            client.securityDescriptors().endUse(descriptor);
        }
    }

    /** Runs the stages in the caller's thread as far as they go; answers what WskSocketConnect returns. */
    NtStatus start(Creation how) {
        creation = how;
        while (run()) {
            if (!pended && caller.get() == Caller.INSIDE) {
                pend();
            }
            if (caller.compareAndSet(Caller.INSIDE, Caller.LEFT)) {
                return NtStatus.STATUS_PENDING;
            }
            caller.set(Caller.INSIDE);
            if (proceed()) {
                finish(); // the stage that ended meanwhile was the last one
            }
        }
        return pended ? NtStatus.STATUS_PENDING : outcome;
    }

    /** Marks the client's IRP pending; a cancel that came before is passed on. */
    private void pend() {
        if (!clientIrp.pend(this)) {
            clientIrp.markPending();
            inner.cancel();
        }
        pended = true;
    }

    /** Runs stages until one is pending, true, or all are done, false. */
    private boolean run() {
        while (stage != ConnectStage.DONE) {
            inner.reuse(NtStatus.STATUS_SUCCESS);
            inner.setCompletionRoutine(this, null, true, true, true);
            // a cancel either finds the IRP reused, or issue finds the cancel: else reuse would wipe it out
            VarHandle.fullFence();
            if (issueGuarded().isPending()) {
                return true;
            }
        }
        return false;
    }

    /** A stage whose function throws has failed like any other. */
    private NtStatus issueGuarded() {
        ConnectStage started = stage;
        try {
            return issue();
        } catch (RuntimeException | Error e) {
            LOG.error("{} of a WskSocketConnect of {} threw", started, name(client.bundle()), e);
            if (stage != started) {
                return NtStatus.STATUS_SUCCESS; // it had ended before: go on
            }
            return inner.isInFlight()
                    ? inner.complete(NtStatus.STATUS_UNSUCCESSFUL, 0)
                    : inner.fail(NtStatus.STATUS_UNSUCCESSFUL);
        }
    }

    /** Starts the current stage. What it does inline ends in {@link #completed} before it returns. */
    private NtStatus issue() {
        if (stage != ConnectStage.UNDO && clientIrp.isCancelled()) {
            return inner.fail(NtStatus.STATUS_CANCELLED);
        }
        return switch (stage) {
            case CREATE -> creation.create(inner);
            case BIND -> dispatch().wskBind(socket, localAddress, 0, inner);
            case CONNECT -> dispatch().wskConnect(socket, remoteAddress, 0, inner);
            case UNDO -> dispatch().wskCloseSocket(socket, inner);
            case DONE -> throw new IllegalStateException("nothing is left to do");
        };
    }

    private WskProviderConnectionDispatch dispatch() {
        return (WskProviderConnectionDispatch) socket.dispatch();
    }

    /** A stage is over. */
    @Override
    public NtStatus completed(Object deviceObject, Irp irp, Object context) {
        if (irp.pendingReturned() && caller.compareAndSet(Caller.INSIDE, Caller.AWAITED)) {
            return NtStatus.STATUS_MORE_PROCESSING_REQUIRED; // start goes on
        }
        boolean inline = !irp.pendingReturned();
        if (proceed()) {
            finish(); // here, not after the stage's function returned: so the engine limits how deep completions nest
        } else if (!inline) {
            run();
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    /** Notes the outcome of the stage that is over and moves on; true when that was the last one. */
    private boolean proceed() {
        NtStatus status = inner.ioStatus().status();
        if (stage == ConnectStage.CREATE && status.isSuccess()) {
            socket = inner.ioStatus().informationObject(WskSocket.class);
        }
        if (stage != ConnectStage.UNDO && !status.isSuccess()) {
            outcome = status;
        }
        stage = stage.after(status);
        return stage == ConnectStage.DONE;
    }

    private void finish() {
        endUse();
        try {
            complete(clientIrp, outcome, socket, client.bundle());
        } finally {
            client.ended(this);
        }
    }

    /** Completes an IRP of a client; what its routine throws is logged, never thrown. */
    static NtStatus complete(Irp irp, NtStatus status, WskSocket socket, Bundle client) {
        try {
            return irp.complete(status, socket);
        } catch (RuntimeException | Error e) {
            LOG.error(
                    "A completion routine of {} failed; WskSocketConnect itself had ended with {}",
                    name(client),
                    status,
                    e);
            return status;
        }
    }

    private static String name(Bundle client) {
        return client == null ? "a client without a bundle" : client.getSymbolicName();
    }

    @Override
    public String describe() {
        return "WskSocketConnect to " + remoteAddress + ", pending for "
                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started) + " s";
    }

    /** The client cancels its IRP: whatever stage runs is given up; the next one looks before it starts. */
    @Override
    public void cancel(Irp irp) {
        inner.cancel();
    }
}
