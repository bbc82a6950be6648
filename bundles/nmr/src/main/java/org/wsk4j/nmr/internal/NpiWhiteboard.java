// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;

/**
 * Registers the modules that are published as services, and deregisters them, to the end, when their service goes. The
 * ranking of the service when it appears is the ranking of the registration.
 *
 * <p>Threads: attach and detach callbacks run on the thread that publishes or withdraws the service; withdrawing blocks
 * until the deregistration is complete, for as long as configured.
 *
 * <p>Locks: none.
 */
@Component(configurationPid = NmrConfig.PID)
@Designate(ocd = NmrConfig.class)
public final class NpiWhiteboard {
    private static final Logger LOG = LoggerFactory.getLogger(NpiWhiteboard.class);

    private final PairingRegistrar registrar;
    private final Map<Object, NmrClientHandle> clients = new ConcurrentHashMap<>(); // by service id
    private final Map<Object, NmrProviderHandle> providers = new ConcurrentHashMap<>(); // by service id
    private volatile long detachTimeout; // milliseconds; replaced when the configuration changes, read by any thread

    /** A whiteboard in front of one registrar. */
    @Activate
    public NpiWhiteboard(@Reference(name = "registrar") PairingRegistrar registrar, NmrConfig config) {
        this.registrar = registrar;
        this.detachTimeout = config.detachTimeout();
    }

    /** Takes a new configuration without disturbing the modules. */
    @Modified
    void configure(NmrConfig config) {
        detachTimeout = config.detachTimeout();
    }

    @Reference(name = "client", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindClient(NpiClientCharacteristics client, Map<String, ?> properties) {
        NmrClientHandle handle = new NmrClientHandle();
        clients.put(idOf(properties), handle); // first: a callback may withdraw the service
        NtStatus status =
                registrar.nmrRegisterClient(ranked(client, properties), contextOf(client, properties), handle);
        if (status != NtStatus.STATUS_SUCCESS) {
            clients.remove(idOf(properties));
            warnOfRefusal("client", client.clientRegistrationInstance(), properties, status);
        }
    }

    void unbindClient(NpiClientCharacteristics client, Map<String, ?> properties) {
        NmrClientHandle handle = clients.remove(idOf(properties));
        if (handle != null && registrar.nmrDeregisterClient(handle).isPending()) {
            await(handle, client.clientRegistrationInstance());
        }
    }

    @Reference(name = "provider", cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindProvider(NpiProviderCharacteristics provider, Map<String, ?> properties) {
        NmrProviderHandle handle = new NmrProviderHandle();
        providers.put(idOf(properties), handle); // first: a callback may withdraw the service
        NtStatus status =
                registrar.nmrRegisterProvider(ranked(provider, properties), contextOf(provider, properties), handle);
        if (status != NtStatus.STATUS_SUCCESS) {
            providers.remove(idOf(properties));
            warnOfRefusal("provider", provider.providerRegistrationInstance(), properties, status);
        }
    }

    void unbindProvider(NpiProviderCharacteristics provider, Map<String, ?> properties) {
        NmrProviderHandle handle = providers.remove(idOf(properties));
        if (handle != null && registrar.nmrDeregisterProvider(handle).isPending()) {
            await(handle, provider.providerRegistrationInstance());
        }
    }

    private void await(NmrHandle handle, Object module) {
        long millis = detachTimeout;
        if (!registrar.awaitDeregistered(handle, millis > 0 ? millis : Long.MAX_VALUE)) {
            LOG.warn(
                    "The service goes, but its module ({}) is not detached yet: {}",
                    module,
                    registrar.unfinishedBindings(handle));
        }
    }

    /** The module with the ranking of its service, if that has one. */
    private static NpiClientCharacteristics ranked(NpiClientCharacteristics client, Map<String, ?> properties) {
        NpiRegistrationInstance instance = client.clientRegistrationInstance();
        return instance != null && properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking
                ? new NpiClientCharacteristics(
                        client.clientAttachProvider(),
                        client.clientDetachProvider(),
                        client.clientCleanupBindingContext(),
                        instance.ranked(ranking))
                : client;
    }

    /** The same for a provider. */
    private static NpiProviderCharacteristics ranked(NpiProviderCharacteristics provider, Map<String, ?> properties) {
        NpiRegistrationInstance instance = provider.providerRegistrationInstance();
        return instance != null && properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking
                ? new NpiProviderCharacteristics(
                        provider.providerAttachClient(),
                        provider.providerDetachClient(),
                        provider.providerCleanupBindingContext(),
                        instance.ranked(ranking))
                : provider;
    }

    private static Object contextOf(Object service, Map<String, ?> properties) {
        Object context = properties.get(NetworkModuleRegistrar.NPI_CONTEXT);
        return context != null ? context : service;
    }

    private static Object idOf(Map<String, ?> properties) {
        return properties.get(Constants.SERVICE_ID);
    }

    private static void warnOfRefusal(String role, Object module, Map<String, ?> properties, NtStatus status) {
        LOG.warn(
                "Service {} of bundle {} is not a {} that can be registered ({}): {}",
                idOf(properties),
                properties.get(Constants.SERVICE_BUNDLEID),
                role,
                module,
                status);
    }
}
