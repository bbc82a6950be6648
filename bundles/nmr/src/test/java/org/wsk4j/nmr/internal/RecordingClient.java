// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A client that writes down each callback and answers as its test says; by default it attaches to everybody and
 * detaches at once.
 */
final class RecordingClient {
    final String name;
    final NmrClientHandle handle = new NmrClientHandle();
    final Object context = new Object();
    final NpiClientCharacteristics characteristics;

    /** One per ClientAttachProvider call, in order. */
    final List<Offer> offers = new CopyOnWriteArrayList<>();

    /** What to answer; volatile, as tests set them on one thread and callbacks read them on another. */
    volatile Function<Offer, NtStatus> whenOffered = Offer::attach;

    volatile Function<Offer, NtStatus> whenDetached = offer -> NtStatus.STATUS_SUCCESS;
    volatile Consumer<Offer> whenCleaned = offer -> {};

    private final NetworkModuleRegistrar registrar;
    private final Journal journal;

    RecordingClient(String name, Guid npi, NetworkModuleRegistrar registrar, Journal journal) {
        this.name = name;
        this.registrar = registrar;
        this.journal = journal;
        this.characteristics = new NpiClientCharacteristics(
                this::attachProvider,
                this::detachProvider,
                this::cleanup,
                new NpiRegistrationInstance(npi, moduleId(name), 0, name));
    }

    static NpiModuleId moduleId(String name) {
        return NpiModuleId.of(new Guid(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))));
    }

    NtStatus register() {
        return registrar.nmrRegisterClient(characteristics, context, handle);
    }

    NtStatus deregister() {
        return registrar.nmrDeregisterClient(handle);
    }

    NtStatus await() {
        return registrar.nmrWaitForClientDeregisterComplete(handle);
    }

    /** The only offer so far. */
    Offer offer() {
        if (offers.size() != 1) {
            throw new AssertionError(name + " was asked " + offers.size() + " times, not once");
        }
        return offers.get(0);
    }

    private NtStatus attachProvider(NmrBindingHandle binding, Object clientContext, NpiRegistrationInstance provider) {
        Offer offer = new Offer(binding, clientContext, provider);
        journal.add(offer + " offered");
        offers.add(offer);
        return whenOffered.apply(offer);
    }

    private NtStatus detachProvider(Object clientBindingContext) {
        journal.add(clientBindingContext + " client detach");
        return whenDetached.apply((Offer) clientBindingContext);
    }

    private void cleanup(Object clientBindingContext) {
        journal.add(clientBindingContext + " client cleanup");
        whenCleaned.accept((Offer) clientBindingContext);
    }

    /** One provider that the client was asked about; also the client's binding context for it. */
    final class Offer {
        final NmrBindingHandle binding;
        final Object clientContext;
        final NpiRegistrationInstance provider;
        final Object dispatch = new Object();
        final Ptr<Object> providerContext = Ptr.of(null);
        final Ptr<Object> providerDispatch = Ptr.of(null);
        final Thread thread = Thread.currentThread();

        Offer(NmrBindingHandle binding, Object clientContext, NpiRegistrationInstance provider) {
            this.binding = binding;
            this.clientContext = clientContext;
            this.provider = provider;
        }

        NtStatus attach() {
            return attach(dispatch);
        }

        NtStatus attach(Object clientDispatch) {
            return registrar.nmrClientAttachProvider(binding, this, clientDispatch, providerContext, providerDispatch);
        }

        void completeDetach() {
            registrar.nmrClientDetachProviderComplete(binding);
        }

        @Override
        public String toString() {
            return name + "-" + provider.npiSpecificCharacteristics();
        }
    }
}
