// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wsk.WskConstants.WSK_INFINITE_WAIT;

import java.util.concurrent.CountDownLatch;
import org.apache.felix.scr.impl.Starter;
import org.junit.jupiter.api.Test;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;

/** What captures, deregistrations and detaches say that they wait for, and those that would wait for themselves. */
class WaitReportTest extends RegistrationFixture {
    private WaitReport wait(String beginning) {
        return registrations.waits().stream()
                .filter(wait -> wait.who().startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + beginning + " in " + registrations.waits()));
    }

    @Test
    void aCaptureNamesTheVersionThatItNeeds() {
        register();
        OtherThread<NtStatus> capturing =
                OtherThread.call(() -> capture(WSK_INFINITE_WAIT)).assertBlockedIn("captureOrWait");

        WaitReport wait = wait("WskCaptureProviderNPI of registration of org.acme.client");

        assertThat(wait.thread().getName()).isEqualTo("other");
        assertThat(wait.causes())
                .extracting(WaitCause::what)
                .containsExactly("a provider of the WSK NPI that accepts version 1.0");
        provider(V1_0).register();
        capturing.result();
        assertThat(registrations.waits()).isEmpty();
        release();
    }

    @Test
    void aCaptureOnAThreadThatActivatesComponentsSaysThatItMayWaitForItself() {
        register();
        OtherThread<NtStatus> capturing = OtherThread.call(() -> Starter.activate(() -> capture(WSK_INFINITE_WAIT)))
                .assertBlockedIn("captureOrWait");

        WaitReport wait = wait("WskCaptureProviderNPI");

        assertThat(wait.causes()).hasSize(2);
        assertThat(wait.causes().get(1).what())
                .startsWith("its own thread, which starts bundles or activates components");
        assertThat(wait.causes().get(1).thread()).isSameAs(wait.thread());
        provider(V1_0).register();
        capturing.result();
        release();
    }

    @Test
    void aCaptureWithoutAWaitIsNoWait() {
        register();

        capture(0);

        assertThat(registrations.waits()).isEmpty();
    }

    @Test
    void aDeregistrationNamesCapturesAndCalls() throws InterruptedException {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        captured();
        CountDownLatch inside = provider.table().hold();
        OtherThread<NtStatus> calling = OtherThread.call(() -> callSocket(RecordedIrp.ready()));
        inside.await();
        OtherThread<Void> deregistering =
                OtherThread.run(this::deregister).assertBlockedIn("nmrWaitForClientDeregisterComplete");

        WaitReport wait = wait("WskDeregister of registration of org.acme.client");

        assertThat(wait.thread().getName()).isEqualTo("other");
        assertThat(wait.causes()).hasSize(2);
        assertThat(wait.causes().get(0).what())
                .startsWith("WskReleaseProviderNPI for 2 captures of provider")
                .contains("org.acme.provider");
        assertThat(wait.causes().get(1).what()).startsWith("the return of a call to provider");
        assertThat(wait.causes().get(1).stack())
                .anyMatch(frame -> frame.getMethodName().equals("callSocket"));
        assertThat(wait("The detach of").causes()).hasSize(2);
        provider.table().letGo();
        calling.result();
        release();
        release();
        deregistering.result();
        assertThat(registrations.waits()).isEmpty();
    }

    @Test
    void aDetachThatTookTooLongIsWaitedForNoLonger() {
        detachTimeout(1);
        provider(V1_0).register();
        register();
        captured();

        deregister();

        assertThat(registrations.waits()).isEmpty();
    }

    @Test
    void deregisteringWithinACallIsABugCheckAndLeavesTheRegistration() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        RecordedIrp irp = RecordedIrp.ready().then(completed -> {
            assertViolation("within a call to the provider", this::deregister);
            release();
        });

        assertThat(callSocket(irp)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(irp.completions()).isEqualTo(1);
        captured();
        release();
        deregister();
        assertThat(provider.attached()).isEmpty();
    }
}
