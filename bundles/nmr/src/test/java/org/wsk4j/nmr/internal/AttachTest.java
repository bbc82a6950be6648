// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INSUFFICIENT_RESOURCES;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/** From the question to the client to a binding, or to none. */
class AttachTest extends NmrFixture {
    @Test
    @Clause({"NMR-CONCEPT-01", "NMR-CLIENT-ATTACH-05", "NMR-ATTACH-03", "NMR-PROVIDER-ATTACH-03"})
    void attachesThePairThatBothWant() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");

        assertThat(journal.take()).containsExactly("C-P offered", "C-P asked");
        assertThat(client.offer().providerContext.get()).isSameAs(provider.request());
        assertThat(client.offer().providerDispatch.get()).isSameAs(provider.dispatch);
        client.deregister();
        assertThat(journal.lines()).contains("C-P client detach", "C-P provider detach");
    }

    @Test
    @Clause({"NMR-CLIENT-ATTACH-01", "NMR-CLIENT-ATTACH-02", "NPI-STRUCT-10"})
    void showsTheClientTheProvidersRegistrationAtPassiveLevel() {
        RecordingProvider provider = registeredProvider("P");
        List<Irql> levels = new ArrayList<>();
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            levels.add(Irql.current());
            return offer.attach();
        };
        client.register();

        assertThat(client.offer().binding).isNotNull();
        assertThat(client.offer().provider).isSameAs(provider.characteristics.providerRegistrationInstance());
        assertThat(client.offer().provider.moduleId()).isEqualTo(RecordingClient.moduleId("P"));
        assertThat(client.offer().provider.npiSpecificCharacteristics()).isEqualTo("P");
        assertThat(levels).containsExactly(Irql.PASSIVE_LEVEL);
    }

    @Test
    @Clause({
        "NMR-PROVIDER-ATTACH-01",
        "NMR-PROVIDER-ATTACH-02",
        "NMR-PROVIDER-ATTACH-09",
        "NMR-ATTACH-02",
        "NPI-STRUCT-05"
    })
    void showsTheProviderTheClientAndWhatItOffersAtPassiveLevel() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = provider("P");
        List<Irql> levels = new ArrayList<>();
        provider.whenAsked = request -> {
            levels.add(Irql.current());
            return request.accept();
        };
        provider.register();

        RecordingProvider.Request request = provider.request();
        assertThat(request.binding).isSameAs(client.offer().binding);
        assertThat(request.providerContext).isSameAs(provider.context);
        assertThat(request.client).isSameAs(client.characteristics.clientRegistrationInstance());
        assertThat(request.clientContext).isSameAs(client.offer());
        assertThat(request.clientDispatch).isSameAs(client.offer().dispatch);
        assertThat(request.thread).as("within the client's call").isSameAs(client.offer().thread);
        assertThat(levels).containsExactly(Irql.PASSIVE_LEVEL);
    }

    @Test
    @Clause({"NMR-ATTACH-07", "NMR-PROVIDER-ATTACH-02"})
    void passesOnThatTheNpiHasNoClientDispatch() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> offer.attach(null);
        client.register();

        assertThat(provider.request().clientDispatch).isNull();
        assertThat(client.offer().providerDispatch.get()).isSameAs(provider.dispatch);
    }

    @Test
    @Clause("NMR-CONCEPT-04")
    void isNotBetweenTwoAttachedModules() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");

        assertThat(client.offer().providerDispatch.get()).as("no proxy").isSameAs(provider.dispatch);
        assertThat(provider.request().clientDispatch).as("no proxy").isSameAs(client.offer().dispatch);
    }

    @Test
    @Clause({"NMR-CLIENT-ATTACH-04", "NMR-CLIENT-ATTACH-03"})
    void leavesAloneAClientThatDeclines() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> STATUS_NOINTERFACE;

        assertThat(client.register()).as("the registration itself").isEqualTo(STATUS_SUCCESS);

        assertThat(provider.requests).isEmpty();
        assertEndsWithoutACallback(client);
    }

    @ParameterizedTest
    @EnumSource(
            value = NtStatus.class,
            names = {"STATUS_SUCCESS"},
            mode = EnumSource.Mode.EXCLUDE)
    @Clause({
        "NMR-ATTACH-02",
        "NMR-ATTACH-04",
        "NMR-ATTACH-05",
        "NMR-ATTACH-08",
        "NMR-CLIENT-ATTACH-06",
        "NMR-PROVIDER-ATTACH-04",
        "NMR-PROVIDER-ATTACH-05"
    })
    void handsTheProvidersRefusalToTheClientUnchanged(NtStatus refusal) {
        RecordingProvider provider = registeredProvider("P");
        provider.whenAsked = request -> {
            request.accept();
            return refusal;
        };
        List<NtStatus> answers = new ArrayList<>();
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            offer.providerContext.set("untouched");
            offer.providerDispatch.set("untouched");
            answers.add(offer.attach());
            return answers.get(0);
        };

        assertThat(client.register()).isEqualTo(STATUS_SUCCESS);

        assertThat(answers).containsExactly(refusal);
        assertThat(client.offer().providerContext.get()).isEqualTo("untouched");
        assertThat(client.offer().providerDispatch.get()).isEqualTo("untouched");
        journal.take();
        assertEndsWithoutACallback(client);
    }

    @Test
    @Clause({"NMR-CLIENT-ATTACH-08", "NMR-CLIENT-ATTACH-06"})
    void leavesAloneAClientThatHasNoRoomForABinding() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> STATUS_INSUFFICIENT_RESOURCES;
        client.register();

        assertThat(provider.requests).isEmpty();
        assertEndsWithoutACallback(client);
    }

    @Test
    @Clause("NMR-ATTACH-11")
    void letsTheClientTryAgainInTheSameCallback() {
        RecordingProvider provider = registeredProvider("P");
        provider.whenAsked =
                request -> "version 1".equals(request.clientDispatch) ? request.accept() : STATUS_NOINTERFACE;
        List<NtStatus> answers = new ArrayList<>();
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            answers.add(offer.attach("version 3"));
            answers.add(offer.attach("version 2"));
            answers.add(offer.attach("version 1"));
            return answers.get(2);
        };
        client.register();

        assertThat(answers).containsExactly(STATUS_NOINTERFACE, STATUS_NOINTERFACE, STATUS_SUCCESS);
        assertThat(provider.requests).extracting(request -> request.binding).containsOnly(client.offer().binding);
        journal.take();
        client.deregister();
        assertThat(journal.lines()).filteredOn(line -> line.endsWith("detach")).hasSize(2);
        assertThat(client.offer().providerContext.get()).isSameAs(provider.requests.get(2));
    }

    @Test
    @Clause({"NMR-PROVIDER-ATTACH-08"})
    void refusesToAttachWithoutRoomForTheOutputs() {
        RecordingProvider provider = registeredProvider("P");
        List<NtStatus> answers = new ArrayList<>();
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            answers.add(nmr.nmrClientAttachProvider(offer.binding, offer, null, null, Ptr.of(null)));
            answers.add(nmr.nmrClientAttachProvider(offer.binding, offer, null, Ptr.of(null), null));
            return answers.get(1);
        };
        client.register();

        assertThat(answers).containsExactly(STATUS_INVALID_PARAMETER, STATUS_INVALID_PARAMETER);
        assertThat(provider.requests).isEmpty();
        assertEndsWithoutACallback(client);
    }

    @Test
    @Clause("NMR-CONCEPT-10")
    void attachesOneProviderToSeveralClientsSeparately() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient first = registeredClient("C1");
        RecordingClient second = registeredClient("C2");

        assertThat(provider.requests).extracting(request -> request.binding).doesNotHaveDuplicates();
        assertThat(provider.requests)
                .extracting(request -> request.clientContext)
                .containsExactly(first.offer(), second.offer());
        first.deregister();
        assertThat(first.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).noneMatch(line -> line.startsWith("C2-P") && line.endsWith("detach"));
    }

    @Test
    @Clause("NMR-CONCEPT-11")
    void attachesOneClientToSeveralProvidersSeparately() {
        RecordingClient client = registeredClient("C");
        RecordingProvider first = registeredProvider("P1");
        RecordingProvider second = registeredProvider("P2");

        assertThat(client.offers).extracting(offer -> offer.binding).doesNotHaveDuplicates();
        assertThat(client.offers)
                .extracting(offer -> offer.providerContext.get())
                .containsExactly(first.request(), second.request());
        first.deregister();
        assertThat(first.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).noneMatch(line -> line.startsWith("C-P2") && line.endsWith("detach"));
    }

    @Test
    @Clause({"NMR-ATTACH-01", "NMR-CONCEPT-16"})
    void stopsAnAttachAfterTheCallback() {
        registeredProvider("P");
        RecordingClient declined = client("C1");
        declined.whenOffered = offer -> STATUS_NOINTERFACE;
        declined.register();
        RecordingClient attached = registeredClient("C2");

        assertInvalidState("NmrClientAttachProvider", () -> declined.offer().attach());
        assertInvalidState("NmrClientAttachProvider", () -> attached.offer().attach());

        attached.deregister();
        assertThat(attached.await()).as("not harmed").isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-ATTACH-01", "NMR-CONCEPT-16"})
    void stopsAnAttachOnAnotherThread() {
        registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            other.call(() -> {
                assertInvalidState("NmrClientAttachProvider", offer::attach);
                return null;
            });
            return offer.attach();
        };
        client.register();

        assertThat(client.offer().providerContext.get())
                .as("attached by its own thread")
                .isNotNull();
    }

    @Test
    @Clause({"NMR-ATTACH-01", "NMR-CONCEPT-16"})
    void stopsASecondAttachWhenTheFirstSucceeded() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            NtStatus status = offer.attach();
            assertInvalidState("NmrClientAttachProvider", offer::attach);
            return status;
        };
        client.register();

        assertThat(provider.requests).hasSize(1);
        client.deregister();
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    @Clause({"NMR-ATTACH-01", "NMR-CONCEPT-16"})
    void stopsAnAttachFromWithinTheProvidersCallback() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        provider.whenAsked = request -> {
            assertInvalidState("NmrClientAttachProvider", () -> client.offer().attach());
            return request.accept();
        };
        client.register();

        assertThat(provider.requests).hasSize(1);
        assertThat(client.offer().providerContext.get()).isSameAs(provider.request());
    }

    @Test
    @Clause({"NMR-ATTACH-01", "NMR-CONCEPT-16"})
    void stopsAnAttachWithAHandleThatIsNotOne() {
        Ptr<Object> out = Ptr.of(null);
        PairingRegistrar elsewhere = new PairingRegistrar();
        registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            assertInvalidState(
                    "NmrClientAttachProvider",
                    () -> elsewhere.nmrClientAttachProvider(offer.binding, null, null, out, out));
            return offer.attach();
        };
        client.register();

        assertInvalidState("NmrClientAttachProvider", () -> nmr.nmrClientAttachProvider(null, null, null, out, out));
        assertThat(client.offer().providerContext.get()).isNotNull();
    }

    @Test
    @Clause("NMR-ATTACH-10")
    void attachesAtPassiveLevelOnly() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            atDispatchLevel(() ->
                    assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "NmrClientAttachProvider", offer::attach));
            assertThat(provider.requests).isEmpty();
            return offer.attach();
        };
        client.register();

        assertThat(provider.requests).hasSize(1);
    }

    @Test
    @Clause({"NMR-CLIENT-ATTACH-06", "NMR-ATTACH-08"})
    void detachesTheProviderAgainWhenTheClientFailsAfterItAccepted() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            offer.attach();
            return STATUS_INSUFFICIENT_RESOURCES;
        };
        client.register();

        assertThat(journal.take())
                .as("the client was never attached")
                .containsExactly("C-P offered", "C-P asked", "C-P provider detach", "C-P provider cleanup");
        assertThat(provider.requests).hasSize(1);
        assertThat(warnings()).singleElement().asString().contains("STATUS_INSUFFICIENT_RESOURCES");
        assertEndsWithoutACallback(client);
    }

    @Test
    @Clause("NMR-CLIENT-ATTACH-06")
    void waitsForTheProviderThatAClientLeftAfterItAccepted() {
        RecordingProvider provider = registeredProvider("P");
        provider.whenDetached = request -> STATUS_PENDING;
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            offer.attach();
            return STATUS_NOINTERFACE;
        };
        client.register();
        client.deregister();

        var wait = other.start(client::await);

        other.assertBlocked(wait);
        assertInvalidState(
                "NmrClientDetachProviderComplete", () -> client.offer().completeDetach());
        provider.request().completeDetach();
        assertThat(OtherThread.result(wait)).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).noneMatch(line -> line.startsWith("C-P client"));
    }

    @Test
    @Clause("NMR-CLIENT-ATTACH-05")
    void doesNotBelieveAClientThatClaimsSuccessWithoutHavingAttached() {
        RecordingProvider provider = registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> STATUS_SUCCESS;
        client.register();

        assertThat(provider.requests).isEmpty();
        assertThat(warnings()).singleElement().asString().contains("without having attached");
        assertEndsWithoutACallback(client);
    }

    /** There is no binding: the deregistration has nothing to do, and calls nobody. */
    private void assertEndsWithoutACallback(RecordingClient client) {
        journal.take();
        assertThat(client.deregister()).isEqualTo(STATUS_PENDING);
        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).isEmpty();
    }
}
