// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wsk.WskConstants.WSK_INFINITE_WAIT;
import static org.wsk4j.wsk.WskConstants.WSK_NO_WAIT;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskRegistration;

/** A client bundle stops or gives the registration service back. */
class BundleGoesTest extends RegistrationFixture {
    @Test
    @Clause("DEREGISTER-08")
    void whatTheClientForgotIsEndedForItWithOneWarning() {
        FakeProvider provider = provider(V1_0).register();
        WskRegistration second = new WskRegistration();
        register();
        registrar.wskRegister(clientNpi, second);
        captured();
        captured();

        registrar.close();

        assertThat(provider.attached()).isEmpty();
        assertThat(registrations.clients()).isEmpty();
        assertThat(second.reserved()).isNull();
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("org.acme.client")
                .contains("left registrations: 2, captures: 2 [")
                .doesNotContain("\n");
        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(npi.dispatch(), npi.client());
    }

    @Test
    void whereTheyCameFromIsShownIfThatIsTracked() {
        registrations = new Registrations(nmr, OsgiFakes.config(NEVER, true));
        registrar = registrarOf(bundle);
        provider(V1_0).register();
        register();
        captured();
        captured();
        release();

        registrar.close();

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("registrations: 1, captures: 1 [", " came from:")
                .contains("RegistrationFixture.register(", "RegistrationFixture.captured(");
    }

    @Test
    void aClientThatCleanedUpLeavesNoWarning() {
        provider(V1_0).register();
        register();
        captured();
        release();
        deregister();

        registrar.close();

        assertThat(warnings()).isEmpty();
    }

    @Test
    void otherBundlesAreNotDisturbed() {
        provider(V1_0).register();
        register();
        captured();
        BundleRegistrar other = registrarOf(OsgiFakes.bundle("org.acme.other"));
        other.wskRegister(clientNpi, new WskRegistration());

        other.close();

        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrations.clients()).hasSize(1);
    }

    @Test
    void aForgottenCaptureDoesNotHoldUpAProviderThatGoesAtTheSameTime() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        OtherThread<Void> going =
                OtherThread.run(provider::deregister).assertBlockedIn("nmrWaitForProviderDeregisterComplete");

        registrar.close();

        going.result();
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    @Clause("DEREGISTER-12")
    void aForgottenWaitIsWoken() {
        register();
        OtherThread<NtStatus> waiting =
                OtherThread.call(() -> capture(WSK_INFINITE_WAIT)).assertBlockedIn("capture");

        registrar.close();

        assertThat(waiting.result()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("DEREGISTER-03")
    void aForgottenCallIsWaitedFor() throws Exception {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        CountDownLatch inside = provider.table().hold();
        OtherThread<NtStatus> calling = OtherThread.call(() -> callSocket(RecordedIrp.ready()));
        inside.await();
        OtherThread<Void> closing = OtherThread.run(registrar::close).assertBlockedIn("awaitDeregistered");

        provider.table().letGo();

        calling.result();
        closing.result();
    }

    @Test
    void withinACallOfItsOwnTheEndIsWaitedForInAnotherThread() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();

        assertThat(callSocket(RecordedIrp.ready().then(completed -> registrar.close())))
                .isEqualTo(NtStatus.STATUS_SUCCESS);

        while (!registrations.clients().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(provider.attached()).isEmpty();
    }

    @Test
    void aRegistrationThatIsBeingEndedByTheClientIsLeftToIt() {
        FakeProvider provider = provider(V1_0).detachPends().register();
        register();
        OtherThread<Void> deregistering = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        registrar.close();
        provider.completeDetaches();

        deregistering.result();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void atDispatchLevelTheEndIsWaitedForInAnotherThread() {
        FakeProvider provider = provider(V1_0).detachPends().register();
        register();

        atDispatchLevel(registrar::close);

        while (provider.detaches() == 0) {
            Thread.onSpinWait();
        }
        provider.completeDetaches();
        while (!registrations.clients().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(provider.attached()).isEmpty();
    }

    @Test
    void registeringAfterwardsIsRefused() {
        registrar.close();

        assertThat(registrar.wskRegister(clientNpi, block)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);

        assertThat(block.reserved()).isNull();
        assertThat(registrations.clients()).isEmpty();
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }
}
