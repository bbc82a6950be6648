// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A provider that writes down each callback and answers as its test says; by default it accepts everybody and detaches
 * at once.
 */
final class RecordingProvider {
    final String name;
    final NmrProviderHandle handle = new NmrProviderHandle();
    final Object context = new Object();
    final Object dispatch = new Object();
    final NpiProviderCharacteristics characteristics;

    /** One per ProviderAttachClient call, in order. */
    final List<Request> requests = new CopyOnWriteArrayList<>();

    /** What to answer; volatile, as tests set them on one thread and callbacks read them on another. */
    volatile Function<Request, NtStatus> whenAsked = Request::accept;

    volatile Function<Request, NtStatus> whenDetached = request -> NtStatus.STATUS_SUCCESS;
    volatile Consumer<Request> whenCleaned = request -> {};

    private final NetworkModuleRegistrar registrar;
    private final Journal journal;

    RecordingProvider(String name, Guid npi, NetworkModuleRegistrar registrar, Journal journal) {
        this(name, npi, 0, registrar, journal);
    }

    RecordingProvider(String name, Guid npi, int number, NetworkModuleRegistrar registrar, Journal journal) {
        this.name = name;
        this.registrar = registrar;
        this.journal = journal;
        this.characteristics = new NpiProviderCharacteristics(
                this::attachClient,
                this::detachClient,
                this::cleanup,
                new NpiRegistrationInstance(npi, RecordingClient.moduleId(name), number, name));
    }

    NtStatus register() {
        return registrar.nmrRegisterProvider(characteristics, context, handle);
    }

    NtStatus deregister() {
        return registrar.nmrDeregisterProvider(handle);
    }

    NtStatus await() {
        return registrar.nmrWaitForProviderDeregisterComplete(handle);
    }

    /** The only request so far. */
    Request request() {
        if (requests.size() != 1) {
            throw new AssertionError(name + " was asked " + requests.size() + " times, not once");
        }
        return requests.get(0);
    }

    private NtStatus attachClient(
            NmrBindingHandle binding,
            Object providerContext,
            NpiRegistrationInstance client,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch) {
        Request request = new Request(
                binding,
                providerContext,
                client,
                clientBindingContext,
                clientDispatch,
                providerBindingContext,
                providerDispatch);
        journal.add(request + " asked");
        requests.add(request);
        return whenAsked.apply(request);
    }

    private NtStatus detachClient(Object providerBindingContext) {
        journal.add(providerBindingContext + " provider detach");
        return whenDetached.apply((Request) providerBindingContext);
    }

    private void cleanup(Object providerBindingContext) {
        journal.add(providerBindingContext + " provider cleanup");
        whenCleaned.accept((Request) providerBindingContext);
    }

    /** One client that wanted to attach; also the provider's binding context for it. */
    final class Request {
        final NmrBindingHandle binding;
        final Object providerContext;
        final NpiRegistrationInstance client;
        final Object clientContext;
        final Object clientDispatch;
        final Ptr<Object> contextOut;
        final Ptr<Object> dispatchOut;
        final Thread thread = Thread.currentThread();

        Request(
                NmrBindingHandle binding,
                Object providerContext,
                NpiRegistrationInstance client,
                Object clientContext,
                Object clientDispatch,
                Ptr<Object> contextOut,
                Ptr<Object> dispatchOut) {
            this.binding = binding;
            this.providerContext = providerContext;
            this.client = client;
            this.clientContext = clientContext;
            this.clientDispatch = clientDispatch;
            this.contextOut = contextOut;
            this.dispatchOut = dispatchOut;
        }

        NtStatus accept() {
            contextOut.set(this);
            dispatchOut.set(dispatch);
            return NtStatus.STATUS_SUCCESS;
        }

        void completeDetach() {
            registrar.nmrProviderDetachClientComplete(binding);
        }

        @Override
        public String toString() {
            return client.npiSpecificCharacteristics() + "-" + name;
        }
    }
}
