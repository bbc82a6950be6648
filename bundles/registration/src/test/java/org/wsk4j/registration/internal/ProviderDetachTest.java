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
import org.wsk4j.wsk.WskProviderNpi;

/** Providers that come, go and are replaced while a client is registered. */
class ProviderDetachTest extends RegistrationFixture {
    @Test
    @Clause("NMR-WSK-09")
    void aClientWithoutCapturesIsDetachedAtOnce() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        release();

        provider.deregister();

        assertThat(provider.attached()).isEmpty();
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause({"NMR-WSK-09", "RELEASE-NPI-06"})
    void aProviderThatGoesWaitsForTheLastReleaseAndRefusesCallsMeanwhile() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        captured();
        OtherThread<Void> going =
                OtherThread.run(provider::deregister).assertBlockedIn("nmrWaitForProviderDeregisterComplete");

        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(npi.dispatch(), npi.client());
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        release();
        going.assertBlockedIn("nmrWaitForProviderDeregisterComplete");
        release();

        going.result();
        assertThat(provider.table().calls()).isEmpty();
    }

    @Test
    @Clause("NMR-DETACH-02")
    void aClientThatBeginsACallAfterItWasToldToDetachIsRefused() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        assertThat(callSocket(RecordedIrp.ready())).as("attached").isEqualTo(NtStatus.STATUS_SUCCESS);
        int before = provider.table().calls().size();
        provider.onDetach(() -> WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(npi.dispatch(), npi.client()));

        provider.startDeregistration(); // the client is told first, the provider next

        assertThat(provider.detaches()).as("the calls in there were made").isEqualTo(1);
        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(npi.dispatch(), npi.client());
        release();
        provider.awaitDeregistration();
        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(npi.dispatch(), npi.client());
        assertThat(provider.table().calls()).hasSize(before);
    }

    @Test
    @Clause("DEREGISTER-03")
    void aProviderThatGoesWaitsForACallThatIsStillExecuting() throws Exception {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        CountDownLatch inside = provider.table().hold();
        RecordedIrp irp = RecordedIrp.ready();
        OtherThread<NtStatus> calling = OtherThread.call(() -> callSocket(irp));
        inside.await();
        release();
        OtherThread<Void> going =
                OtherThread.run(provider::deregister).assertBlockedIn("nmrWaitForProviderDeregisterComplete");

        provider.table().letGo();

        assertThat(calling.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
        going.result();
    }

    @Test
    void aClientThatDoesNotReleaseIsDetachedAfterTheTimeWithOneWarning() {
        detachTimeout(40);
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        captured();

        provider.deregister();

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("org.acme.client")
                .contains("org.acme.provider")
                .contains("2 captures")
                .contains("0 calls");
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        release();
        release();
        assertViolation("RELEASE-NPI-02", this::release);
        assertThat(warnings()).hasSize(1);
        deregister();
    }

    @Test
    void aCallThatDoesNotReturnIsLeftBehindAfterTheTime() throws Exception {
        detachTimeout(40);
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        CountDownLatch inside = provider.table().hold();
        OtherThread<NtStatus> calling = OtherThread.call(() -> callSocket(RecordedIrp.ready()));
        inside.await();
        release();

        deregister();

        assertThat(warnings()).singleElement().asString().contains("0 captures").contains("1 calls");
        provider.table().letGo();
        assertThat(calling.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    void lateReleasesAfterAForcedDeregistrationAreAcceptedAndThenCounted() {
        detachTimeout(40);
        provider(V1_0).register();
        register();
        captured();
        captured();

        deregister();

        release();
        register();
        release();
        assertViolation("RELEASE-NPI-02", this::release);
        captured();
        release();
        deregister();
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void aTimeThatWasNotNeededWarnsOfNothing() throws Exception {
        detachTimeout(500);
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        provider.startDeregistration();
        release();
        provider.awaitDeregistration();

        Thread.sleep(600); // past the time: there is no event to wait for

        assertThat(warnings()).isEmpty();
    }

    @Test
    void aConfiguredTimeOfZeroIsForEver() {
        detachTimeout(40);
        registrations.configure(OsgiFakes.config(NEVER));
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        OtherThread<Void> going =
                OtherThread.run(provider::deregister).assertBlockedIn("nmrWaitForProviderDeregisterComplete");

        release();

        going.result();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aProviderThatComesBackIsAttachedAgain() {
        provider(V1_0).register().deregister();
        register();
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);

        FakeProvider back = provider(V1_0).register();

        captured();
        assertThat(npi.client()).isSameAs(back.onlyClient());
    }

    @Test
    @Clause("CAPTURE-01")
    void attachesToEveryProviderAndCapturesTheBest() {
        FakeProvider low = provider(V1_0).register();
        FakeProvider high = provider(V1_3).register();
        FakeProvider later = provider(V1_3).register();
        FakeProvider numbered = provider(V1_3).number(1).register();
        register();

        captured();
        assertThat(npi.client()).isSameAs(high.onlyClient());
        release();
        high.deregister();
        captured();
        assertThat(npi.client()).isSameAs(later.onlyClient());
        release();
        later.deregister();
        captured();
        assertThat(npi.client()).isSameAs(numbered.onlyClient());
        release();
        numbered.deregister();
        captured();
        assertThat(npi.client()).isSameAs(low.onlyClient());
    }

    @Test
    @Clause("CAPTURE-06")
    void aRefusalDoesNotMatterWhileAnotherProviderIsAttached() {
        FakeProvider old = provider(V1_0).register();
        registrar.wskRegister(clientNpi(V2_0), block);
        FakeProvider suitable = provider(V2_0).register();

        captured();

        assertThat(npi.client()).isSameAs(suitable.onlyClient());
        release();
        suitable.deregister();
        assertThat(capture(WSK_INFINITE_WAIT)).isEqualTo(NtStatus.STATUS_NOINTERFACE);
        old.deregister();
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("CAPTURE-09")
    void aReleaseGoesFirstToTheProviderThatGoes() {
        FakeProvider first = provider(V1_0).register();
        register();
        captured();
        FakeProvider second = provider(V1_3).register();
        WskProviderNpi secondNpi = new WskProviderNpi();
        registrar.wskCaptureProviderNPI(block, WSK_NO_WAIT, secondNpi);
        assertThat(secondNpi.client()).isSameAs(second.onlyClient());
        OtherThread<Void> going =
                OtherThread.run(first::deregister).assertBlockedIn("nmrWaitForProviderDeregisterComplete");

        release();

        going.result();
        assertThat(second.attached()).hasSize(1);
        RecordedIrp irp = RecordedIrp.ready();
        assertThat(secondNpi
                        .dispatch()
                        .wskSocket(secondNpi.client(), 2, 1, 6, 4, "c", "d", null, null, null, irp.irp()))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        release();
        assertViolation("RELEASE-NPI-02", this::release);
    }

    @Test
    @Clause("CAPTURE-09")
    void aReleaseElseGoesToTheProviderThatNewCapturesGoTo() {
        FakeProvider first = provider(V1_0).register();
        register();
        captured();
        provider(V1_3).register();
        captured();

        release();

        OtherThread<Void> going =
                OtherThread.run(first::deregister).assertBlockedIn("nmrWaitForProviderDeregisterComplete");
        release();
        going.result();
    }
}
