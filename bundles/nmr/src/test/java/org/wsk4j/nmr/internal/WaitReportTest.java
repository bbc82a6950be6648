// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;

/** What a wait for a deregistration says that it waits for. */
class WaitReportTest extends NmrFixture {
    @Test
    void nobodyWaitsWhereNothingHasToBeWaitedFor() {
        RecordingClient client = registeredClient("C");

        client.deregister();
        client.await();

        assertThat(nmr.waits()).isEmpty();
    }

    @Test
    void namesTheModulesThatHaveToCompleteAndChangesWithThem() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.whenDetached = offer -> STATUS_PENDING;
        provider.whenDetached = request -> STATUS_PENDING;
        client.deregister();
        Future<?> waiting = other.start(() -> {
            client.await();
            return null;
        });
        other.assertBlocked(waiting);

        WaitReport wait = onlyWait();

        assertThat(wait.who())
                .startsWith("NmrWaitForClientDeregisterComplete for client")
                .contains(RecordingClient.moduleId("C").toString());
        assertThat(wait.thread()).isNotNull();
        assertThat(onlyCause(wait).what())
                .contains("NmrClientDetachProviderComplete by client")
                .contains("NmrProviderDetachClientComplete by provider");
        client.offer().completeDetach();
        assertThat(onlyCause(onlyWait()).what())
                .startsWith("NmrProviderDetachClientComplete by provider")
                .contains(RecordingClient.moduleId("P").toString());
        provider.request().completeDetach();
        OtherThread.result(waiting);
        assertThat(nmr.waits()).isEmpty();
    }

    @Test
    void namesTheCallbackThatRunsAndItsThread() throws InterruptedException {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        provider.whenDetached = request -> {
            entered.countDown();
            awaitHere(mayReturn);
            return STATUS_SUCCESS;
        };
        Thread deregistering = new Thread(provider::deregister, "deregistering");
        deregistering.start();
        entered.await();
        Future<?> waiting = other.start(() -> {
            provider.await();
            return null;
        });
        other.assertBlocked(waiting);

        WaitCause cause = onlyCause(onlyWait());

        assertThat(cause.what()).startsWith("the return of ProviderDetachClient of provider");
        assertThat(cause.thread()).isSameAs(deregistering);
        assertThat(cause.stack()).anyMatch(frame -> frame.getMethodName().equals("awaitHere"));
        mayReturn.countDown();
        OtherThread.result(waiting);
        deregistering.join();
        client.deregister();
    }

    @ParameterizedTest
    @EnumSource(BindingState.class)
    void everyStateSaysWhatIsDueAndBetweenWhom(BindingState state) {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");
        ClientRegistration one = new ClientRegistration(new Object(), client.characteristics, null);
        ProviderRegistration two = new ProviderRegistration(new Object(), provider.characteristics, null);

        assertThat(state.whatIsDue(one, two)).contains(one.toString(), two.toString());
    }

    private WaitReport onlyWait() {
        assertThat(nmr.waits()).hasSize(1);
        return nmr.waits().get(0);
    }

    private static WaitCause onlyCause(WaitReport wait) {
        assertThat(wait.causes()).hasSize(1);
        return wait.causes().get(0);
    }

    private static void awaitHere(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
