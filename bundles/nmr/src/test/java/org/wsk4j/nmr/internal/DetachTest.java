// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;

/** The end of a binding: both detach callbacks, both completions, both cleanups. */
class DetachTest extends NmrFixture {
    private static final String CLIENT_DETACH = "C-P client detach";
    private static final String PROVIDER_DETACH = "C-P provider detach";
    private static final String CLIENT_CLEANUP = "C-P client cleanup";
    private static final String PROVIDER_CLEANUP = "C-P provider cleanup";

    private RecordingClient client;
    private RecordingProvider provider;

    @BeforeEach
    void attach() {
        client = registeredClient("C");
        provider = registeredProvider("P");
        journal.take();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Clause({
        "NMR-DETACH-01",
        "NMR-PROVIDER-DETACH-01",
        "NMR-DETACH-03",
        "NMR-PROVIDER-DETACH-03",
        "NMR-CLEANUP-08",
        "NMR-CLEANUP-07",
        "NMR-ATTACH-09",
        "NMR-PROVIDER-ATTACH-10"
    })
    void callsBothSidesOnceWhicheverDeregisters(boolean clientDeregisters) {
        NtStatus status = clientDeregisters ? client.deregister() : provider.deregister();

        assertThat(status).isEqualTo(STATUS_PENDING);
        List<String> lines = journal.lines();
        assertThat(lines.subList(0, 2)).containsExactlyInAnyOrder(CLIENT_DETACH, PROVIDER_DETACH);
        assertThat(lines.subList(2, 4)).containsExactlyInAnyOrder(CLIENT_CLEANUP, PROVIDER_CLEANUP);
        assertThat(lines).hasSize(4);
        assertThat(clientDeregisters ? client.await() : provider.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-DETACH-06", "NMR-DETACH-01", "NMR-PROVIDER-DETACH-01"})
    void callsBothSidesOnceWhenBothDeregister() {
        client.whenDetached = offer -> STATUS_PENDING;
        client.deregister();
        provider.deregister();
        client.offer().completeDetach();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines())
                .containsExactlyInAnyOrder(CLIENT_DETACH, PROVIDER_DETACH, CLIENT_CLEANUP, PROVIDER_CLEANUP);
    }

    @Test
    @Clause({"NMR-DETACH-10", "NMR-PROVIDER-DETACH-10", "NMR-DEREG-CLIENT-03"})
    void detachesADeregisteringClientFromEachOfItsProvidersOnly() {
        registeredProvider("P2");
        registeredClient("C2");
        journal.take();

        client.deregister();

        assertThat(journal.lines())
                .filteredOn(line -> line.endsWith("detach"))
                .containsExactlyInAnyOrder(
                        CLIENT_DETACH, PROVIDER_DETACH, "C-P2 client detach", "C-P2 provider detach");
    }

    @Test
    @Clause({"NMR-DETACH-11", "NMR-PROVIDER-DETACH-09", "NMR-DEREG-PROVIDER-03"})
    void detachesADeregisteringProviderFromEachOfItsClientsOnly() {
        registeredProvider("P2");
        registeredClient("C2");
        journal.take();

        provider.deregister();

        assertThat(journal.lines())
                .filteredOn(line -> line.endsWith("detach"))
                .containsExactlyInAnyOrder(
                        CLIENT_DETACH, PROVIDER_DETACH, "C2-P client detach", "C2-P provider detach");
    }

    @Test
    @Clause({
        "NMR-DETACH-04",
        "NMR-DETACH-07",
        "NMR-CLIENT-ATTACH-07",
        "NMR-CLEANUP-01",
        "NMR-CLEANUP-04",
        "NMR-CLEANUP-07",
        "NMR-CONCEPT-12"
    })
    void waitsForAClientThatIsPending() {
        client.whenDetached = offer -> STATUS_PENDING;

        provider.deregister();

        assertThat(journal.take()).containsExactlyInAnyOrder(CLIENT_DETACH, PROVIDER_DETACH);
        Future<NtStatus> wait = other.start(provider::await);
        other.assertBlocked(wait);
        client.offer().completeDetach();
        assertThat(journal.lines()).containsExactlyInAnyOrder(CLIENT_CLEANUP, PROVIDER_CLEANUP);
        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({
        "NMR-PROVIDER-DETACH-04",
        "NMR-PROVIDER-DETACH-06",
        "NMR-PROVIDER-ATTACH-06",
        "NMR-CLEANUP-01",
        "NMR-CLEANUP-04",
        "NMR-CLEANUP-07",
        "NMR-CONCEPT-12"
    })
    void waitsForAProviderThatIsPending() {
        provider.whenDetached = request -> STATUS_PENDING;

        client.deregister();

        assertThat(journal.take()).containsExactlyInAnyOrder(CLIENT_DETACH, PROVIDER_DETACH);
        Future<NtStatus> wait = other.start(client::await);
        other.assertBlocked(wait);
        provider.request().completeDetach();
        assertThat(journal.lines()).containsExactlyInAnyOrder(CLIENT_CLEANUP, PROVIDER_CLEANUP);
        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Clause({"NMR-CLEANUP-01", "NMR-CLEANUP-04", "NMR-CLEANUP-07"})
    void waitsForBothSidesWhenBothArePending(boolean clientFirst) {
        client.whenDetached = offer -> STATUS_PENDING;
        provider.whenDetached = request -> STATUS_PENDING;
        client.deregister();
        journal.take();
        Future<NtStatus> wait = other.start(client::await);

        if (clientFirst) {
            client.offer().completeDetach();
        } else {
            provider.request().completeDetach();
        }
        assertThat(journal.lines()).isEmpty();
        other.assertBlocked(wait);
        if (clientFirst) {
            provider.request().completeDetach();
        } else {
            client.offer().completeDetach();
        }

        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).containsExactlyInAnyOrder(CLIENT_CLEANUP, PROVIDER_CLEANUP);
    }

    @Test
    @Clause("NMR-CONCEPT-13")
    void waitsUntilTheCompletionCallbackOfAPendingCallHasRun() {
        List<Runnable> completions = new ArrayList<>(); // a call into the provider that answered STATUS_PENDING
        completions.add(() -> client.offer().completeDetach());
        client.whenDetached = offer -> completions.isEmpty() ? STATUS_SUCCESS : STATUS_PENDING;

        provider.deregister();
        Future<NtStatus> wait = other.start(provider::await);

        other.assertBlocked(wait);
        completions.remove(0).run();
        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
    }

    /** Whose deregistration, and who completes before the own callback has returned. */
    @ParameterizedTest
    @CsvSource({"true,true,false", "true,false,true", "true,true,true", "false,true,true"})
    @Clause({"NMR-DETACH-04", "NMR-PROVIDER-DETACH-04", "NMR-CLEANUP-01", "NMR-CLEANUP-04"})
    void letsASideCompleteBeforeItsCallbackReturned(boolean byClient, boolean clientEarly, boolean providerEarly) {
        if (clientEarly) {
            client.whenDetached = offer -> completeElsewhere(offer::completeDetach, CLIENT_CLEANUP);
        }
        if (providerEarly) {
            provider.whenDetached = request -> completeElsewhere(request::completeDetach, PROVIDER_CLEANUP);
        }

        if (byClient) {
            client.deregister();
        } else {
            provider.deregister();
        }

        assertThat(byClient ? client.await() : provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines())
                .containsExactlyInAnyOrder(CLIENT_DETACH, PROVIDER_DETACH, CLIENT_CLEANUP, PROVIDER_CLEANUP);
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause({"NMR-DETACH-04", "NMR-CLEANUP-01"})
    void letsThePendingClientCompleteWhileTheProvidersCallbackRuns() {
        client.whenDetached = offer -> STATUS_PENDING;
        provider.whenDetached = request -> {
            completeElsewhere(() -> client.offer().completeDetach(), CLIENT_CLEANUP);
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(4);
    }

    @Test
    @Clause({"NMR-DETACH-04", "NMR-PROVIDER-DETACH-04"})
    void letsBothSidesCompleteWhileTheProvidersCallbackRuns() {
        client.whenDetached = offer -> STATUS_PENDING;
        provider.whenDetached = request -> {
            completeElsewhere(request::completeDetach, PROVIDER_CLEANUP);
            return completeElsewhere(() -> client.offer().completeDetach(), CLIENT_CLEANUP);
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(4);
    }

    @Test
    @Clause({"NMR-DETACH-08", "NMR-CONCEPT-16"})
    void stopsAClientCompletionThatIsNotOwed() {
        assertInvalidState(
                "NmrClientDetachProviderComplete", () -> client.offer().completeDetach());
        provider.whenDetached = request -> STATUS_PENDING;
        client.deregister();

        assertInvalidState(
                "NmrClientDetachProviderComplete", () -> client.offer().completeDetach());

        provider.request().completeDetach();
        assertInvalidState(
                "NmrClientDetachProviderComplete", () -> client.offer().completeDetach());
        assertThat(client.await()).as("not harmed").isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-PROVIDER-DETACH-07", "NMR-CONCEPT-16"})
    void stopsAProviderCompletionThatIsNotOwed() {
        assertInvalidState(
                "NmrProviderDetachClientComplete", () -> provider.request().completeDetach());
        client.whenDetached = offer -> STATUS_PENDING;
        provider.deregister();

        assertInvalidState(
                "NmrProviderDetachClientComplete", () -> provider.request().completeDetach());

        client.offer().completeDetach();
        assertInvalidState(
                "NmrProviderDetachClientComplete", () -> provider.request().completeDetach());
        assertThat(provider.await()).as("not harmed").isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-DETACH-07", "NMR-PROVIDER-DETACH-06", "NMR-CONCEPT-16"})
    void stopsASecondCompletion() {
        client.whenDetached = offer -> STATUS_PENDING;
        provider.whenDetached = request -> STATUS_PENDING;
        client.deregister();
        client.offer().completeDetach();

        assertInvalidState(
                "NmrClientDetachProviderComplete", () -> client.offer().completeDetach());
        provider.request().completeDetach();
        assertInvalidState(
                "NmrProviderDetachClientComplete", () -> provider.request().completeDetach());

        assertThat(client.await()).as("not harmed").isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(4);
    }

    @Test
    @Clause({"NMR-CONCEPT-16", "NMR-DETACH-07", "NMR-PROVIDER-DETACH-06"})
    void stopsACompletionWithAHandleThatIsNotOne() {
        PairingRegistrar elsewhere = new PairingRegistrar();

        assertInvalidState("NmrClientDetachProviderComplete", () -> nmr.nmrClientDetachProviderComplete(null));
        assertInvalidState("NmrProviderDetachClientComplete", () -> nmr.nmrProviderDetachClientComplete(null));
        assertInvalidState(
                "NmrClientDetachProviderComplete",
                () -> elsewhere.nmrClientDetachProviderComplete(client.offer().binding));
    }

    @Test
    @Clause({"NMR-DETACH-08", "NMR-PROVIDER-DETACH-07"})
    void warnsOfASideThatCompletesAndThenAnswersSuccess() {
        client.whenDetached = offer -> {
            offer.completeDetach();
            return STATUS_SUCCESS;
        };
        provider.whenDetached = request -> {
            request.completeDetach();
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(4);
        assertThat(warnings())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("client"))
                .anyMatch(line -> line.startsWith("provider"));
    }

    @Test
    @Clause({
        "NMR-DETACH-05",
        "NMR-PROVIDER-DETACH-05",
        "NMR-DETACH-09",
        "NMR-PROVIDER-DETACH-08",
        "NMR-CLEANUP-03",
        "NMR-CLEANUP-06",
        "NMR-DEREG-CLIENT-06"
    })
    void detachesAtDispatchLevel() {
        List<Irql> levels = new ArrayList<>();
        client.whenDetached = offer -> note(levels);
        provider.whenDetached = request -> note(levels);
        client.whenCleaned = offer -> note(levels);
        provider.whenCleaned = request -> note(levels);

        atDispatchLevel(() -> {
            assertThat(client.deregister()).isEqualTo(STATUS_PENDING);
            client.offer().completeDetach();
            provider.request().completeDetach();
        });

        assertThat(levels).hasSize(4).containsOnly(Irql.DISPATCH_LEVEL);
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause("NMR-DEREG-PROVIDER-06")
    void deregistersAProviderAtDispatchLevel() {
        atDispatchLevel(() -> assertThat(provider.deregister()).isEqualTo(STATUS_PENDING));

        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-CLEANUP-02", "NMR-CLEANUP-05", "NPI-STRUCT-04", "NPI-STRUCT-09"})
    void doesWithoutCleanupCallbacks() {
        RecordingClient thrifty = client("C2");
        RecordingProvider lean = provider("P2");
        NmrClientHandle clientHandle = new NmrClientHandle();
        NmrProviderHandle providerHandle = new NmrProviderHandle();
        nmr.nmrRegisterProvider(
                new NpiProviderCharacteristics(
                        lean.characteristics.providerAttachClient(),
                        lean.characteristics.providerDetachClient(),
                        null,
                        lean.characteristics.providerRegistrationInstance()),
                null,
                providerHandle);
        nmr.nmrRegisterClient(
                new NpiClientCharacteristics(
                        thrifty.characteristics.clientAttachProvider(),
                        thrifty.characteristics.clientDetachProvider(),
                        null,
                        thrifty.characteristics.clientRegistrationInstance()),
                null,
                clientHandle);

        nmr.nmrDeregisterClient(clientHandle);

        assertThat(nmr.nmrWaitForClientDeregisterComplete(clientHandle)).isEqualTo(STATUS_SUCCESS);
        nmr.nmrDeregisterProvider(providerHandle);
        assertThat(nmr.nmrWaitForProviderDeregisterComplete(providerHandle)).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).contains("C2-P2 client detach", "C2-P2 provider detach");
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause({"NMR-CLEANUP-02", "NMR-ATTACH-08"})
    void neverCleansUpForAClientThatDidNotAttach() {
        RecordingClient picky = client("C2");
        picky.whenOffered = offer -> STATUS_NOINTERFACE;
        picky.register();
        picky.deregister();
        picky.await();

        assertThat(journal.lines()).containsExactly("C2-P offered");
    }

    @Test
    void endsTheWaitsOfBothSidesOnlyAfterBothCleanups() {
        List<Boolean> waits = new ArrayList<>();
        client.whenDetached = offer -> STATUS_PENDING;
        client.deregister();
        provider.deregister();
        Future<NtStatus> wait = other.start(() -> {
            client.await();
            return provider.await();
        });
        client.whenCleaned = offer -> waits.add(wait.isDone());
        provider.whenCleaned = request -> {
            other.assertBlocked(wait);
            waits.add(wait.isDone());
        };

        client.offer().completeDetach();

        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
        assertThat(waits).containsExactly(false, false);
    }

    /** Completes on another thread, waits until that is done, and answers as the rules want it. */
    private NtStatus completeElsewhere(Runnable complete, String tooEarly) {
        other.call(() -> {
            complete.run();
            return null;
        });
        assertThat(journal.lines()).doesNotContain(tooEarly);
        return STATUS_PENDING;
    }

    private static NtStatus note(List<Irql> levels) {
        levels.add(Irql.current());
        return STATUS_PENDING;
    }
}
