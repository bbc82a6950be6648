// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;
import org.wsk4j.report.Waits;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * The Network Module Registrar: pairs clients and providers, and answers each function from the tables it guards.
 *
 * <p>A registration is a {@link ClientRegistration} or a {@link ProviderRegistration}, kept in the caller's handle and,
 * until it deregisters, in the {@link NpiTable}. Entering the table makes a {@link Binding} for each module of the
 * other role; the registering thread then has each of them offered to its client. Deregistering leaves the table, which
 * stops new matches, and then detaches binding by binding. A binding that has ended tells its two registrations; the
 * last one of a deregistering module ends its wait. {@link NpiWhiteboard} drives the same functions for services.
 *
 * <p>Threads: safe for all; there is no thread of its own. The waits block: below DISPATCH_LEVEL only.
 *
 * <p>Locks: one, {@code lock}, for the table, all registrations and all bindings, so that "both are still registered"
 * and "the binding is attached" are one question. No callback and no logger is called under it.
 *
 * <p>Spec: NMR-CONCEPT-01..NMR-CONCEPT-16.
 */
@Component(
        service = {NetworkModuleRegistrar.class, PairingRegistrar.class, WaitReporter.class},
        immediate = true)
public final class PairingRegistrar implements NetworkModuleRegistrar, WaitReporter {
    private static final Logger LOG = LoggerFactory.getLogger(PairingRegistrar.class);

    private final Object lock = new Object();
    private final NpiTable table = new NpiTable(); // @GuardedBy("lock")
    private final Waits waits = new Waits();

    /** A registrar that knows no module yet. */
    @Activate
    public PairingRegistrar() {}

    @Override
    public NtStatus nmrRegisterClient(
            NpiClientCharacteristics clientCharacteristics, Object clientContext, NmrClientHandle nmrClientHandle) {
        Irql.requirePassive("NmrRegisterClient");
        if (nmrClientHandle == null || !ClientRegistration.isComplete(clientCharacteristics)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        ClientRegistration client = new ClientRegistration(lock, clientCharacteristics, clientContext);
        List<Binding> matches;
        synchronized (lock) {
            if (!nmrClientHandle.reserve(null, client)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            matches = table.add(client);
        }
        matches.forEach(Binding::offer);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus nmrRegisterProvider(
            NpiProviderCharacteristics providerCharacteristics,
            Object providerContext,
            NmrProviderHandle nmrProviderHandle) {
        Irql.requirePassive("NmrRegisterProvider");
        if (nmrProviderHandle == null || !ProviderRegistration.isComplete(providerCharacteristics)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        ProviderRegistration provider = new ProviderRegistration(lock, providerCharacteristics, providerContext);
        List<Binding> matches;
        synchronized (lock) {
            if (!nmrProviderHandle.reserve(null, provider)) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            matches = table.add(provider);
        }
        matches.forEach(Binding::offer);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus nmrClientAttachProvider(
            NmrBindingHandle nmrBindingHandle,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch) {
        Irql.requirePassive("NmrClientAttachProvider");
        return bindingOf(nmrBindingHandle, "NmrClientAttachProvider")
                .attach(clientBindingContext, clientDispatch, providerBindingContext, providerDispatch);
    }

    @Override
    public NtStatus nmrDeregisterClient(NmrClientHandle nmrClientHandle) {
        return deregister(nmrClientHandle);
    }

    @Override
    public NtStatus nmrDeregisterProvider(NmrProviderHandle nmrProviderHandle) {
        return deregister(nmrProviderHandle);
    }

    @Override
    public NtStatus nmrWaitForClientDeregisterComplete(NmrClientHandle nmrClientHandle) {
        return waitFor(nmrClientHandle, "NmrWaitForClientDeregisterComplete");
    }

    @Override
    public NtStatus nmrWaitForProviderDeregisterComplete(NmrProviderHandle nmrProviderHandle) {
        return waitFor(nmrProviderHandle, "NmrWaitForProviderDeregisterComplete");
    }

    @Override
    public void nmrClientDetachProviderComplete(NmrBindingHandle nmrBindingHandle) {
        bindingOf(nmrBindingHandle, "NmrClientDetachProviderComplete").completeClientDetach();
    }

    @Override
    public void nmrProviderDetachClientComplete(NmrBindingHandle nmrBindingHandle) {
        bindingOf(nmrBindingHandle, "NmrProviderDetachClientComplete").completeProviderDetach();
    }

    /**
     * The same as the two waits, but for a limited time, and not at all within a callback that would be waited for.
     * After the answer false the handle stays valid.
     */
    boolean awaitDeregistered(NmrHandle handle, long millis) {
        requireBelowDispatch("The wait for a deregistration");
        Registration registration = registrationOf(handle);
        synchronized (lock) {
            if (registration == null || callerInCallbackLocked(registration) != null) {
                return false;
            }
        }
        if (!await(registration, "The whiteboard", millis)) {
            return false;
        }
        handle.reserve(registration, null);
        return true;
    }

    /** What keeps a deregistration from being complete, for a log. */
    List<Binding> unfinishedBindings(NmrHandle handle) {
        Registration registration = registrationOf(handle);
        synchronized (lock) {
            return registration == null ? List.of() : registration.bindingsLocked();
        }
    }

    /** Names those who should have deregistered before the registrar goes; they can still do so with this object. */
    @Deactivate
    void deactivate() {
        List<Registration> left;
        synchronized (lock) {
            left = table.modules();
        }
        left.forEach(module -> LOG.warn("The registrar goes while {} is still registered", module));
    }

    private NtStatus deregister(NmrHandle handle) {
        Registration registration = registrationOf(handle);
        List<Binding> bindings;
        synchronized (lock) {
            if (registration == null || !registration.isRegisteredLocked()) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            table.remove(registration);
            bindings = registration.deregisterLocked();
            bindings.forEach(Binding::withdrawLocked);
        }
        bindings.forEach(Binding::detach);
        return NtStatus.STATUS_PENDING;
    }

    private NtStatus waitFor(NmrHandle handle, String function) {
        requireBelowDispatch(function);
        Registration registration = registrationOf(handle);
        synchronized (lock) {
            if (registration == null || registration.isRegisteredLocked()) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            Binding caller = callerInCallbackLocked(registration);
            if (caller != null) {
                throw new BugCheck(
                        BugCheck.Code.NMR_INVALID_STATE,
                        function + " for " + registration + " was called from within a callback of " + caller
                                + ": that binding has to end first, which it cannot before the callback returns.");
            }
        }
        await(registration, function, Long.MAX_VALUE);
        handle.reserve(registration, null);
        return NtStatus.STATUS_SUCCESS;
    }

    private boolean await(Registration registration, String function, long millis) {
        Waits.Wait wait =
                waits.begin(function + " for " + registration, Thread.currentThread(), () -> unfinished(registration));
        try {
            return registration.await(millis);
        } finally {
            wait.close();
        }
    }

    private List<WaitCause> unfinished(Registration registration) {
        synchronized (lock) {
            return registration.bindingsLocked().stream()
                    .map(Binding::waitCauseLocked)
                    .toList();
        }
    }

    /** The waits for deregistrations. */
    @Override
    public List<WaitReport> waits() {
        return waits.reports();
    }

    private static void requireBelowDispatch(String function) {
        if (Irql.current() == Irql.DISPATCH_LEVEL) {
            Irql.requirePassive(function);
        }
    }

    /** The binding of the module in one of whose callbacks the current thread is; null if it is in none. */
    private static Binding callerInCallbackLocked(Registration registration) {
        for (Binding binding : registration.bindingsLocked()) {
            if (binding.isInCallbackOfLocked(Thread.currentThread())) {
                return binding;
            }
        }
        return null;
    }

    /** The registration that this registrar keeps in a handle; null for any other handle. */
    private Registration registrationOf(NmrHandle handle) {
        return handle != null
                        && handle.reserved() instanceof Registration registration
                        && registration.isGuardedBy(lock)
                ? registration
                : null;
    }

    private Binding bindingOf(NmrBindingHandle handle, String function) {
        if (handle instanceof Binding binding && binding.isGuardedBy(lock)) {
            return binding;
        }
        throw new BugCheck(
                BugCheck.Code.NMR_INVALID_STATE,
                function + " was called with " + handle + ": not a binding handle of this registrar.");
    }
}
