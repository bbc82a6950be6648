// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wsk.WskConstants.WSK_INFINITE_WAIT;
import static org.wsk4j.wsk.WskConstants.WSK_NO_WAIT;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;

/** WskDeregister: what it waits for, and what it leaves. */
class WskDeregisterTest extends RegistrationFixture {
    @Test
    @Clause("DEREGISTER-01")
    void endsTheRegistrationOfThatBlock() {
        FakeProvider provider = provider(V1_0).register();
        register();

        deregister();

        assertThat(provider.attached()).isEmpty();
        assertThat(registrations.clients()).isEmpty();
        assertThat(block.reserved()).isNull();
    }

    @Test
    @Clause("DEREGISTER-01")
    void leavesABlockThatCanBeRegisteredAgain() {
        provider(V1_0).register();
        for (int i = 0; i < 3; i++) {
            register();
            captured();
            release();
            deregister();
        }
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause({"DEREGISTER-02", "RELEASE-NPI-06"})
    void waitsForTheLastRelease() {
        provider(V1_0).register();
        register();
        captured();
        captured();
        OtherThread<Void> deregistering = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        release();
        deregistering.assertBlockedIn("awaitDeregistered");
        release();

        deregistering.result();
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    @Clause("DEREGISTER-03")
    void waitsForACallThatIsStillExecuting() throws Exception {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        CountDownLatch inside = provider.table().hold();
        OtherThread<NtStatus> calling = OtherThread.call(() -> callSocket(RecordedIrp.ready()));
        inside.await();
        release();
        OtherThread<Void> deregistering = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        provider.table().letGo();

        assertThat(calling.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
        deregistering.result();
    }

    @Test
    @Clause({"DEREGISTER-04", "DEREGISTER-05"})
    void waitsForTheProvidersSideWhichHoldsSocketsAndIrps() {
        FakeProvider provider = provider(V1_0).detachPends().register();
        register();
        OtherThread<Void> deregistering = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        provider.completeDetaches();

        deregistering.result();
        assertThat(provider.attached()).isEmpty();
    }

    @Test
    @Clause({"DEREGISTER-06", "REGISTER-06"})
    void onceTooManyIsABugCheck() {
        assertViolation("DEREGISTER-06", this::deregister);
        assertViolation("DEREGISTER-06", () -> registrar.wskDeregister(null));
        register();
        deregister();

        assertViolation("DEREGISTER-06", this::deregister);
    }

    @Test
    @Clause("DEREGISTER-06")
    void aSecondOneDuringTheFirstIsABugCheckThatDoesNotDisturbIt() {
        FakeProvider provider = provider(V1_0).detachPends().register();
        register();
        OtherThread<Void> first = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        assertViolation("DEREGISTER-06", this::deregister);

        provider.completeDetaches();
        first.result();
    }

    @Test
    @Clause("DEREGISTER-07")
    void isForPassiveLevelOnly() {
        register();

        atDispatchLevel(() -> assertWrongIrql("WskDeregister", this::deregister));

        assertThat(registrations.clients()).hasSize(1);
        deregister();
    }

    @Test
    @Clause("DEREGISTER-01")
    void withinACallbackThatItWouldWaitForItIsABugCheckAndTheRegistrationEndsAllTheSame() {
        AtomicReference<BugCheck> thrown = new AtomicReference<>();
        FakeProvider provider = provider(V1_0).onDetach(() -> {
            try {
                deregister();
            } catch (BugCheck e) {
                thrown.set(e);
            }
        });
        provider.register();
        register();

        provider.deregister();

        assertThat(thrown.get().code()).isEqualTo(BugCheck.Code.NMR_INVALID_STATE);
        while (!registrations.clients().isEmpty()) {
            Thread.onSpinWait();
        }
        register();
        deregister();
    }

    @Test
    @Clause("DEREGISTER-09")
    void mayBeCalledLongBeforeTheBundleGoesAndInAnotherThread() {
        provider(V1_0).register();
        register();

        OtherThread.run(this::deregister).result();
        registrar.close();

        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause("DEREGISTER-11")
    void capturesFailFromTheMomentOfTheCall() {
        FakeProvider provider = provider(V1_0).detachPends().register();
        register();
        OtherThread<Void> deregistering = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(capture(WSK_INFINITE_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);

        provider.completeDetaches();
        deregistering.result();
        assertThat(capture(WSK_INFINITE_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause({"DEREGISTER-12", "CAPTURE-03"})
    void wakesACaptureThatWaits() {
        register();
        OtherThread<NtStatus> forEver =
                OtherThread.call(() -> capture(WSK_INFINITE_WAIT)).assertBlockedIn("capture");
        OtherThread<NtStatus> bounded =
                OtherThread.call(() -> capture(3_600_000)).assertBlockedIn("capture");

        deregister();

        assertThat(forEver.result()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(bounded.result()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(npi.client()).isNull();
    }

    @Test
    @Clause("DEREGISTER-02")
    void callsAreRefusedAsSoonAsItHasBegunToDetach() {
        provider(V1_0).register();
        register();
        captured();
        OtherThread<Void> deregistering = OtherThread.run(this::deregister).assertBlockedIn("awaitDeregistered");

        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(npi.dispatch(), npi.client());

        release();
        deregistering.result();
    }

    @Test
    @Clause({"DEREGISTER-01", "REGISTER-05"})
    void doesNotTouchOtherRegistrationsOfTheClient() {
        provider(V1_0).register();
        WskRegistration second = new WskRegistration();
        WskProviderNpi secondNpi = new WskProviderNpi();
        register();
        registrar.wskRegister(clientNpi, second);
        registrar.wskCaptureProviderNPI(second, WSK_NO_WAIT, secondNpi);

        deregister();

        RecordedIrp irp = RecordedIrp.ready();
        assertThat(secondNpi
                        .dispatch()
                        .wskSocket(secondNpi.client(), 2, 1, 6, 4, "c", "d", null, null, null, irp.irp()))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }
}
