// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskVersion;

/** A WSK provider of a test: says which versions it supports, records who attaches, detaches when it is told to. */
final class FakeProvider {
    private final NetworkModuleRegistrar nmr;
    private final String name;
    private final RecordingTable table;
    private final List<Attached> attached = new CopyOnWriteArrayList<>();
    private final AtomicInteger detaches = new AtomicInteger();
    private final NmrProviderHandle handle = new NmrProviderHandle();
    private int lowest = WskVersion.make(1, 0);
    private int highest;
    private int number;
    private int ranking;
    private boolean silent;
    private volatile boolean detachPends; // set by the test, read by callbacks
    private NtStatus attachAnswer = NtStatus.STATUS_SUCCESS;
    private Object offeredTable;
    private Runnable onDetach = () -> {};

    FakeProvider(NetworkModuleRegistrar nmr, String name, int version) {
        this.nmr = nmr;
        this.name = name;
        this.highest = version;
        this.table = new RecordingTable(version);
        this.offeredTable = table;
    }

    FakeProvider versions(int newLowest, int newHighest) {
        lowest = newLowest;
        highest = newHighest;
        return this;
    }

    FakeProvider number(int newNumber) {
        number = newNumber;
        return this;
    }

    FakeProvider ranking(int newRanking) {
        ranking = newRanking;
        return this;
    }

    /** It declares no versions. */
    FakeProvider silent() {
        silent = true;
        return this;
    }

    /** It answers every attachment so. */
    FakeProvider answers(NtStatus status) {
        attachAnswer = status;
        return this;
    }

    /** It offers something that is no provider dispatch. */
    FakeProvider offers(Object strange) {
        offeredTable = strange;
        return this;
    }

    /** Its side of a detach waits for {@link #completeDetaches}. */
    FakeProvider detachPends() {
        detachPends = true;
        return this;
    }

    /** It does this within each detach callback. */
    FakeProvider onDetach(Runnable action) {
        onDetach = action;
        return this;
    }

    FakeProvider register() {
        NpiRegistrationInstance instance = new NpiRegistrationInstance(
                        WskConstants.NPI_WSK_INTERFACE_ID,
                        NpiModuleId.of(OsgiFakes.bundle(name)),
                        number,
                        silent ? null : new WskProviderCharacteristics(highest, lowest))
                .ranked(ranking);
        NtStatus status = nmr.nmrRegisterProvider(
                new NpiProviderCharacteristics(this::attach, this::detach, this::cleanUp, instance), this, handle);
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        return this;
    }

    void startDeregistration() {
        assertThat(nmr.nmrDeregisterProvider(handle)).isEqualTo(NtStatus.STATUS_PENDING);
    }

    void awaitDeregistration() {
        assertThat(nmr.nmrWaitForProviderDeregisterComplete(handle)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    void deregister() {
        startDeregistration();
        awaitDeregistration();
    }

    void completeDetaches() {
        completeDetaches(attached.size());
    }

    /** Completes for those who attached last. */
    void completeDetaches(int count) {
        List<Attached> last = List.copyOf(attached.subList(attached.size() - count, attached.size()));
        last.forEach(client -> nmr.nmrProviderDetachClientComplete(client.binding));
    }

    /** How often it was told to detach. */
    int detaches() {
        return detaches.get();
    }

    RecordingTable table() {
        return table;
    }

    /** The clients that attached and were not cleaned up yet. */
    List<Attached> attached() {
        return attached;
    }

    Attached onlyClient() {
        assertThat(attached).hasSize(1);
        return attached.get(0);
    }

    private NtStatus attach(
            NmrBindingHandle binding,
            Object providerContext,
            NpiRegistrationInstance client,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch) {
        WskClientDispatch wanted = (WskClientDispatch) clientDispatch;
        if (attachAnswer != NtStatus.STATUS_SUCCESS) {
            return attachAnswer;
        }
        if (wanted.version() < lowest || wanted.version() > highest) {
            return NtStatus.STATUS_NOINTERFACE;
        }
        Attached attachedClient = new Attached(binding, client, clientBindingContext, wanted);
        attached.add(attachedClient);
        providerBindingContext.set(attachedClient);
        providerDispatch.set(offeredTable);
        return NtStatus.STATUS_SUCCESS;
    }

    private NtStatus detach(Object providerBindingContext) {
        detaches.incrementAndGet();
        onDetach.run();
        return detachPends ? NtStatus.STATUS_PENDING : NtStatus.STATUS_SUCCESS;
    }

    private void cleanUp(Object providerBindingContext) {
        attached.remove((Attached) providerBindingContext);
    }

    /** The client object. */
    static final class Attached implements WskClient {
        final NmrBindingHandle binding;
        final NpiRegistrationInstance instance;
        final Object context;
        final WskClientDispatch dispatch;

        Attached(
                NmrBindingHandle binding,
                NpiRegistrationInstance instance,
                Object context,
                WskClientDispatch dispatch) {
            this.binding = binding;
            this.instance = instance;
            this.context = context;
            this.dispatch = dispatch;
        }
    }
}
