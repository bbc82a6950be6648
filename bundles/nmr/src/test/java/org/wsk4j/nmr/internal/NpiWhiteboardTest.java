// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.testkit.clause.Clause;

/** Modules that register by being published as services. */
class NpiWhiteboardTest extends NmrFixture {
    private final NpiWhiteboard whiteboard = new NpiWhiteboard(nmr, detachTimeout(0));

    @Test
    void attachesServicesInBothOrders() {
        RecordingClient client = client("C");
        RecordingProvider first = provider("P1");
        RecordingProvider second = provider("P2");

        whiteboard.bindProvider(first.characteristics, service(1));
        whiteboard.bindClient(client.characteristics, service(2));
        whiteboard.bindProvider(second.characteristics, service(3));

        assertThat(journal.lines()).containsExactly("C-P1 offered", "C-P1 asked", "C-P2 offered", "C-P2 asked");
    }

    @Test
    void attachesServicesToModulesThatAreRegisteredByHand() {
        RecordingClient byHand = registeredClient("C");
        RecordingProvider published = provider("P");

        whiteboard.bindProvider(published.characteristics, service(1));

        assertThat(byHand.offers).hasSize(1);
    }

    @Test
    @Clause({"NMR-DEREG-CLIENT-05", "NMR-DEREG-CLIENT-08"})
    void keepsAClientServiceFromGoingUntilItIsDeregistered() {
        RecordingClient client = client("C");
        RecordingProvider provider = registeredProvider("P");
        provider.whenDetached = request -> STATUS_PENDING;
        whiteboard.bindClient(client.characteristics, service(1));

        Future<?> going = other.start(() -> {
            whiteboard.unbindClient(client.characteristics, service(1));
            return null;
        });

        other.assertBlocked(going);
        provider.request().completeDetach();
        OtherThread.result(going);
        assertThat(journal.lines()).contains("C-P client cleanup", "C-P provider cleanup");
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause("NMR-DEREG-PROVIDER-05")
    void keepsAProviderServiceFromGoingUntilItIsDeregistered() {
        RecordingProvider provider = provider("P");
        RecordingClient client = registeredClient("C");
        client.whenDetached = offer -> STATUS_PENDING;
        whiteboard.bindProvider(provider.characteristics, service(1));

        Future<?> going = other.start(() -> {
            whiteboard.unbindProvider(provider.characteristics, service(1));
            return null;
        });

        other.assertBlocked(going);
        client.offer().completeDetach();
        OtherThread.result(going);
        assertThat(journal.lines()).contains("C-P client cleanup", "C-P provider cleanup");
    }

    @Test
    void letsAServiceGoAfterTheTimeoutAndNamesWhoHoldsItUp() {
        whiteboard.configure(detachTimeout(1));
        RecordingClient client = client("C");
        RecordingProvider provider = registeredProvider("P");
        provider.whenDetached = request -> STATUS_PENDING;
        whiteboard.bindClient(client.characteristics, service(1));

        whiteboard.unbindClient(client.characteristics, service(1));

        assertThat(warnings())
                .singleElement()
                .asString()
                .contains(
                        RecordingClient.moduleId("C").toString(),
                        RecordingClient.moduleId("P").toString());
        provider.request().completeDetach();
        assertThat(journal.lines()).as("still to the end").contains("C-P client cleanup", "C-P provider cleanup");
    }

    @Test
    void usesTheServiceAsItsContext() {
        List<Object> contexts = new ArrayList<>();
        NpiClientCharacteristics component = new NpiClientCharacteristics(
                (binding, context, provider) -> {
                    contexts.add(context);
                    return STATUS_SUCCESS;
                },
                context -> STATUS_SUCCESS,
                null,
                new NpiRegistrationInstance(NPI, RecordingClient.moduleId("C"), 0, null));
        RecordingProvider provider = provider("P");
        whiteboard.bindClient(component, service(1));

        whiteboard.bindProvider(provider.characteristics, service(2));

        assertThat(contexts).containsExactly(component);
        registeredClient("C2");
        assertThat(provider.request().providerContext).isSameAs(provider.characteristics);
    }

    @Test
    void usesTheContextPropertyWhenThereIsOne() {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");
        Map<String, Object> clientService =
                Map.of(Constants.SERVICE_ID, 1L, NetworkModuleRegistrar.NPI_CONTEXT, client.context);
        Map<String, Object> providerService =
                Map.of(Constants.SERVICE_ID, 2L, NetworkModuleRegistrar.NPI_CONTEXT, provider.context);

        whiteboard.bindClient(client.characteristics, clientService);
        whiteboard.bindProvider(provider.characteristics, providerService);

        assertThat(client.offer().clientContext).isSameAs(client.context);
        assertThat(provider.request().providerContext).isSameAs(provider.context);
    }

    @Test
    void warnsOfAServiceThatCannotBeRegistered() {
        NpiClientCharacteristics incomplete = new NpiClientCharacteristics(null, null, null, null);

        whiteboard.bindClient(incomplete, service(1));
        whiteboard.unbindClient(incomplete, service(1));

        assertThat(warnings()).singleElement().asString().contains("bundle 42", "STATUS_INVALID_PARAMETER");
    }

    @Test
    void letsACallbackWithdrawItsOwnService() {
        registeredProvider("P");
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            whiteboard.unbindClient(client.characteristics, service(1));
            return offer.attach();
        };

        whiteboard.bindClient(client.characteristics, service(1));

        assertThat(warnings()).singleElement().asString().contains("not detached yet");
        assertThat(journal.lines()).containsExactly("C-P offered");
        assertThat(client.register()).as("nothing is left").isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void registersOneObjectThatIsPublishedTwiceTwice() {
        RecordingProvider provider = provider("P");
        whiteboard.bindProvider(provider.characteristics, service(1));
        whiteboard.bindProvider(provider.characteristics, service(2));
        RecordingClient client = registeredClient("C");

        whiteboard.unbindProvider(provider.characteristics, service(1));

        assertThat(client.offers).hasSize(2);
        assertThat(journal.count("C-P client detach")).isEqualTo(1);
    }

    private static Map<String, Object> service(long id) {
        return Map.of(Constants.SERVICE_ID, id, Constants.SERVICE_BUNDLEID, 42L);
    }

    static NmrConfig detachTimeout(long millis) {
        return new NmrConfig() {
            @Override
            public long detachTimeout() {
                return millis;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return NmrConfig.class;
            }
        };
    }
}
