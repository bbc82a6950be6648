// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientEvent;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskRegistration;

/** WskRegister. */
class WskRegisterTest extends RegistrationFixture {
    @Test
    @Clause({"REGISTER-01", "REGISTER-14", "CLIENT-NPI-02", "CLIENT-DISPATCH-01", "CLIENT-DISPATCH-03"})
    void createsOneRegistrationThatAttachesToTheProvider() {
        FakeProvider provider = provider(V1_0).register();

        NtStatus status = registrar.wskRegister(clientNpi, block);

        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        FakeProvider.Attached client = provider.onlyClient();
        assertThat(client.instance.npiId()).isEqualTo(WskConstants.NPI_WSK_INTERFACE_ID);
        assertThat(client.instance.moduleId().bundle()).isSameAs(bundle);
        assertThat(client.dispatch.version()).isEqualTo(V1_0);
        assertThat(client.dispatch.wskClientEvent()).isNull();
    }

    @Test
    @Clause({"CLIENT-EVENT-06", "EVENT-08"})
    void doesWithoutAClientEventFromTheBeginningToTheEnd() {
        assertThat(clientNpi.dispatch().wskClientEvent()).isNull();

        liveThrough(clientNpi);

        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause("EVENT-08")
    void hasNothingToTellAClientEvent() {
        List<Integer> told = new CopyOnWriteArrayList<>();
        WskClientEvent event = (context, type, information, length) -> {
            told.add(type);
            return NtStatus.STATUS_NOT_IMPLEMENTED;
        };

        liveThrough(new WskClientNpi(new Object(), new WskClientDispatch(V1_0, 0, event)));

        assertThat(told).as("event types").isEmpty();
    }

    /** All that a client and a provider can do to each other. */
    private void liveThrough(WskClientNpi client) {
        assertThat(registrar.wskRegister(client, block)).isEqualTo(NtStatus.STATUS_SUCCESS);
        for (int i = 0; i < 2; i++) {
            FakeProvider provider = provider(V1_0).register();
            captured();
            release();
            provider.deregister();
            assertThat(capture(WskConstants.WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        }
        deregister();
    }

    @Test
    @Clause("REGISTER-02")
    void leavesNothingBehindWhenTheNmrRefuses() {
        NetworkModuleRegistrar full = RefusingRegistrar.answering(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        registrations = new Registrations(full, OsgiFakes.config(NEVER));
        registrar = registrarOf(bundle);

        NtStatus status = registrar.wskRegister(clientNpi, block);

        assertThat(status).isEqualTo(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        assertThat(block.reserved()).isNull();
        assertThat(registrations.clients()).isEmpty();
        assertViolation("DEREGISTER-06", this::deregister);
    }

    @Test
    @Clause({"REGISTER-02", "CLIENT-DISPATCH-02"})
    void refusesArgumentsThatAreMissingOrReserved() {
        assertThat(registrar.wskRegister(null, block)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(registrar.wskRegister(clientNpi, null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(registrar.wskRegister(new WskClientNpi(null, null), block))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(registrar.wskRegister(new WskClientNpi(null, new WskClientDispatch(V1_0, 1, null)), block))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);

        assertThat(block.reserved()).isNull();
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    @Clause({"REGISTER-03", "WSK-REGISTRATION-01"})
    void initialisesTheBlockAsTheHandleOfTheOtherFunctions() {
        provider(V1_0).register();
        assertThat(block.reserved()).isNull();

        register();

        assertThat(block.reserved()).isNotNull();
        captured();
        release();
        deregister();
        assertThat(block.reserved()).isNull();
    }

    @Test
    @Clause({"REGISTER-04", "WSK-REGISTRATION-02"})
    void aBlockThatItsClientOverwroteIsNoRegistrationAnyMore() {
        provider(V1_0).register();
        register();
        captured();
        Object stolen = block.reserved();

        block.reserve(stolen, "scribble");

        assertThat(capture(WskConstants.WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertViolation("RELEASE-NPI-02", this::release);
        assertViolation("DEREGISTER-06", this::deregister);
        assertThat(registrations.clients()).hasSize(1);
        block.reserve("scribble", stolen);
        release();
        deregister();
    }

    @Test
    @Clause("REGISTER-05")
    void letsAClientRegisterSeveralTimesWithABlockForEach() {
        FakeProvider provider = provider(V1_0).register();
        WskRegistration second = new WskRegistration();
        register();

        assertThat(registrar.wskRegister(clientNpi, second)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(provider.attached()).hasSize(2);
        deregister();
        assertThat(provider.attached()).hasSize(1);
        assertThat(registrar.wskCaptureProviderNPI(second, WskConstants.WSK_NO_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause("REGISTER-05")
    void theSameBlockTwiceIsABugCheckThatHarmsNothing() {
        FakeProvider provider = provider(V1_0).register();
        register();

        assertViolation("REGISTER-05", () -> registrar.wskRegister(clientNpi, block));

        assertThat(provider.attached()).hasSize(1);
        assertThat(registrations.clients()).hasSize(1);
        captured();
        release();
        deregister();
    }

    @Test
    @Clause("REGISTER-06")
    void eachRegistrationEndsWithItsOwnDeregistration() {
        WskRegistration second = new WskRegistration();
        register();
        registrar.wskRegister(clientNpi, second);

        deregister();

        assertViolation("DEREGISTER-06", this::deregister);
        assertThat(registrations.clients()).hasSize(1);
        registrar.wskDeregister(second);
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    @Clause("REGISTER-08")
    void isForPassiveLevelOnly() {
        atDispatchLevel(() -> assertWrongIrql("WskRegister", () -> registrar.wskRegister(clientNpi, block)));

        assertThat(block.reserved()).isNull();
    }

    @Test
    @Clause("REGISTER-10")
    void worksAtAnyTimeAndInAnyThread() {
        provider(V1_0).register();

        NtStatus status =
                OtherThread.call(() -> registrar.wskRegister(clientNpi, block)).result();

        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        captured();
    }

    @Test
    @Clause("REGISTER-11")
    void handsOutNothingBeforeACapture() {
        provider(V1_0).register();

        register();

        assertThat(npi.client()).isNull();
        assertThat(npi.dispatch()).isNull();
        assertThat(registrations.clients().get(0).captures()).isZero();
    }

    @Test
    @Clause({"REGISTER-12", "REGISTER-13"})
    void keepsTheDispatchButNotTheStructureThatNamesIt() {
        WskClientDispatch dispatch = new WskClientDispatch(V1_0, 0, (context, type, information, length) -> null);
        WskClientNpi onTheStack = new WskClientNpi("context", dispatch);
        registrar.wskRegister(onTheStack, block);

        FakeProvider provider = provider(V1_0).register();

        assertThat(provider.onlyClient().dispatch).isSameAs(dispatch);
        assertThat(provider.onlyClient().context).isNotSameAs(onTheStack);
    }

    @Test
    @Clause("CLIENT-NPI-01")
    void passesTheContextOnAsItIsAndNullToo() {
        FakeProvider provider = provider(V1_0).register();
        register();
        registrar.wskRegister(new WskClientNpi(null, clientNpi.dispatch()), new WskRegistration());

        assertThat(((WskClientNpi) provider.attached().get(0).context).clientContext())
                .isSameAs(clientNpi.clientContext());
        assertThat(((WskClientNpi) provider.attached().get(1).context).clientContext())
                .isNull();
    }

    @Test
    @Clause("REGISTER-01")
    void reportsTheRegistrationsInTheirOrder() {
        register();
        provider(V1_0).register();
        captured();
        BundleRegistrar other = registrarOf(OsgiFakes.bundle("org.acme.other"));
        other.wskRegister(clientNpi(V2_0), new WskRegistration());

        assertThat(registrations.clients())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.bundle()).isSameAs(bundle);
                            assertThat(first.version()).isEqualTo(V1_0);
                            assertThat(first.state()).isEqualTo("ATTACHED");
                            assertThat(first.captures()).isEqualTo(1);
                        },
                        second -> {
                            assertThat(second.bundle().getSymbolicName()).isEqualTo("org.acme.other");
                            assertThat(second.version()).isEqualTo(V2_0);
                            assertThat(second.state()).isEqualTo("REFUSED");
                            assertThat(second.captures()).isZero();
                        });
    }
}
