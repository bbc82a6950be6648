// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Ptr;

/** Who is paired with whom, and when. */
class RegistrationTest extends NmrFixture {
    @Test
    @Clause({"NMR-REG-CLIENT-01", "NMR-REG-CLIENT-06"})
    void registersClientUnderItsHandle() {
        RecordingClient client = client("C");

        assertThat(client.register()).isEqualTo(STATUS_SUCCESS);

        assertThat(client.deregister()).isEqualTo(STATUS_PENDING);
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-REG-PROVIDER-01", "NMR-REG-PROVIDER-06"})
    void registersProviderUnderItsHandle() {
        RecordingProvider provider = provider("P");

        assertThat(provider.register()).isEqualTo(STATUS_SUCCESS);

        assertThat(provider.deregister()).isEqualTo(STATUS_PENDING);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-REG-CLIENT-03", "NPI-STRUCT-03", "NPI-STRUCT-13", "NPI-STRUCT-14"})
    void refusesClientThatLacksAMandatoryMember() {
        NpiRegistrationInstance instance = client("C").characteristics.clientRegistrationInstance();
        NpiModuleId module = instance.moduleId();
        List<NpiClientCharacteristics> incomplete = new ArrayList<>();
        incomplete.add(null);
        incomplete.add(new NpiClientCharacteristics(null, context -> STATUS_SUCCESS, null, instance));
        incomplete.add(new NpiClientCharacteristics((b, c, p) -> STATUS_SUCCESS, null, null, instance));
        for (NpiRegistrationInstance bad : new NpiRegistrationInstance[] {
            null, new NpiRegistrationInstance(null, module, 0, null), new NpiRegistrationInstance(NPI, null, 0, null)
        }) {
            incomplete.add(
                    new NpiClientCharacteristics((b, c, p) -> STATUS_SUCCESS, context -> STATUS_SUCCESS, null, bad));
        }

        for (NpiClientCharacteristics characteristics : incomplete) {
            NmrClientHandle handle = new NmrClientHandle();
            assertThat(nmr.nmrRegisterClient(characteristics, null, handle)).isEqualTo(STATUS_INVALID_PARAMETER);
            assertThat(nmr.nmrDeregisterClient(handle)).isEqualTo(STATUS_INVALID_PARAMETER);
        }
        assertThat(nmr.nmrRegisterClient(client("C").characteristics, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-REG-PROVIDER-03", "NPI-STRUCT-08", "NPI-STRUCT-13", "NPI-STRUCT-14"})
    void refusesProviderThatLacksAMandatoryMember() {
        NpiRegistrationInstance instance = provider("P").characteristics.providerRegistrationInstance();
        NpiModuleId module = instance.moduleId();
        List<NpiProviderCharacteristics> incomplete = new ArrayList<>();
        incomplete.add(null);
        incomplete.add(new NpiProviderCharacteristics(null, context -> STATUS_SUCCESS, null, instance));
        incomplete.add(
                new NpiProviderCharacteristics((b, p, c, cc, cd, pc, pd) -> STATUS_SUCCESS, null, null, instance));
        for (NpiRegistrationInstance bad : new NpiRegistrationInstance[] {
            null, new NpiRegistrationInstance(null, module, 0, null), new NpiRegistrationInstance(NPI, null, 0, null)
        }) {
            incomplete.add(new NpiProviderCharacteristics(
                    (b, p, c, cc, cd, pc, pd) -> STATUS_SUCCESS, context -> STATUS_SUCCESS, null, bad));
        }

        for (NpiProviderCharacteristics characteristics : incomplete) {
            NmrProviderHandle handle = new NmrProviderHandle();
            assertThat(nmr.nmrRegisterProvider(characteristics, null, handle)).isEqualTo(STATUS_INVALID_PARAMETER);
            assertThat(nmr.nmrDeregisterProvider(handle)).isEqualTo(STATUS_INVALID_PARAMETER);
        }
        assertThat(nmr.nmrRegisterProvider(provider("P").characteristics, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-REG-CLIENT-03", "NMR-REG-PROVIDER-03"})
    void refusesHandleThatIsInUse() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");

        assertThat(client.register()).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(provider.register()).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(client.offers).hasSize(1);
        client.deregister();
        assertThat(client.register()).as("before the wait").isEqualTo(STATUS_INVALID_PARAMETER);
        client.await();
        assertThat(client.register()).as("after the wait").isEqualTo(STATUS_SUCCESS);
        assertThat(client.offers).hasSize(2);
    }

    @Test
    @Clause({"NMR-REG-CLIENT-07", "NMR-REG-PROVIDER-07"})
    void registersAtPassiveLevelOnly() {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");

        atDispatchLevel(() -> {
            assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "NmrRegisterClient", client::register);
            assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "NmrRegisterProvider", provider::register);
        });

        assertThat(client.deregister()).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(provider.deregister()).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-REG-CLIENT-08", "NMR-REG-CLIENT-10"})
    void asksNewClientAboutEachProviderThatIsThere() {
        registeredProvider("P1");
        registeredProvider("P2");

        RecordingClient client = registeredClient("C");

        assertThat(journal.lines())
                .as("asked before the registration returned")
                .filteredOn(line -> line.endsWith("offered"))
                .containsExactlyInAnyOrder("C-P1 offered", "C-P2 offered");
        assertThat(client.offers).allSatisfy(offer -> assertThat(offer.thread).isSameAs(Thread.currentThread()));
    }

    @Test
    @Clause({"NMR-REG-CLIENT-09", "NMR-REG-PROVIDER-08"})
    void asksEachClientThatIsThereAboutNewProvider() {
        RecordingClient first = registeredClient("C1");
        RecordingClient second = registeredClient("C2");
        assertThat(journal.take()).isEmpty();

        registeredProvider("P1");
        registeredProvider("P2");

        assertThat(journal.lines())
                .filteredOn(line -> line.endsWith("offered"))
                .containsExactlyInAnyOrder("C1-P1 offered", "C2-P1 offered", "C1-P2 offered", "C2-P2 offered");
        assertThat(first.offers).allSatisfy(offer -> assertThat(offer.thread).isSameAs(Thread.currentThread()));
        assertThat(second.offers).hasSize(2);
    }

    @Test
    @Clause({"NMR-CONCEPT-02", "NMR-CONCEPT-03"})
    void pairsByTheNpiAlone() {
        RecordingClient client = registeredClient("C");
        RecordingProvider elsewhere = new RecordingProvider("P0", OTHER_NPI, nmr, journal);
        elsewhere.register();
        assertThat(client.offers).isEmpty();

        new RecordingProvider("P1", NPI, 0, nmr, journal).register();
        new RecordingProvider("P1", NPI, 1, nmr, journal).register();
        new RecordingProvider("C", NPI, 7, nmr, journal).register();

        assertThat(client.offers).extracting(offer -> offer.provider.number()).containsExactly(0, 1, 7);
        assertThat(elsewhere.requests).isEmpty();
    }

    @Test
    @Clause("NPI-STRUCT-15")
    void registersSeveralImplementationsOfOneNpi() {
        RecordingProvider first = new RecordingProvider("P", NPI, 0, nmr, journal);
        RecordingProvider second = new RecordingProvider("P", NPI, 1, nmr, journal);
        first.register();
        second.register();
        RecordingClient client = registeredClient("C");

        first.deregister();

        assertThat(first.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(client.offers).extracting(offer -> offer.provider.number()).containsExactly(0, 1);
        assertThat(journal.count("C-P client detach")).isEqualTo(1);
        assertThat(second.request().client.npiSpecificCharacteristics()).isEqualTo("C");
    }

    @Test
    @Clause({"NMR-CONCEPT-06"})
    void letsOneModuleBeClientAndProvider() {
        RecordingProvider below = registeredProvider("below");
        RecordingClient lower = registeredClient("middle");
        RecordingProvider upper = new RecordingProvider("middle", OTHER_NPI, nmr, journal);
        upper.register();
        RecordingClient above = new RecordingClient("above", OTHER_NPI, nmr, journal);
        above.register();

        assertThat(below.requests).hasSize(1);
        assertThat(upper.requests).hasSize(1);
        lower.deregister();
        assertThat(lower.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).contains("middle-below client detach").doesNotContain("above-middle client detach");
    }

    @Test
    @Clause({"NMR-CONCEPT-07", "NMR-DEREG-CLIENT-07"})
    void keepsTheRegistrationsOfAClientOfSeveralNpisApart() {
        RecordingClient one = registeredClient("C");
        RecordingClient two = new RecordingClient("C", OTHER_NPI, nmr, journal);
        two.register();
        RecordingProvider first = registeredProvider("P1");
        RecordingProvider second = new RecordingProvider("P2", OTHER_NPI, nmr, journal);
        second.register();
        two.whenDetached = offer -> STATUS_PENDING;

        one.deregister();
        two.deregister();

        assertThat(one.await()).as("is not held up by the other").isEqualTo(STATUS_SUCCESS);
        two.offer().completeDetach();
        assertThat(two.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(first.requests).hasSize(1);
        assertThat(second.requests).hasSize(1);
    }

    @Test
    @Clause({"NMR-CONCEPT-08", "NMR-DEREG-PROVIDER-07"})
    void keepsTheRegistrationsOfAProviderOfSeveralNpisApart() {
        RecordingProvider one = registeredProvider("P");
        RecordingProvider two = new RecordingProvider("P", OTHER_NPI, nmr, journal);
        two.register();
        RecordingClient first = registeredClient("C1");
        RecordingClient second = new RecordingClient("C2", OTHER_NPI, nmr, journal);
        second.register();
        two.whenDetached = request -> STATUS_PENDING;

        one.deregister();
        two.deregister();

        assertThat(one.await()).as("is not held up by the other").isEqualTo(STATUS_SUCCESS);
        two.request().completeDetach();
        assertThat(two.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(first.offers).hasSize(1);
        assertThat(second.offers).hasSize(1);
    }

    @Test
    @Clause({"NMR-REG-CLIENT-04", "NMR-CLIENT-ATTACH-09"})
    void passesTheClientContextAsItIs() {
        RecordingClient client = registeredClient("C");
        registeredProvider("P1");
        registeredProvider("P2");

        assertThat(client.offers)
                .hasSize(2)
                .allSatisfy(offer -> assertThat(offer.clientContext).isSameAs(client.context));
    }

    @Test
    @Clause({"NMR-REG-CLIENT-04", "NMR-REG-PROVIDER-04"})
    void acceptsNullAsContext() {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");

        assertThat(nmr.nmrRegisterClient(client.characteristics, null, client.handle))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(nmr.nmrRegisterProvider(provider.characteristics, null, provider.handle))
                .isEqualTo(STATUS_SUCCESS);

        assertThat(client.offer().clientContext).isNull();
        assertThat(provider.request().providerContext).isNull();
    }

    @Test
    @Clause("NMR-REG-PROVIDER-04")
    void passesTheProviderContextAsItIs() {
        RecordingProvider provider = registeredProvider("P");
        registeredClient("C1");
        registeredClient("C2");

        assertThat(provider.requests)
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.providerContext).isSameAs(provider.context));
    }

    @Test
    @Clause("NMR-CONCEPT-09")
    void attachesModulesOfAnNpiThatHasNoneOfTheOptionalParts() {
        List<Object> calls = new ArrayList<>();
        Runnable function = () -> calls.add("called");
        NpiProviderCharacteristics provider = new NpiProviderCharacteristics(
                (binding, context, client, clientContext, clientDispatch, contextOut, dispatchOut) -> {
                    assertThat(client.npiSpecificCharacteristics()).isNull();
                    assertThat(clientDispatch).isNull();
                    dispatchOut.set(function);
                    return STATUS_SUCCESS;
                },
                context -> STATUS_SUCCESS,
                null,
                new NpiRegistrationInstance(NPI, RecordingClient.moduleId("P"), 0, null));
        Ptr<Object> contextOut = Ptr.of(this);
        Ptr<Object> dispatchOut = Ptr.of(null);
        NpiClientCharacteristics client = new NpiClientCharacteristics(
                (binding, context, instance) -> {
                    assertThat(instance.npiSpecificCharacteristics()).isNull();
                    return nmr.nmrClientAttachProvider(binding, null, null, contextOut, dispatchOut);
                },
                context -> STATUS_SUCCESS,
                null,
                new NpiRegistrationInstance(NPI, RecordingClient.moduleId("C"), 0, null));
        NmrProviderHandle providerHandle = new NmrProviderHandle();
        NmrClientHandle clientHandle = new NmrClientHandle();

        nmr.nmrRegisterProvider(provider, null, providerHandle);
        nmr.nmrRegisterClient(client, null, clientHandle);
        ((Runnable) dispatchOut.get()).run();
        nmr.nmrDeregisterClient(clientHandle);

        assertThat(nmr.nmrWaitForClientDeregisterComplete(clientHandle)).isEqualTo(STATUS_SUCCESS);
        assertThat(calls).containsExactly("called");
        assertThat(contextOut.get()).as("the provider's context").isNull();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void namesTheModulesThatAreLeftWhenTheRegistrarGoes() {
        registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        provider.deregister();

        nmr.deactivate();

        assertThat(warnings()).singleElement().asString().contains("client").contains(NPI.toString());
    }
}
