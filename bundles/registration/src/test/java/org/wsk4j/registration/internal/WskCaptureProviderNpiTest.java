// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wsk.WskConstants.WSK_INFINITE_WAIT;
import static org.wsk4j.wsk.WskConstants.WSK_NO_WAIT;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskRegistration;

/** WskCaptureProviderNPI. */
class WskCaptureProviderNpiTest extends RegistrationFixture {
    @Test
    @Clause({"CAPTURE-01", "CAPTURE-13"})
    void fillsTheNpiWithTheClientObjectAndTheTable() {
        FakeProvider provider = provider(V1_0).register();
        register();

        NtStatus status = capture(WSK_NO_WAIT);

        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(npi.client()).isSameAs(provider.onlyClient());
        RecordedIrp irp = RecordedIrp.ready();
        assertThat(callSocket(irp)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(provider.table().calls()).containsExactly("WskSocket [2, 1, 6, 4, context, table]");
    }

    @Test
    @Clause("CAPTURE-02")
    void answersAtOnceWithoutAWaitAndWithoutAProvider() {
        register();

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause({"CAPTURE-03", "CAPTURE-14"})
    void waitsForTheProviderForEverInAThreadOfItsOwn() {
        register();
        OtherThread<NtStatus> early =
                OtherThread.call(() -> capture(WSK_INFINITE_WAIT)).assertBlockedIn("capture");

        FakeProvider provider = provider(V1_0).register();

        assertThat(early.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(npi.client()).isSameAs(provider.onlyClient());
    }

    @Test
    @Clause("CAPTURE-04")
    void aBoundedWaitEndsWhenTheProviderComes() {
        register();
        OtherThread<NtStatus> waiting =
                OtherThread.call(() -> capture(3_600_000)).assertBlockedIn("capture");

        provider(V1_0).register();

        assertThat(waiting.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause({"CAPTURE-04", "CAPTURE-05"})
    void aBoundedWaitEndsWhenItsTimeIsOver() {
        register();
        long start = System.nanoTime();

        NtStatus status = capture(30);

        assertThat(status).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    @Clause("CAPTURE-04")
    void takesTheTimeAsUnsigned() {
        register();
        OtherThread<NtStatus> nearlyFiftyDays =
                OtherThread.call(() -> capture(0xFFFFFFFE)).assertBlockedIn("capture");

        provider(V1_0).register();

        assertThat(nearlyFiftyDays.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause("CAPTURE-03")
    void anInterruptDoesNotEndTheWaitAndIsKept() {
        register();
        OtherThread<Boolean> waiting =
                OtherThread.call(() -> capture(WSK_INFINITE_WAIT) == NtStatus.STATUS_SUCCESS && Thread.interrupted());
        waiting.assertBlockedIn("capture");

        waiting.interrupt();
        waiting.assertBlockedIn("capture");
        provider(V1_0).register();

        assertThat(waiting.result()).isTrue();
    }

    @Test
    @Clause("CAPTURE-05")
    void aThreadThatIsInterruptedBeforehandStillWaitsItsTime() {
        register();
        Thread.currentThread().interrupt();
        long start = System.nanoTime();

        NtStatus status = capture(30);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(status).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    @Clause("CAPTURE-06")
    void failsForEverForAVersionThatTheProviderRefuses() {
        provider(V1_3).register();
        registrar.wskRegister(clientNpi(V2_0), block);

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_NOINTERFACE);
        assertThat(capture(WSK_INFINITE_WAIT)).isEqualTo(NtStatus.STATUS_NOINTERFACE);
    }

    @Test
    @Clause("CAPTURE-06")
    void aWaitEndsWhenAProviderComesThatRefusesTheVersion() {
        registrar.wskRegister(clientNpi(V2_0), block);
        OtherThread<NtStatus> waiting =
                OtherThread.call(() -> capture(WSK_INFINITE_WAIT)).assertBlockedIn("capture");

        provider(V1_0).register();

        assertThat(waiting.result()).isEqualTo(NtStatus.STATUS_NOINTERFACE);
    }

    @Test
    @Clause("CAPTURE-06")
    void aRefusalIsForgottenWhenTheProviderThatRefusedGoes() {
        FakeProvider old = provider(V1_0).register();
        registrar.wskRegister(clientNpi(V2_0), block);
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_NOINTERFACE);

        old.deregister();

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        provider(V2_0).register();
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause("CAPTURE-06")
    void aRefusalWithoutDeclaredVersionsLastsUntilAnotherProviderAttaches() {
        FakeProvider old = provider(V1_0).silent().register();
        registrar.wskRegister(clientNpi(V2_0), block);
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_NOINTERFACE);
        old.deregister();

        FakeProvider suitable = provider(V2_0).register();

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_SUCCESS);
        registrar.wskReleaseProviderNPI(block);
        suitable.deregister();
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("CAPTURE-02")
    void aProviderThatSupportsTheVersionAndStillDeclinesIsJustNotThere() {
        provider(V1_0).answers(NtStatus.STATUS_NOINTERFACE).register();
        register();

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("CAPTURE-02")
    void aProviderThatCannotAttachOrOffersNoTableIsNotCaptured() {
        provider(V1_0).answers(NtStatus.STATUS_INSUFFICIENT_RESOURCES).register();
        FakeProvider strange = provider(V1_0).offers("no table").register();
        register();

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(strange.attached()).isEmpty();
    }

    @Test
    @Clause("CAPTURE-07")
    void aFailureCapturesAndWritesNothing() {
        WskClient poisonedClient = new WskClient() {};
        WskProviderDispatch poisonedTable = new RecordingTable(0xBAD);
        npi.set(poisonedClient, poisonedTable);
        register();

        capture(WSK_NO_WAIT);
        capture(1);

        assertThat(npi.client()).isSameAs(poisonedClient);
        assertThat(npi.dispatch()).isSameAs(poisonedTable);
        assertViolation("RELEASE-NPI-02", this::release);
    }

    @Test
    @Clause({"CAPTURE-08", "CAPTURE-09"})
    void countsCapturesAndOwesAReleaseForEach() {
        FakeProvider provider = provider(V1_0).register();
        register();

        captured();
        captured();
        captured();

        assertThat(registrations.clients().get(0).captures()).isEqualTo(3);
        release();
        release();
        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        release();
        assertThat(registrations.clients().get(0).captures()).isZero();
        assertViolation("RELEASE-NPI-02", this::release);
        assertThat(provider.table().calls()).hasSize(1);
    }

    @Test
    @Clause({"CAPTURE-10", "DEREGISTER-11"})
    void failsOnABlockThatIsDeregistered() {
        provider(V1_0).register();
        register();
        deregister();

        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(capture(WSK_INFINITE_WAIT)).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("CAPTURE-02")
    void failsOnABlockThatWasNeverRegistered() {
        provider(V1_0).register();

        assertThat(registrar.wskCaptureProviderNPI(new WskRegistration(), WSK_NO_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(registrar.wskCaptureProviderNPI(null, WSK_NO_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(registrar.wskCaptureProviderNPI(block, WSK_NO_WAIT, null))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("CAPTURE-11")
    void aWaitIsForPassiveLevelOnly() {
        provider(V1_0).register();
        register();

        atDispatchLevel(() -> {
            assertWrongIrql("WskCaptureProviderNPI", () -> capture(WSK_INFINITE_WAIT));
            assertWrongIrql("WskCaptureProviderNPI", () -> capture(1));
        });

        assertThat(registrations.clients().get(0).captures()).isZero();
    }

    @Test
    @Clause("CAPTURE-12")
    void isForAnyLevelWithoutAWait() {
        provider(V1_0).register();
        register();

        assertThat(atDispatchLevel(() -> capture(WSK_NO_WAIT))).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause({"CAPTURE-15", "VERSION-06", "QUERYCHAR-05"})
    void aRefusedClientAsksDeregistersAndRegistersWithASupportedVersion() {
        FakeProvider provider = provider(V1_3).register();
        registrar.wskRegister(clientNpi(V2_0), block);
        assertThat(capture(WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_NOINTERFACE);
        WskProviderCharacteristics supported = new WskProviderCharacteristics();
        assertThat(registrar.wskQueryProviderCharacteristics(block, supported)).isEqualTo(NtStatus.STATUS_SUCCESS);
        deregister();

        registrar.wskRegister(clientNpi(supported.lowestVersion()), block);

        captured();
        assertThat(provider.onlyClient().dispatch.version()).isEqualTo(V1_0);
    }

    @Test
    @Clause({"VERSION-03", "VERSION-04", "PROVIDER-DISPATCH-01"})
    void aProviderOfAHigherMinorVersionServesAClientOfALowerOne() {
        FakeProvider provider = provider(V1_3).register();
        register();

        captured();

        assertThat(npi.dispatch().version()).isEqualTo(V1_3);
        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(provider.table().calls()).hasSize(1);
    }
}
