// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.Bundle;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderDispatch;

/** A client that registers with the NMR itself, tries its versions one after the other, and records what happens. */
final class DirectClient {
    private final NetworkModuleRegistrar nmr;
    private final NpiModuleId module;
    private final Object context;
    private final int[] versions;
    private final NmrClientHandle handle = new NmrClientHandle();
    private final List<String> events = new ArrayList<>(); // guarded by itself
    private boolean detachPends;
    private volatile NmrBindingHandle binding; // written by the attaching thread, read by the test
    private volatile WskClient client; // the same
    private volatile WskProviderDispatch table; // the same
    private volatile NpiRegistrationInstance provider; // the same

    DirectClient(NetworkModuleRegistrar nmr, Bundle bundle, Object context, int... versions) {
        this.nmr = nmr;
        this.module = NpiModuleId.of(bundle);
        this.context = context;
        this.versions = versions;
    }

    /** Its side of a detach waits for {@link #completeDetach}. */
    DirectClient detachPends() {
        detachPends = true;
        return this;
    }

    DirectClient register() {
        NtStatus status = nmr.nmrRegisterClient(
                new NpiClientCharacteristics(
                        this::attach,
                        this::detach,
                        bindingContext -> note("cleaned up"),
                        new NpiRegistrationInstance(WskConstants.NPI_WSK_INTERFACE_ID, module, 0, null)),
                this,
                handle);
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        return this;
    }

    private NtStatus attach(NmrBindingHandle newBinding, Object self, NpiRegistrationInstance instance) {
        binding = newBinding;
        provider = instance;
        NtStatus status = NtStatus.STATUS_NOINTERFACE;
        for (int version : versions) {
            Ptr<Object> newClient = new Ptr<>();
            Ptr<Object> newTable = new Ptr<>();
            status = nmr.nmrClientAttachProvider(
                    newBinding, context, new WskClientDispatch(version, 0, null), newClient, newTable);
            note("0x" + Integer.toHexString(version) + " " + status);
            if (status == NtStatus.STATUS_SUCCESS) {
                client = (WskClient) newClient.get();
                table = (WskProviderDispatch) newTable.get();
                break;
            }
        }
        return status;
    }

    private NtStatus detach(Object bindingContext) {
        note("detaching");
        return detachPends ? NtStatus.STATUS_PENDING : NtStatus.STATUS_SUCCESS;
    }

    void completeDetach() {
        nmr.nmrClientDetachProviderComplete(binding);
    }

    void startDeregistration() {
        assertThat(nmr.nmrDeregisterClient(handle)).isEqualTo(NtStatus.STATUS_PENDING);
    }

    void awaitDeregistration() {
        assertThat(nmr.nmrWaitForClientDeregisterComplete(handle)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    void deregister() {
        startDeregistration();
        awaitDeregistration();
    }

    private void note(String event) {
        synchronized (events) {
            events.add(event);
        }
    }

    List<String> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    WskClient client() {
        return client;
    }

    Attachment attachment() {
        return (Attachment) client;
    }

    WskProviderDispatch table() {
        return table;
    }

    NpiRegistrationInstance provider() {
        return provider;
    }
}
