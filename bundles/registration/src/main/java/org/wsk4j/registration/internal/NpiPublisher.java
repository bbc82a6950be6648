// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * Publishes a {@link PublishedNpi} for each provider, exactly while the provider is there: it is an NMR client of its
 * own that attaches only to learn when providers come and go.
 *
 * <p>Threads: a service appears on the thread that attaches, and goes on the thread that detaches. The clients'
 * components are bound and unbound in there, and register and deregister with the NMR re-entrantly, which does not wait
 * for this client's own binding.
 *
 * <p>Locks: none.
 */
@Component(service = {})
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>=\"org.wsk4j.wsk.WskProviderNpi\"",
        uses = WskProviderNpi.class,
        effective = "active")
public final class NpiPublisher {
    private static final Logger LOG = LoggerFactory.getLogger(NpiPublisher.class);

    private final BundleContext context;
    private final Registrations registrations;
    private final NetworkModuleRegistrar nmr;
    private final NmrClientHandle handle = new NmrClientHandle();

    /** Publishes nothing before {@link #start}. */
    @Activate
    public NpiPublisher(BundleContext context, @Reference(name = "registrations") Registrations registrations) {
        this.context = context;
        this.registrations = registrations;
        this.nmr = registrations.nmr();
    }

    @Activate
    void start() {
        NtStatus status = nmr.nmrRegisterClient(
                new NpiClientCharacteristics(
                        this::attachProvider,
                        this::detachProvider,
                        null,
                        new NpiRegistrationInstance(
                                WskConstants.NPI_WSK_INTERFACE_ID, NpiModuleId.of(context.getBundle()), 0, null)),
                null,
                handle);
        if (status != NtStatus.STATUS_SUCCESS) {
            LOG.error("The provider's NPI is not published: NmrRegisterClient answered {}", status);
        }
    }

    @Deactivate
    void stop() {
        if (nmr.nmrDeregisterClient(handle).isPending()) {
            nmr.nmrWaitForClientDeregisterComplete(handle);
        }
    }

    private NtStatus attachProvider(
            NmrBindingHandle binding, Object registrationContext, NpiRegistrationInstance provider) {
        PublishedNpi npi = new PublishedNpi(registrations, binding, provider);
        Ptr<Object> table = new Ptr<>();
        NtStatus status = nmr.nmrClientAttachProvider(binding, npi, PublishedNpi.CLIENT_DISPATCH, new Ptr<>(), table);
        if (status == NtStatus.STATUS_SUCCESS) {
            npi.publish(context, ((WskProviderDispatch) table.get()).version());
        }
        return status;
    }

    private NtStatus detachProvider(Object clientBindingContext) {
        PublishedNpi npi = (PublishedNpi) clientBindingContext;
        if (Irql.current() == Irql.PASSIVE_LEVEL) {
            npi.withdraw();
            return NtStatus.STATUS_SUCCESS;
        }
        Registrations.atPassiveLevel("withdraw", () -> {
            npi.withdraw();
            nmr.nmrClientDetachProviderComplete(npi.binding());
        });
        return NtStatus.STATUS_PENDING;
    }
}
