// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;

/** What a module may do from within its callbacks: everything but wait for itself. */
class CallbackTest extends NmrFixture {
    @Test
    void registersAnotherModuleWhileAttaching() {
        RecordingProvider late = provider("P2");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            if (client.offers.size() == 1) {
                late.register();
            }
            return offer.attach();
        };
        registeredProvider("P1");

        client.register();

        assertThat(journal.lines()).containsExactly("C-P1 offered", "C-P2 offered", "C-P2 asked", "C-P1 asked");
        client.deregister();
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).filteredOn(line -> line.endsWith("cleanup")).hasSize(4);
    }

    @Test
    void refusesToAttachAClientThatHasJustDeregisteredItself() {
        registeredProvider("P1");
        RecordingProvider second = registeredProvider("P2");
        List<NtStatus> answers = new ArrayList<>();
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            answers.add(client.deregister());
            answers.add(offer.attach());
            return answers.get(1);
        };

        assertThat(client.register()).isEqualTo(STATUS_SUCCESS);

        assertThat(answers).containsExactly(STATUS_PENDING, STATUS_NOINTERFACE);
        assertThat(journal.lines()).as("not asked about the second").containsExactly("C-P1 offered");
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(second.requests).isEmpty();
    }

    @Test
    void detachesAClientThatDeregisteredItselfOnceItsAttachCallbackIsOver() {
        registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            NtStatus status = offer.attach();
            client.deregister();
            journal.add("callback over");
            return status;
        };

        client.register();

        assertThat(journal.lines().subList(0, 3)).containsExactly("C-P offered", "C-P asked", "callback over");
        assertThat(journal.lines().subList(3, 7))
                .containsExactlyInAnyOrder(
                        "C-P client detach", "C-P provider detach", "C-P client cleanup", "C-P provider cleanup");
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void detachesAProviderThatDeregisteredItselfWhileItAccepted() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = provider("P");
        provider.whenAsked = request -> {
            provider.deregister();
            return request.accept();
        };

        provider.register();

        assertThat(journal.lines().subList(0, 2)).containsExactly("C-P offered", "C-P asked");
        assertThat(journal.lines()).hasSize(6);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(client.offer().providerContext.get()).isSameAs(provider.request());
    }

    @Test
    void deregistersTheOtherSideFromADetachCallback() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        RecordingProvider another = registeredProvider("P2");
        List<NtStatus> answers = new ArrayList<>();
        client.whenDetached = offer -> {
            if (offer == client.offers.get(0)) {
                answers.add(provider.deregister());
                answers.add(another.deregister());
            }
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(answers).containsExactly(STATUS_PENDING, STATUS_PENDING);
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(another.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).doesNotHaveDuplicates();
        assertThat(journal.lines()).filteredOn(line -> line.endsWith("cleanup")).hasSize(4);
    }

    @Test
    void waitsInADetachCallbackForAModuleOfAnotherBinding() {
        RecordingClient client = registeredClient("C");
        registeredProvider("P1");
        RecordingProvider second = registeredProvider("P2");
        List<NtStatus> answers = new ArrayList<>();
        client.whenDetached = offer -> {
            if (offer == client.offers.get(0)) {
                second.deregister();
                answers.add(second.await());
            }
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(answers).containsExactly(STATUS_SUCCESS);
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).doesNotHaveDuplicates();
    }

    @Test
    @Clause("NMR-CONCEPT-16")
    void stopsAWaitInACallbackThatItWouldWaitFor() {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");
        client.whenOffered = offer -> {
            NtStatus status = offer.attach();
            client.deregister();
            assertInvalidState("NmrWaitForClientDeregisterComplete", client::await);
            return status;
        };
        client.whenDetached = offer -> {
            assertInvalidState("NmrWaitForClientDeregisterComplete", client::await);
            return STATUS_SUCCESS;
        };
        provider.whenAsked = request -> {
            provider.deregister();
            assertInvalidState("NmrWaitForProviderDeregisterComplete", provider::await);
            return request.accept();
        };
        provider.whenDetached = request -> {
            assertInvalidState("NmrWaitForProviderDeregisterComplete", provider::await);
            return STATUS_SUCCESS;
        };
        client.whenCleaned = offer -> assertInvalidState("NmrWaitForClientDeregisterComplete", client::await);
        provider.whenCleaned = offer -> assertInvalidState("NmrWaitForProviderDeregisterComplete", provider::await);
        provider.register();

        client.register();

        assertThat(warnings()).as("all assertions held").isEmpty();
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(6);
    }

    @Test
    void completesAnotherBindingFromADetachCallback() {
        RecordingClient client = registeredClient("C");
        registeredProvider("P1");
        registeredProvider("P2");
        client.whenDetached = offer -> {
            if (offer == client.offers.get(0)) {
                return STATUS_PENDING;
            }
            client.offers.get(0).completeDetach();
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).filteredOn(line -> line.endsWith("cleanup")).hasSize(4);
    }

    @Test
    void registersAnewFromACleanupCallback() {
        RecordingClient successor = client("C2");
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.whenCleaned = offer -> successor.register();

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).endsWith("C2-P offered", "C2-P asked", "C-P provider cleanup");
        assertThat(provider.requests).hasSize(2);
    }

    @Test
    void holdsNoLockInAnyCallback() {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");
        List<String> done = new ArrayList<>();
        client.whenOffered = offer -> {
            useTheRegistrarElsewhere("offer", done);
            return offer.attach();
        };
        provider.whenAsked = request -> {
            useTheRegistrarElsewhere("request", done);
            return request.accept();
        };
        client.whenDetached = offer -> useTheRegistrarElsewhere("client detach", done);
        provider.whenDetached = request -> useTheRegistrarElsewhere("provider detach", done);
        client.whenCleaned = offer -> useTheRegistrarElsewhere("client cleanup", done);
        provider.whenCleaned = request -> useTheRegistrarElsewhere("provider cleanup", done);
        client.register();
        provider.register();

        provider.deregister();

        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(done)
                .containsExactlyInAnyOrder(
                        "offer", "request", "client detach", "provider detach", "client cleanup", "provider cleanup");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void asksABundleForItsNameOnlyWhileItsModuleRegisters() {
        AtomicBoolean registered = new AtomicBoolean();
        Bundle bundle = (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    assertThat(registered)
                            .as("%s under a lock", method.getName())
                            .isFalse();
                    return "org.acme.client";
                });
        RecordingClient likeIt = client("C");
        NmrClientHandle handle = new NmrClientHandle();
        NpiClientCharacteristics characteristics = new NpiClientCharacteristics(
                likeIt.characteristics.clientAttachProvider(),
                likeIt.characteristics.clientDetachProvider(),
                null,
                new NpiRegistrationInstance(NPI, NpiModuleId.of(bundle), 0, "C"));
        nmr.nmrRegisterClient(characteristics, null, handle);
        registered.set(true);

        registeredProvider("P");

        assertInvalidState("org.acme.client", () -> likeIt.offer().completeDetach());
    }

    /** A whole life of a binding, on another thread, while this one is in a callback. */
    private NtStatus useTheRegistrarElsewhere(String where, List<String> done) {
        return other.call(() -> {
            RecordingClient client = new RecordingClient(where, OTHER_NPI, nmr, new Journal());
            RecordingProvider provider = new RecordingProvider(where, OTHER_NPI, nmr, new Journal());
            client.register();
            provider.register();
            client.deregister();
            provider.deregister();
            client.await();
            NtStatus status = provider.await();
            done.add(where);
            return status;
        });
    }
}
