// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.report.ClientReport;
import org.wsk4j.report.ClientReporter;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;
import org.wsk4j.report.Waits;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskRegistration;

/**
 * All registrations, and what they share: the Network Module Registrar and the time that a detach may take.
 *
 * <p>Two components make registrations: {@link BundleRegistrar}, one for each bundle that uses the registration
 * functions, and {@link NpiPublisher}, which registers on behalf of each bundle that gets the provider's NPI as a
 * service. Each {@link Registration} is an NMR client of its own, and keeps a {@link ProviderBinding} for each provider
 * that it met; a call of the client goes through the {@link CapturedDispatch} of one of them straight to that provider.
 *
 * <p>Threads: safe for all.
 *
 * <p>Locks: each registration has one of its own; there is none above them.
 *
 * <p>Spec: REGISTER-01..REGISTER-05.
 */
@Component(
        service = {Registrations.class, ClientReporter.class, WaitReporter.class},
        configurationPid = RegistrationConfig.PID)
@Designate(ocd = RegistrationConfig.class)
public final class Registrations implements ClientReporter, WaitReporter {
    private final NetworkModuleRegistrar nmr;
    private final DetachTimer timer;
    private final Waits waits = new Waits();
    private final boolean tracksOrigin;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>(); // in the order of registering

    /** No registration yet. */
    @Activate
    public Registrations(@Reference(name = "nmr") NetworkModuleRegistrar nmr, RegistrationConfig config) {
        this.nmr = nmr;
        this.timer = new DetachTimer(config.detachTimeout());
        this.tracksOrigin = config.trackOrigin();
    }

    /** Takes a new configuration without disturbing the registrations. */
    @Modified
    void configure(RegistrationConfig config) {
        timer.set(config.detachTimeout());
    }

    /** The registrations have ended by now, or are about to, in threads that are none of ours. */
    @Deactivate
    void stop() {
        timer.stop();
    }

    @Override
    public List<ClientReport> clients() {
        return registrations.stream().map(Registration::report).toList();
    }

    /** Captures, deregistrations and detaches. */
    @Override
    public List<WaitReport> waits() {
        return waits.reports();
    }

    NetworkModuleRegistrar nmr() {
        return nmr;
    }

    /** Takes the block for a registration, which is not with the NMR yet. */
    Registration create(
            Bundle bundle, WskClientNpi clientNpi, WskRegistration block, NpiRegistrationInstance onlyProvider) {
        Registration registration =
                new Registration(nmr, timer, waits, bundle, clientNpi, block, onlyProvider, tracksOrigin);
        if (!registration.takeBlock()) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskRegister by " + bundle.getSymbolicName() + " with a registration block that is in use: each"
                            + " registration needs its own block (REGISTER-05).");
        }
        return registration;
    }

    /** Registers with the NMR what was created. */
    NtStatus register(Registration registration) {
        registrations.add(registration);
        NtStatus status = registration.register();
        if (status != NtStatus.STATUS_SUCCESS) {
            registrations.remove(registration);
        }
        return status;
    }

    /** Ends a registration; blocks. */
    void deregister(Registration registration) {
        registration.startDeregistration();
        awaitDeregistered(registration);
    }

    /** Ends a registration whose client has forgotten it; blocks. False when somebody else was faster. */
    boolean deregisterForgotten(Registration registration) {
        if (!registration.startForgottenDeregistration()) {
            return false;
        }
        awaitDeregistered(registration);
        return true;
    }

    /**
     * Waits for the end of a registration whose deregistration was started. Where that would never come, within a
     * callback of its own, the NMR says so with a bug check; the registration ends nevertheless, when the callback has
     * returned.
     */
    void awaitDeregistered(Registration registration) {
        Waits.Wait wait = waits.begin("WskDeregister of " + registration, Thread.currentThread(), registration::uses);
        try {
            registration.awaitDeregistered();
        } catch (BugCheck withinCallback) {
            start("deregister", () -> awaitDeregistered(registration));
            throw withinCallback;
        } finally {
            wait.close();
        }
        registrations.remove(registration);
    }

    /** Ends registrations: here, or in a thread of its own if this one must not block, or not for its own call. */
    static void whereItMayWait(String what, List<Registration> ended, Runnable work) {
        if (ended.stream().anyMatch(Registration::isCalledHere)) {
            start(what, work);
        } else {
            atPassiveLevel(what, work);
        }
    }

    /** Runs work that may block: here, or in a thread of its own if this one must not block. */
    static void atPassiveLevel(String what, Runnable work) {
        if (Irql.current() == Irql.PASSIVE_LEVEL) {
            work.run();
        } else {
            start(what, work);
        }
    }

    private static void start(String what, Runnable work) {
        Thread thread = new Thread(null, work, "wsk4j-registration-" + what, 0, false);
        thread.setContextClassLoader(Registrations.class.getClassLoader());
        thread.setDaemon(true);
        thread.start();
    }
}
