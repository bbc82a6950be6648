// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.report.ClientReport;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.Waits;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;

/**
 * One registration of one client, from its WskRegister to the end of its WskDeregister: an NMR client of the WSK NPI.
 *
 * <p>It attaches to every provider that accepts its version, and keeps a {@link ProviderBinding} for each. A capture
 * takes the best of them; the client gets a {@link CapturedDispatch}, through which it calls as long as it holds a
 * capture. A provider that refuses the version is attached to with a version that it supports, which no capture ever
 * sees: so the refusal lasts exactly as long as the provider, and its characteristics may be read meanwhile. When a
 * provider or the client goes, its binding ends as {@link BindingEnd} has it.
 *
 * <p>The context of a binding, as the provider sees it, is a {@link WskClientNpi}: new for each binding, so that it
 * tells them apart, and with the client's own context inside.
 *
 * <p>State: {@link RegistrationState}.
 *
 * <p>Threads: safe for all. {@link #capture} with a wait and {@link #awaitDeregistered} block.
 *
 * <p>Locks: one, {@code lock}, for the states and all counts; nobody else's code is called under it.
 *
 * <p>Spec: REGISTER-01..REGISTER-14, DEREGISTER-01..DEREGISTER-12, CAPTURE-01..CAPTURE-15,
 * RELEASE-NPI-01..RELEASE-NPI-06, QUERYCHAR-01..QUERYCHAR-06.
 */
final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final NetworkModuleRegistrar nmr;
    private final Waits waits;
    private final Bundle bundle;
    private final String name; // made under no lock: a bundle is foreign code
    private final WskRegistration block;
    private final Object clientContext;
    private final WskClientDispatch clientDispatch;
    private final NpiRegistrationInstance onlyProvider;
    private final Throwable origin; // null unless it is tracked
    private final NmrClientHandle handle = new NmrClientHandle();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ProviderBindings bindings = new ProviderBindings(); // @GuardedBy("lock")
    private RegistrationState state = RegistrationState.REGISTERING; // @GuardedBy("lock")
    private final BindingEnd end;

    /** The only provider may be null: then every provider will do. */
    Registration(
            NetworkModuleRegistrar nmr,
            DetachTimer timer,
            Waits waits,
            Bundle bundle,
            WskClientNpi clientNpi,
            WskRegistration block,
            NpiRegistrationInstance onlyProvider,
            boolean tracksOrigin) {
        this.nmr = nmr;
        this.origin = tracksOrigin ? new Throwable() : null;
        this.waits = waits;
        this.bundle = bundle;
        this.name = "registration of " + bundle.getSymbolicName();
        this.block = block;
        this.clientContext = clientNpi.clientContext();
        this.clientDispatch = clientNpi.dispatch();
        this.onlyProvider = onlyProvider;
        this.end = new BindingEnd(bundle.getSymbolicName(), nmr, timer, waits, lock, bindings);
    }

    /** What a block holds; null when it is not ours or not in use. */
    static Registration of(WskRegistration block) {
        return block.reserved() instanceof Registration registration ? registration : null;
    }

    /** Takes the block; false when it holds another registration that is not over. */
    boolean takeBlock() {
        Registration before = of(block);
        if (before == null) {
            return block.reserve(null, this);
        }
        int owed = before.forfeitedAtTheEnd();
        if (owed < 0 || !block.reserve(before, this)) {
            return false;
        }
        lock.lock();
        try {
            bindings.inherit(owed);
        } finally {
            lock.unlock();
        }
        return true;
    }

    /** Joins the registrar; a provider that is there is attached when this returns. */
    NtStatus register() {
        NtStatus status = nmr.nmrRegisterClient(
                new NpiClientCharacteristics(
                        this::attachProvider,
                        this::detachProvider,
                        null,
                        new NpiRegistrationInstance(
                                WskConstants.NPI_WSK_INTERFACE_ID, NpiModuleId.of(bundle), 0, null)),
                null,
                handle);
        lock.lock();
        try {
            if (status != NtStatus.STATUS_SUCCESS) {
                becomeLocked(RegistrationState.DEREGISTERED);
            } else if (state == RegistrationState.REGISTERING) {
                becomeLocked(RegistrationState.REGISTERED);
            }
        } finally {
            lock.unlock();
        }
        if (status != NtStatus.STATUS_SUCCESS) {
            block.reserve(this, null);
        }
        return status;
    }

    /**
     * WskCaptureProviderNPI; the caller has checked its IRQL. An interrupt does not end the wait: it is kept for later.
     */
    NtStatus capture(int waitTimeout, WskProviderNpi npi) {
        if (waitTimeout == WskConstants.WSK_NO_WAIT) {
            return captureOrWait(waitTimeout, npi);
        }
        Thread thread = Thread.currentThread();
        Waits.Wait wait = waits.begin(
                "WskCaptureProviderNPI of " + this, thread, () -> RegistrationWaits.forCapture(version(), thread));
        try {
            return captureOrWait(waitTimeout, npi);
        } finally {
            wait.close();
        }
    }

    private NtStatus captureOrWait(int waitTimeout, WskProviderNpi npi) {
        long left = waitTimeout == WskConstants.WSK_INFINITE_WAIT
                ? Long.MAX_VALUE
                : TimeUnit.MILLISECONDS.toNanos(Integer.toUnsignedLong(waitTimeout));
        boolean interrupted = false;
        ProviderBinding captured;
        lock.lock();
        try {
            long start = System.nanoTime();
            while (state.awaitsProvider() && left - (System.nanoTime() - start) > 0) {
                try {
                    changed.awaitNanos(left - (System.nanoTime() - start));
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (state != RegistrationState.ATTACHED) {
                return state == RegistrationState.REFUSED
                        ? NtStatus.STATUS_NOINTERFACE
                        : NtStatus.STATUS_DEVICE_NOT_READY;
            }
            captured = bindings.best();
            captured.captureLocked(origin == null ? null : new Throwable());
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        npi.set(captured.client(), captured.dispatch());
        return NtStatus.STATUS_SUCCESS;
    }

    /** WskQueryProviderCharacteristics. */
    NtStatus query(WskProviderCharacteristics characteristics) {
        VersionRange range;
        lock.lock();
        try {
            range = state.isOpen() ? bindings.range() : null;
        } finally {
            lock.unlock();
        }
        if (range == null) {
            return NtStatus.STATUS_DEVICE_NOT_READY;
        }
        characteristics.set(range.highest(), range.lowest());
        return NtStatus.STATUS_SUCCESS;
    }

    /** WskReleaseProviderNPI. */
    void release() {
        ProviderBinding released;
        lock.lock();
        try {
            released = bindings.releasable();
            if (released == null) {
                if (!bindings.releaseForfeited()) {
                    throw unbalancedRelease("nothing is captured");
                }
                return;
            }
            released.releaseLocked();
        } finally {
            lock.unlock();
        }
        end.completeIfIdle(released);
    }

    /** What a release on a block without captures is. */
    static BugCheck unbalancedRelease(String why) {
        return new BugCheck(
                BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "WskReleaseProviderNPI on a registration block on which " + why
                        + ": each successful WskCaptureProviderNPI is released exactly once (RELEASE-NPI-02).");
    }

    /** Begins a call through a captured dispatch; false when nothing is captured or the provider goes. */
    boolean enter(ProviderBinding binding) {
        lock.lock();
        try {
            if (binding.stateLocked() != BindingState.ATTACHED || bindings.owed() == 0) {
                return false;
            }
            binding.enterLocked();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends a call that {@link #enter} let begin. */
    void leave(ProviderBinding binding) {
        lock.lock();
        try {
            binding.leaveLocked();
        } finally {
            lock.unlock();
        }
        end.completeIfIdle(binding);
    }

    /** Whether this thread is inside a call to the provider, in a completion routine that is, and must not wait for it. */
    boolean isCalledHere() {
        lock.lock();
        try {
            return bindings.isCalledBy(Thread.currentThread());
        } finally {
            lock.unlock();
        }
    }

    /** WskDeregister, up to the point where it has to wait. */
    void startDeregistration() {
        if (!tryStartDeregistration(false)) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskDeregister on a registration block that is being registered or deregistered: each successful"
                            + " WskRegister is balanced by exactly one WskDeregister (DEREGISTER-06).");
        }
    }

    /**
     * The same for a client that has gone: what it captured is forfeited first. False when somebody else was faster.
     */
    boolean startForgottenDeregistration() {
        return tryStartDeregistration(true);
    }

    private boolean tryStartDeregistration(boolean forgotten) {
        List<ProviderBinding> left = List.of();
        lock.lock();
        try {
            if (!forgotten && bindings.isCalledBy(Thread.currentThread())) {
                throw new BugCheck(
                        BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        "WskDeregister of " + this
                                + " was called within a call to the provider, from a completion routine:"
                                + " it would wait for that call to return, which cannot before the routine does.");
            }
            if (!state.mayBecome(RegistrationState.DEREGISTERING)) {
                return false;
            }
            becomeLocked(RegistrationState.DEREGISTERING);
            if (forgotten) {
                left = bindings.all();
                left.forEach(bindings::forfeit);
            }
        } finally {
            lock.unlock();
        }
        left.forEach(end::completeIfIdle);
        nmr.nmrDeregisterClient(handle);
        return true;
    }

    /** The rest of WskDeregister: blocks until nothing is left. */
    void awaitDeregistered() {
        nmr.nmrWaitForClientDeregisterComplete(handle);
        boolean nothingOwed;
        lock.lock();
        try {
            becomeLocked(RegistrationState.DEREGISTERED);
            nothingOwed = bindings.owed() == 0;
        } finally {
            lock.unlock();
        }
        if (nothingOwed) {
            block.reserve(this, null); // else it stays, so that late releases find what they release
        }
    }

    /** ClientAttachProvider. */
    private NtStatus attachProvider(
            NmrBindingHandle bindingHandle, Object registrationContext, NpiRegistrationInstance provider) {
        if (onlyProvider != null && onlyProvider != provider) {
            return NtStatus.STATUS_NOINTERFACE;
        }
        ProviderOffer offer = new ProviderOffer(this, nmr, bindingHandle, provider);
        NtStatus status = offer.answer(clientContext, clientDispatch);
        if (offer.binding() != null) {
            add(offer.binding());
        }
        return status;
    }

    private void add(ProviderBinding binding) {
        lock.lock();
        try {
            bindings.add(binding);
            settleLocked();
        } finally {
            lock.unlock();
        }
        LOG.debug("{}: met {}", this, binding);
    }

    /** ClientDetachProvider. */
    private NtStatus detachProvider(Object clientBindingContext) {
        ProviderBinding binding;
        lock.lock();
        try {
            binding = bindings.of(clientBindingContext);
            if (binding == null) {
                return NtStatus.STATUS_SUCCESS;
            }
            boolean ended = end.startLocked(binding);
            settleLocked();
            if (ended) {
                return NtStatus.STATUS_SUCCESS;
            }
        } finally {
            lock.unlock();
        }
        end.goOn(binding);
        return NtStatus.STATUS_PENDING;
    }

    /** Follows the bindings with the state, which wakes whoever waits for a provider. */
    private void settleLocked() {
        if (state.isOpen()) {
            boolean registering = state == RegistrationState.REGISTERING;
            becomeLocked(bindings.outcome(registering ? RegistrationState.REGISTERING : RegistrationState.REGISTERED));
        }
    }

    private void becomeLocked(RegistrationState next) {
        if (state == next) {
            return;
        }
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(this + " cannot become " + next + ": it is " + state);
        }
        state = next;
        changed.signalAll();
    }

    /** The releases still owed after the end; less than 0 before it. */
    private int forfeitedAtTheEnd() {
        lock.lock();
        try {
            return state == RegistrationState.DEREGISTERED ? bindings.owed() : -1;
        } finally {
            lock.unlock();
        }
    }

    private int version() {
        return clientDispatch.version();
    }

    /** What its deregistration waits for, for a report. */
    List<WaitCause> uses() {
        lock.lock();
        try {
            return bindings.uses();
        } finally {
            lock.unlock();
        }
    }

    /** The registration itself and its captures, as something that the client holds. */
    List<Holding> holdings() {
        List<Holding> holdings = new ArrayList<>();
        lock.lock();
        try {
            if (state.isOpen()) {
                holdings.add(new Holding("registrations", toString(), origin));
                bindings.all().forEach(binding -> holdings.addAll(binding.holdingsLocked()));
            }
        } finally {
            lock.unlock();
        }
        return holdings;
    }

    ClientReport report() {
        lock.lock();
        try {
            return new Report(bundle, clientDispatch.version(), state.name(), bindings.owed());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private record Report(Bundle bundle, int version, String state, int captures) implements ClientReport {}
}
