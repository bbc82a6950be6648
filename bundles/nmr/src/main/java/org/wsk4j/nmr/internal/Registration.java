// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;

/**
 * One registered module: its bindings, how far its deregistration is, and the only way to call its callbacks.
 *
 * <p>State: {@link RegistrationState}.
 *
 * <p>Threads: {@link #await} blocks; everything else does not, apart from the module's own callbacks.
 *
 * <p>Locks: the registrar's, handed in; methods ending in Locked need it, callbacks run without it.
 */
abstract sealed class Registration permits ClientRegistration, ProviderRegistration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Object lock;
    private final String name; // made here, under no lock: a module id asks its bundle, which is foreign code
    private final NpiRegistrationInstance instance;
    private final Object context;
    private final Set<Binding> bindings = new LinkedHashSet<>(); // @GuardedBy("lock")
    private RegistrationState state = RegistrationState.REGISTERED; // @GuardedBy("lock")
    private final CountDownLatch deregistered = new CountDownLatch(1);

    Registration(Object lock, String role, NpiRegistrationInstance instance, Object context) {
        this.lock = lock;
        this.name = role + " (" + instance + ")";
        this.instance = instance;
        this.context = context;
    }

    /** Whether the registrar with this lock made the registration. */
    boolean isGuardedBy(Object registrarLock) {
        return lock == registrarLock;
    }

    Object lock() {
        return lock;
    }

    NpiRegistrationInstance instance() {
        return instance;
    }

    Object context() {
        return context;
    }

    RegistrationState stateLocked() {
        return state;
    }

    boolean isRegisteredLocked() {
        return state == RegistrationState.REGISTERED;
    }

    void addLocked(Binding binding) {
        bindings.add(binding);
    }

    /** Forgets a binding that has ended; the last one to end completes the deregistration. */
    void removeLocked(Binding binding) {
        bindings.remove(binding);
        completeIfIdleLocked();
    }

    /** Moves to DEREGISTERING and answers the bindings that there are: no more will come. */
    List<Binding> deregisterLocked() {
        becomeLocked(RegistrationState.DEREGISTERING);
        List<Binding> now = List.copyOf(bindings);
        completeIfIdleLocked();
        return now;
    }

    /** The bindings that have not ended yet. */
    List<Binding> bindingsLocked() {
        return List.copyOf(bindings);
    }

    private void completeIfIdleLocked() {
        if (state == RegistrationState.DEREGISTERING && bindings.isEmpty()) {
            becomeLocked(RegistrationState.DEREGISTERED);
            deregistered.countDown();
        }
    }

    private void becomeLocked(RegistrationState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(this + " cannot become " + next + ": it is " + state);
        }
        state = next;
    }

    /** Blocks until DEREGISTERED, or for the time given. An interrupt does not end the wait: it is kept for later. */
    boolean await(long millis) {
        long left = TimeUnit.MILLISECONDS.toNanos(millis);
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return deregistered.await(left - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Calls an attach callback; one that throws or answers nothing has declined. */
    NtStatus callAttach(String callback, Supplier<NtStatus> call) {
        return isolated(callback, NtStatus.STATUS_NOINTERFACE, call);
    }

    /** Calls a detach callback; one that throws, or answers what it may not answer, has detached. */
    NtStatus callDetach(String callback, Supplier<NtStatus> call) {
        NtStatus status = isolated(callback, NtStatus.STATUS_SUCCESS, call);
        if (status != NtStatus.STATUS_SUCCESS && status != NtStatus.STATUS_PENDING) {
            LOG.warn("{} of {} answered {}: taken as STATUS_SUCCESS", callback, this, status);
            return NtStatus.STATUS_SUCCESS;
        }
        return status;
    }

    /** Calls a cleanup callback; one that throws has cleaned up. */
    void callCleanup(String callback, Runnable call) {
        isolated(callback, NtStatus.STATUS_SUCCESS, () -> {
            call.run();
            return NtStatus.STATUS_SUCCESS;
        });
    }

    /** Runs foreign code so that nothing it throws, errors included, can leave a binding half way. */
    private NtStatus isolated(String callback, NtStatus otherwise, Supplier<NtStatus> call) {
        try {
            NtStatus status = call.get();
            if (status != null) {
                return status;
            }
            LOG.warn("{} of {} answered null: taken as {}", callback, this, otherwise);
        } catch (Throwable thrown) {
            LOG.warn("{} of {} threw: taken as {}", callback, this, otherwise, thrown);
        }
        return otherwise;
    }

    /** The role, the NPI, the module and the number: what logs and bug checks show. */
    @Override
    public final String toString() {
        return name;
    }
}
