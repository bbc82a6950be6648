// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/** Deregistration and the wait for its end. */
class DeregistrationTest extends NmrFixture {
    @Test
    @Clause({"NMR-DEREG-CLIENT-01", "NMR-DEREG-PROVIDER-01"})
    void isPendingAlsoWithoutABinding() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = new RecordingProvider("P", OTHER_NPI, nmr, journal);
        provider.register();

        assertThat(client.deregister()).isEqualTo(STATUS_PENDING);
        assertThat(provider.deregister()).isEqualTo(STATUS_PENDING);

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-DEREG-CLIENT-02", "NMR-DEREG-PROVIDER-02"})
    void refusesHandlesThatAreNotRegisteredHere() {
        PairingRegistrar elsewhere = new PairingRegistrar();
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");

        assertThat(nmr.nmrDeregisterClient(null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(nmr.nmrDeregisterProvider(null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(nmr.nmrDeregisterClient(new NmrClientHandle())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(nmr.nmrDeregisterProvider(new NmrProviderHandle())).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(elsewhere.nmrDeregisterClient(client.handle)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(elsewhere.nmrDeregisterProvider(provider.handle)).isEqualTo(STATUS_INVALID_PARAMETER);

        assertThat(journal.lines()).noneMatch(line -> line.endsWith("detach"));
    }

    @Test
    @Clause({"NMR-DEREG-CLIENT-02", "NMR-DEREG-PROVIDER-02"})
    void refusesASecondDeregistration() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.deregister();
        provider.deregister();

        assertThat(client.deregister()).as("before the wait").isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(provider.deregister()).as("before the wait").isEqualTo(STATUS_INVALID_PARAMETER);
        client.await();
        provider.await();
        assertThat(client.deregister()).as("after the wait").isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(provider.deregister()).as("after the wait").isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-CONCEPT-05", "NMR-DEREG-CLIENT-04", "NMR-DEREG-CLIENT-05", "NMR-WAIT-CLIENT-01"})
    void waitsUntilTheClientIsDetachedFromEachProvider() {
        RecordingClient client = registeredClient("C");
        RecordingProvider quick = registeredProvider("P1");
        RecordingProvider slow = registeredProvider("P2");
        slow.whenDetached = request -> STATUS_PENDING;
        client.deregister();

        Future<NtStatus> wait = other.start(client::await);

        other.assertBlocked(wait);
        assertThat(journal.lines()).contains("C-P1 client cleanup").doesNotContain("C-P2 client cleanup");
        slow.request().completeDetach();
        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
        assertThat(quick.requests).hasSize(1);
    }

    @Test
    @Clause({"NMR-CONCEPT-05", "NMR-DEREG-PROVIDER-04", "NMR-DEREG-PROVIDER-05", "NMR-WAIT-PROVIDER-01"})
    void waitsUntilTheProviderIsDetachedFromEachClient() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient quick = registeredClient("C1");
        RecordingClient slow = registeredClient("C2");
        slow.whenDetached = offer -> STATUS_PENDING;
        provider.deregister();

        Future<NtStatus> wait = other.start(provider::await);

        other.assertBlocked(wait);
        assertThat(journal.lines()).contains("C1-P provider cleanup").doesNotContain("C2-P provider cleanup");
        slow.offer().completeDetach();
        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
        assertThat(quick.offers).hasSize(1);
    }

    @Test
    @Clause({"NMR-WAIT-CLIENT-02", "NMR-WAIT-PROVIDER-02"})
    void refusesToWaitBeforeTheDeregistration() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");

        assertThat(client.await()).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(provider.await()).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-WAIT-CLIENT-03", "NMR-WAIT-PROVIDER-03"})
    void refusesToWaitOnAHandleThatIsNotOne() {
        PairingRegistrar elsewhere = new PairingRegistrar();
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.deregister();
        provider.deregister();

        assertThat(nmr.nmrWaitForClientDeregisterComplete(null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(nmr.nmrWaitForProviderDeregisterComplete(null)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(nmr.nmrWaitForClientDeregisterComplete(new NmrClientHandle()))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(nmr.nmrWaitForProviderDeregisterComplete(new NmrProviderHandle()))
                .isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(elsewhere.nmrWaitForClientDeregisterComplete(client.handle)).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(elsewhere.nmrWaitForProviderDeregisterComplete(provider.handle))
                .isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-WAIT-CLIENT-03", "NMR-WAIT-PROVIDER-03"})
    void refusesToWaitTwice() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.deregister();
        client.await();
        provider.deregister();
        provider.await();

        assertThat(client.await()).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThat(provider.await()).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"NMR-WAIT-CLIENT-05", "NMR-WAIT-PROVIDER-05"})
    void waitsBelowDispatchLevelOnly() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.deregister();
        provider.deregister();

        atDispatchLevel(() -> {
            assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "NmrWaitForClientDeregisterComplete", client::await);
            assertBugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "NmrWaitForProviderDeregisterComplete", provider::await);
        });

        Irql old = Irql.raise(Irql.APC_LEVEL);
        try {
            assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
            assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
    }

    @Test
    void waitsOnThroughAnInterruptAndKeepsIt() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        provider.whenDetached = request -> STATUS_PENDING;
        client.deregister();
        Future<Boolean> wait = other.start(() -> {
            client.await();
            return Thread.currentThread().isInterrupted();
        });
        other.assertBlocked(wait);

        other.interrupt();

        other.assertBlocked(wait);
        provider.request().completeDetach();
        assertThat(OtherThread.result(wait)).as("interrupted").isTrue();
    }

    @Test
    void letsSeveralThreadsWaitForOneDeregistration() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        provider.whenDetached = request -> STATUS_PENDING;
        client.deregister();
        try (OtherThread third = new OtherThread()) {
            Future<NtStatus> one = other.start(client::await);
            Future<NtStatus> two = third.start(client::await);
            other.assertBlocked(one);
            third.assertBlocked(two);

            provider.request().completeDetach();

            assertThat(OtherThread.result(one)).isEqualTo(STATUS_SUCCESS);
            assertThat(OtherThread.result(two)).isEqualTo(STATUS_SUCCESS);
        }
        assertThat(client.await()).isEqualTo(STATUS_INVALID_PARAMETER);
    }

    @Test
    void offersNothingToOrOfADeregisteredModule() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.deregister();
        registeredProvider("P2");
        provider.deregister();
        registeredClient("C2");

        assertThat(journal.lines())
                .filteredOn(line -> line.endsWith("offered"))
                .containsExactlyInAnyOrder("C-P offered", "C2-P2 offered");
    }

    @Test
    @Clause("NMR-CONCEPT-01")
    void pairsAnewAfterAModuleCameBack() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        provider.deregister();
        provider.await();
        journal.take();

        provider.register();

        assertThat(journal.lines()).containsExactly("C-P offered", "C-P asked");
        assertThat(client.offers).extracting(offer -> offer.binding).doesNotHaveDuplicates();
    }
}
