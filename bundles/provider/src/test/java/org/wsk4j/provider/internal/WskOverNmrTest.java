// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import org.junit.jupiter.api.Test;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderCharacteristics;

/** Clients that register with the network module registrar themselves. */
class WskOverNmrTest extends ProviderFixture {
    @Test
    @Clause({"NMR-WSK-01", "ARCH-01"})
    void attachesAClientOfTheWskNpiThatRegisteredItself() {
        provider.start();

        DirectClient client = attachedClient();

        assertThat(client.provider().npiId()).isEqualTo(WskConstants.NPI_WSK_INTERFACE_ID);
        assertThat(WskConstants.NPI_WSK_INTERFACE_ID).hasToString("{2227E803-8D8B-11D4-ABAD-009027719E09}");
        assertThat(client.attachment().bundle()).isSameAs(bundle);
        assertThat(client.attachment().clientContext()).isEqualTo("context");
    }

    @Test
    @Clause("NMR-WSK-02")
    void asksTheClientAtOnceOrWhenTheProviderComes() {
        DirectClient early = new DirectClient(nmr, bundle, "context", V1_0).register();
        assertThat(early.events()).isEmpty();

        provider.start();
        assertThat(early.events()).containsExactly("0x100 STATUS_SUCCESS");

        DirectClient late = new DirectClient(nmr, bundle, "context", V1_0).register();
        assertThat(late.events()).containsExactly("0x100 STATUS_SUCCESS");
    }

    @Test
    @Clause({"NMR-WSK-03", "PROVIDER-CHAR-01", "PROVIDER-CHAR-02", "PROVIDER-CHAR-03"})
    void showsTheSupportedVersionsDuringAttach() {
        provider.start();
        DirectClient client = new DirectClient(nmr, bundle, "context", V2_0).register();

        assertThat(client.provider().npiSpecificCharacteristics())
                .isInstanceOfSatisfying(WskProviderCharacteristics.class, characteristics -> {
                    assertThat(characteristics.lowestVersion()).isEqualTo(V1_0);
                    assertThat(characteristics.highestVersion()).isEqualTo(V1_0);
                });
    }

    @Test
    @Clause({"NMR-WSK-04", "PROVIDER-DISPATCH-07", "CLIENT-OBJ-03", "ARCH-02"})
    void handsOutTheClientObjectAndTheTable() {
        provider.start();

        DirectClient client = attachedClient();
        DirectClient other = attachedClient();

        assertThat(client.client()).isNotNull().isNotSameAs(other.client());
        assertThat(client.table()).isSameAs(dispatch);
    }

    @Test
    @Clause({"NMR-WSK-05", "NMR-WSK-06", "CLIENT-DISPATCH-01"})
    void refusesAVersionAndLetsTheClientTryAnother() {
        provider.start();

        DirectClient client = new DirectClient(nmr, bundle, "context", V2_0, V1_1, V1_0).register();

        assertThat(client.events())
                .containsExactly("0x200 STATUS_NOINTERFACE", "0x101 STATUS_NOINTERFACE", "0x100 STATUS_SUCCESS");
        assertThat(client.client()).isNotNull();
    }

    @Test
    @Clause("NMR-WSK-07")
    void aClientThatFindsNoVersionIsNotAttachedAndMayGo() {
        provider.start();
        DirectClient client = new DirectClient(nmr, bundle, "context", V2_0).register();

        client.deregister();

        assertThat(client.events()).containsExactly("0x200 STATUS_NOINTERFACE");
    }

    @Test
    @Clause({"CLIENT-DISPATCH-02", "NMR-WSK-04"})
    void refusesAnAttachWithMissingOrReservedArguments() {
        NpiRegistrationInstance instance =
                new NpiRegistrationInstance(WskConstants.NPI_WSK_INTERFACE_ID, NpiModuleId.of(bundle), 0, null);
        Ptr<Object> poison = Ptr.of("poison");
        WskClientDispatch fine = new WskClientDispatch(V1_0, 0, null);
        WskClientDispatch reserved = new WskClientDispatch(V1_0, 1, null);

        assertThat(provider.attachClient(null, null, instance, null, fine, null, poison))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(provider.attachClient(null, null, instance, null, fine, poison, null))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(provider.attachClient(null, null, instance, null, null, poison, poison))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(provider.attachClient(null, null, instance, null, "no table", poison, poison))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(provider.attachClient(null, null, instance, null, reserved, poison, poison))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(poison.get()).isEqualTo("poison");
    }

    @Test
    @Clause("NMR-WSK-09")
    void aClientThatCallsAfterItsDetachIsRefused() {
        provider.start();
        DirectClient client = attachedClient();
        client.deregister();
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus status = socket(client.table(), client.client(), irp);

        assertThat(status).isEqualTo(NtStatus.STATUS_INVALID_HANDLE);
        assertThatIrp(irp).fits(status);
    }

    @Test
    @Clause("NMR-WSK-10")
    void theClientIsCleanedUpAfterBothSidesHaveDetached() {
        provider.start();
        DirectClient client =
                new DirectClient(nmr, bundle, "context", V1_0).detachPends().register();
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();
        client.startDeregistration();

        client.completeDetach();
        assertThat(client.events()).doesNotContain("cleaned up");
        socket.close();

        assertThat(client.events()).endsWith("cleaned up");
        client.awaitDeregistration();
    }
}
