// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/**
 * One provider's NPI as an OSGi service: getting it registers the asking bundle and captures this provider's NPI for
 * it, ungetting it releases the NPI and deregisters.
 *
 * <p>Threads: safe for all; {@link #ungetService} blocks until the bundle's sockets are closed, as WskDeregister does.
 * When the provider goes it runs on the thread that stops it, in the middle of that, and leaves the waiting to {@link
 * #withdraw}.
 *
 * <p>Locks: none.
 *
 * <p>Spec: PROVIDER-NPI-01, DEREGISTER-02..DEREGISTER-05.
 */
final class PublishedNpi implements ServiceFactory<WskProviderNpi> {
    /** What a client asks for that does not say so itself. */
    static final WskClientDispatch CLIENT_DISPATCH = new WskClientDispatch(WskVersion.make(1, 0), 0, null);

    private static final Logger LOG = LoggerFactory.getLogger(PublishedNpi.class);

    private final Registrations registrations;
    private final NmrBindingHandle binding;
    private final NpiRegistrationInstance provider;
    private final List<Registration> leaving = new ArrayList<>(); // the withdrawing thread only
    private volatile ServiceRegistration<WskProviderNpi> service; // set by the attaching thread, read by the detaching
    private volatile Thread withdrawing; // set by the thread that withdraws, compared by those that unget

    PublishedNpi(Registrations registrations, NmrBindingHandle binding, NpiRegistrationInstance provider) {
        this.registrations = registrations;
        this.binding = binding;
        this.provider = provider;
    }

    NmrBindingHandle binding() {
        return binding;
    }

    /**
     * Publishes the service; of several providers, the one with the highest ranking is the first choice, and of those
     * with the same ranking the one with the highest version, as {@link ProviderBinding#isBetterThan} has it.
     */
    void publish(BundleContext context, int version) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Constants.SERVICE_RANKING, serviceRanking(provider.ranking(), version));
        service = context.registerService(WskProviderNpi.class, this, properties);
    }

    /** The version decides between equal rankings only; rankings beyond 15 bits, far from any in use, count as that. */
    static int serviceRanking(int ranking, int version) {
        int most = Short.MAX_VALUE - 1;
        return (Math.max(-most, Math.min(most, ranking)) << Short.SIZE) + version - CLIENT_DISPATCH.version();
    }

    /**
     * Withdraws the service; when this returns, no bundle has it any more. All bundles are made to unget it first, and
     * waited for after that, so that those who take long take it at the same time.
     */
    void withdraw() {
        withdrawing = Thread.currentThread();
        try {
            service.unregister();
        } catch (IllegalStateException e) {
            LOG.debug("The framework has withdrawn the NPI of {} already", provider);
        }
        leaving.forEach(registrations::awaitDeregistered);
        leaving.clear();
    }

    /** Answers null when the provider is just going. */
    @Override
    public WskProviderNpi getService(Bundle bundle, ServiceRegistration<WskProviderNpi> published) {
        WskRegistration block = new WskRegistration();
        Registration registration =
                registrations.create(bundle, new WskClientNpi(null, CLIENT_DISPATCH), block, provider);
        NtStatus status = registrations.register(registration);
        if (status != NtStatus.STATUS_SUCCESS) {
            LOG.warn("Client {} could not be registered: {}", bundle.getSymbolicName(), status);
            return null;
        }
        ServedNpi npi = new ServedNpi(registration);
        status = registration.capture(WskConstants.WSK_NO_WAIT, npi);
        if (status != NtStatus.STATUS_SUCCESS) {
            LOG.debug("{} goes before {} could capture it: {}", provider, bundle.getSymbolicName(), status);
            registrations.deregister(registration);
            return null;
        }
        return npi;
    }

    @Override
    public void ungetService(Bundle bundle, ServiceRegistration<WskProviderNpi> published, WskProviderNpi providerNpi) {
        Registration registration = ((ServedNpi) providerNpi).registration;
        registration.release();
        if (Thread.currentThread() == withdrawing && !registration.isCalledHere()) {
            registration.startDeregistration();
            leaving.add(registration);
        } else {
            Registrations.whereItMayWait("unget", List.of(registration), () -> registrations.deregister(registration));
        }
    }

    /** A filled NPI that remembers what it is owed to. */
    private static final class ServedNpi extends WskProviderNpi {
        private final Registration registration;

        ServedNpi(Registration registration) {
            this.registration = registration;
        }
    }
}
