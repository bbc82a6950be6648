// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;

/** Captures, calls, releases, deregistrations and providers that go, all at the same time. */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegistrationStressTest extends RegistrationFixture {
    private static final int ROUNDS = Boolean.getBoolean("stress") ? 100_000 : 500;

    private final long seed = System.nanoTime();

    private Random random() {
        System.out.println(getClass().getSimpleName() + " seed " + seed);
        return new Random(seed);
    }

    /** What a client thread does: each capture that it gets it uses and releases. */
    private void useOnce(int waitTimeout, AtomicInteger successes) {
        WskProviderNpi mine = new WskProviderNpi();
        NtStatus status = registrar.wskCaptureProviderNPI(block, waitTimeout, mine);
        if (status != NtStatus.STATUS_SUCCESS) {
            assertThat(status).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
            return;
        }
        successes.incrementAndGet();
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus called = mine.dispatch().wskSocket(mine.client(), 2, 1, 6, 4, "c", "d", null, null, null, irp.irp());
        assertThat(called).isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(irp.completions()).isEqualTo(1);
        registrar.wskReleaseProviderNPI(block);
    }

    @Test
    @Clause({"DEREGISTER-02", "DEREGISTER-03", "DEREGISTER-11", "DEREGISTER-12", "CAPTURE-09"})
    void capturesMeetADeregistration() {
        Random random = random();
        FakeProvider provider = provider(V1_0).register();
        AtomicInteger successes = new AtomicInteger();
        for (int round = 0; round < ROUNDS; round++) {
            register();
            int pause = random.nextInt(200);
            boolean waits = random.nextBoolean();
            OtherThread<Void> user = OtherThread.run(
                    () -> useOnce(waits ? WskConstants.WSK_INFINITE_WAIT : WskConstants.WSK_NO_WAIT, successes));
            spin(pause);
            deregister();
            assertThat(provider.attached()).isEmpty();
            user.result();
            assertThat(block.reserved()).isNull();
        }
        assertThat(registrations.clients()).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause({"RELEASE-NPI-06", "NMR-WSK-09", "CAPTURE-01"})
    void capturesMeetAProviderThatComesAndGoes() {
        Random random = random();
        AtomicInteger successes = new AtomicInteger();
        register();
        for (int round = 0; round < ROUNDS; round++) {
            int pause = random.nextInt(200);
            List<OtherThread<Void>> users = new ArrayList<>();
            for (int user = 0; user < 2; user++) {
                int timeout = random.nextBoolean() ? WskConstants.WSK_NO_WAIT : 1 + random.nextInt(3);
                users.add(OtherThread.run(() -> useOnce(timeout, successes)));
            }
            FakeProvider provider = provider(V1_0).register();
            spin(pause);
            provider.deregister();
            assertThat(provider.attached()).isEmpty();
            users.forEach(OtherThread::result);
        }
        assertThat(registrations.clients().get(0).captures()).isZero();
        assertThat(registrations.clients().get(0).state()).isEqualTo("REGISTERED");
        deregister();
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause({"DEREGISTER-01", "NMR-WSK-09"})
    void aDeregistrationMeetsAProviderThatGoes() {
        Random random = random();
        for (int round = 0; round < ROUNDS; round++) {
            FakeProvider provider = provider(V1_0).register();
            register();
            int pause = random.nextInt(100);
            OtherThread<Void> going = OtherThread.run(provider::deregister);
            spin(pause);
            deregister();
            going.result();
            assertThat(provider.attached()).isEmpty();
        }
        assertThat(warnings()).isEmpty();
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }
}
