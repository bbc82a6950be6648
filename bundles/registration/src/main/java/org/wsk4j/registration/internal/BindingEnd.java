// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.List;
import java.util.concurrent.locks.Lock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.Waits;

/**
 * How the bindings of one registration end: when their captures are released and their calls have returned, or when the time
 * for that is over; what was not released until then is forfeited.
 *
 * <p>Threads: safe for all; nothing blocks.
 *
 * <p>Locks: the registration's, which guards the bindings; nobody else's code is called under it.
 *
 * <p>Spec: DEREGISTER-02, DEREGISTER-03, NMR-WSK-08.
 */
final class BindingEnd {
    private static final Logger LOG = LoggerFactory.getLogger(BindingEnd.class);

    private final String client;
    private final NetworkModuleRegistrar nmr;
    private final DetachTimer timer;
    private final Waits waits;
    private final Lock lock;
    private final ProviderBindings bindings; // @GuardedBy("lock")

    BindingEnd(
            String client,
            NetworkModuleRegistrar nmr,
            DetachTimer timer,
            Waits waits,
            Lock lock,
            ProviderBindings bindings) {
        this.client = client;
        this.nmr = nmr;
        this.timer = timer;
        this.waits = waits;
        this.lock = lock;
        this.bindings = bindings;
    }

    /** The registrar asks to detach: true when that is done, and nothing needs to be waited for. */
    boolean startLocked(ProviderBinding binding) {
        if (binding.stateLocked() == BindingState.ATTACHED) {
            binding.becomeLocked(BindingState.DETACHING);
        }
        if (!binding.isIdleLocked()) {
            return false;
        }
        endLocked(binding);
        return true;
    }

    /** Waits, without blocking, for what {@link #startLocked} has found. */
    void goOn(ProviderBinding binding) {
        DetachWait wait = new DetachWait(
                timer.start(() -> expire(binding)),
                waits.begin("The detach of client " + client + " from " + binding, null, () -> usesOf(binding)));
        lock.lock();
        try {
            if (binding.stateLocked() != BindingState.DETACHED) {
                binding.waitLocked(wait);
                return;
            }
        } finally {
            lock.unlock();
        }
        wait.end();
    }

    private List<WaitCause> usesOf(ProviderBinding binding) {
        lock.lock();
        try {
            return binding.usesLocked();
        } finally {
            lock.unlock();
        }
    }

    /** Completes the detach if there is one, and it waits for nothing any more. */
    void completeIfIdle(ProviderBinding binding) {
        DetachWait wait;
        lock.lock();
        try {
            if (binding.stateLocked() != BindingState.DETACHING || !binding.isIdleLocked()) {
                return;
            }
            endLocked(binding);
            wait = binding.waitLocked();
        } finally {
            lock.unlock();
        }
        complete(binding, wait);
    }

    /** The time is over: completes the detach whatever it waits for. */
    private void expire(ProviderBinding binding) {
        int captures;
        int calls;
        DetachWait wait;
        lock.lock();
        try {
            if (binding.stateLocked() != BindingState.DETACHING) {
                return;
            }
            calls = binding.callsLocked();
            captures = bindings.forfeit(binding);
            endLocked(binding);
            wait = binding.waitLocked();
        } finally {
            lock.unlock();
        }
        LOG.warn(
                "Client {} was detached from {} after {} ms, with {} captures not released and {} calls not returned",
                client,
                binding,
                timer.millis(),
                captures,
                calls);
        complete(binding, wait);
    }

    private void endLocked(ProviderBinding binding) {
        binding.becomeLocked(BindingState.DETACHED);
        bindings.remove(binding);
    }

    /** The wait is null when the end came before anybody could begin it; then {@link #goOn} ends it itself. */
    private void complete(ProviderBinding binding, DetachWait wait) {
        if (wait != null) {
            wait.end();
        }
        nmr.nmrClientDetachProviderComplete(binding.handle());
    }
}
