// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.Holding;
import org.wsk4j.report.Holdings;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;

/**
 * The registration functions for one client bundle; what the bundle forgets is ended when it goes.
 *
 * <p>Threads: safe for all. {@link #wskDeregister} and {@link #wskCaptureProviderNPI} with a wait block.
 *
 * <p>Locks: this object's, for the set of registrations; nothing is called under it.
 *
 * <p>Spec: REGISTER-06, REGISTER-08, DEREGISTER-07, DEREGISTER-08, CAPTURE-11, CAPTURE-12.
 */
@Component(service = WskRegistrar.class, scope = ServiceScope.BUNDLE)
public final class BundleRegistrar implements WskRegistrar {
    private static final Logger LOG = LoggerFactory.getLogger(BundleRegistrar.class);

    private final Registrations registrations;
    private final Bundle bundle;
    private Set<Registration> own = new LinkedHashSet<>(); // @GuardedBy("this"): null once the bundle has gone

    /** The functions for the bundle that is getting the service. */
    @Activate
    public BundleRegistrar(ComponentContext context, @Reference(name = "registrations") Registrations registrations) {
        this.registrations = registrations;
        this.bundle = context.getUsingBundle();
    }

    /** Ends what the bundle has left. */
    @Deactivate
    void close() {
        List<Registration> left;
        synchronized (this) {
            left = new ArrayList<>(own);
            own = null;
        }
        if (!left.isEmpty()) {
            Registrations.whereItMayWait("forgotten", left, () -> endForgotten(left));
        }
    }

    private void endForgotten(List<Registration> left) {
        List<Holding> holdings = new ArrayList<>();
        for (Registration registration : left) {
            List<Holding> own = registration.holdings();
            if (registrations.deregisterForgotten(registration)) {
                holdings.addAll(own);
            }
        }
        if (!holdings.isEmpty()) {
            LOG.warn(
                    "Client {} gave WskRegistrar back and left {}: they are ended for it",
                    bundle.getSymbolicName(),
                    new Holdings(holdings));
        }
    }

    @Override
    public NtStatus wskRegister(WskClientNpi wskClientNpi, WskRegistration wskRegistration) {
        Irql.requirePassive("WskRegister");
        if (wskClientNpi == null
                || wskRegistration == null
                || wskClientNpi.dispatch() == null
                || wskClientNpi.dispatch().reserved() != 0) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Registration registration = registrations.create(bundle, wskClientNpi, wskRegistration, null);
        NtStatus status = registrations.register(registration);
        if (status != NtStatus.STATUS_SUCCESS || add(registration)) {
            return status;
        }
        registrations.deregisterForgotten(registration);
        return NtStatus.STATUS_DEVICE_NOT_READY;
    }

    /** False when the bundle has gone meanwhile. */
    private synchronized boolean add(Registration registration) {
        return own != null && own.add(registration);
    }

    private synchronized void remove(Registration registration) {
        if (own != null) {
            own.remove(registration);
        }
    }

    @Override
    public void wskDeregister(WskRegistration wskRegistration) {
        Irql.requirePassive("WskDeregister");
        Registration registration = wskRegistration == null ? null : Registration.of(wskRegistration);
        if (registration == null) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskDeregister by " + bundle.getSymbolicName() + " on a block that is not registered: it is called"
                            + " exactly once for each successful WskRegister (DEREGISTER-06).");
        }
        registrations.deregister(registration);
        remove(registration);
    }

    @Override
    public NtStatus wskCaptureProviderNPI(
            WskRegistration wskRegistration, int waitTimeout, WskProviderNpi wskProviderNpi) {
        if (waitTimeout != WskConstants.WSK_NO_WAIT) {
            Irql.requirePassive("WskCaptureProviderNPI");
        }
        if (wskRegistration == null || wskProviderNpi == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Registration registration = Registration.of(wskRegistration);
        return registration == null
                ? NtStatus.STATUS_DEVICE_NOT_READY
                : registration.capture(waitTimeout, wskProviderNpi);
    }

    @Override
    public void wskReleaseProviderNPI(WskRegistration wskRegistration) {
        Registration registration = wskRegistration == null ? null : Registration.of(wskRegistration);
        if (registration == null) {
            throw Registration.unbalancedRelease("nothing is registered");
        }
        registration.release();
    }

    @Override
    public NtStatus wskQueryProviderCharacteristics(
            WskRegistration wskRegistration, WskProviderCharacteristics wskProviderCharacteristics) {
        if (wskRegistration == null || wskProviderCharacteristics == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Registration registration = Registration.of(wskRegistration);
        return registration == null ? NtStatus.STATUS_DEVICE_NOT_READY : registration.query(wskProviderCharacteristics);
    }
}
