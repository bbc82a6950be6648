// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;

/** Two threads that meet in one binding, in every order that matters, without chance. */
class RaceTest extends NmrFixture {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void detachesOnceTheAttachCallbackIsOverWhenADeregistrationArrivesInIt(boolean clientDeregisters) {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        List<Future<NtStatus>> waits = new ArrayList<>();
        client.whenOffered = offer -> {
            NtStatus status = offer.attach();
            NtStatus answer = other.call(clientDeregisters ? client::deregister : provider::deregister);
            assertThat(answer).isEqualTo(STATUS_PENDING);
            waits.add(other.start(clientDeregisters ? client::await : provider::await));
            other.assertBlocked(waits.get(0));
            assertThat(journal.lines()).containsExactly("C-P offered", "C-P asked");
            return status;
        };

        client.register();

        assertThat(OtherThread.result(waits.get(0))).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(6).doesNotHaveDuplicates();
        assertThat(warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void detachesOnceTheAttachCallbackIsOverWhenADeregistrationArrivesWhileTheProviderDecides(
            boolean clientDeregisters) {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = provider("P");
        provider.whenAsked = request -> {
            other.call(clientDeregisters ? client::deregister : provider::deregister);
            return request.accept();
        };

        provider.register();

        assertThat(client.offer().providerDispatch.get()).as("was attached").isSameAs(provider.dispatch);
        assertThat(clientDeregisters ? client.await() : provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(6).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotAskTheProviderOnceOneSideDeregisters(boolean clientDeregisters) {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        List<NtStatus> answers = new ArrayList<>();
        client.whenOffered = offer -> {
            other.call(clientDeregisters ? client::deregister : provider::deregister);
            answers.add(offer.attach());
            return answers.get(0);
        };

        client.register();

        assertThat(answers).containsExactly(STATUS_NOINTERFACE);
        assertThat(provider.requests).isEmpty();
        assertThat(clientDeregisters ? client.await() : provider.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).containsExactly("C-P offered");
    }

    @Test
    void keepsTheDeregistrationWaitingWhileTheClientIsStillMakingUpItsMind() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        List<Future<NtStatus>> waits = new ArrayList<>();
        client.whenOffered = offer -> {
            provider.deregister();
            waits.add(other.start(provider::await));
            other.assertBlocked(waits.get(0));
            return STATUS_NOINTERFACE;
        };

        client.register();

        assertThat(OtherThread.result(waits.get(0))).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void withdrawsAPairThatWasNotOfferedYet() {
        registeredProvider("P1");
        RecordingProvider second = registeredProvider("P2");
        RecordingClient client = client("C");
        List<NtStatus> answers = new ArrayList<>();
        client.whenOffered = offer -> {
            answers.add(other.call(() -> {
                second.deregister();
                return second.await();
            }));
            return offer.attach();
        };

        client.register();

        assertThat(answers).as("at once").containsExactly(STATUS_SUCCESS);
        assertThat(journal.lines()).containsExactly("C-P1 offered", "C-P1 asked");
    }

    @Test
    void offersNothingOfAModuleWhoseDeregistrationIsStillPending() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.whenDetached = offer -> STATUS_PENDING;
        provider.deregister();
        journal.take();

        RecordingClient late = registeredClient("C2");

        assertThat(late.offers).isEmpty();
        assertThat(journal.lines()).isEmpty();
        client.offer().completeDetach();
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause("NMR-DETACH-06")
    void letsOneOfTwoDeregistrationsDetachAndBothWaitForIt() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        List<Future<NtStatus>> waits = new ArrayList<>();
        client.whenDetached = offer -> {
            assertThat(other.call(provider::deregister)).isEqualTo(STATUS_PENDING);
            waits.add(other.start(provider::await));
            other.assertBlocked(waits.get(0));
            return STATUS_SUCCESS;
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(OtherThread.result(waits.get(0))).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).hasSize(6).doesNotHaveDuplicates();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void offersAProviderOnAnotherThreadBeforeTheClientsRegistrationHasReturned() {
        RecordingProvider late = provider("P2");
        registeredProvider("P1");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            if ("P1".equals(offer.provider.npiSpecificCharacteristics())) {
                other.call(late::register);
                assertThat(late.requests).as("attached there").hasSize(1);
            }
            return offer.attach();
        };

        client.register();

        assertThat(client.offers).hasSize(2);
        client.deregister();
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).filteredOn(line -> line.endsWith("cleanup")).hasSize(4);
    }
}
