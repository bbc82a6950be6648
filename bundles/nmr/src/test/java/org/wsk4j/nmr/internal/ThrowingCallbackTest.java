// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_NOINTERFACE;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.NtStatus;

/** A callback that throws, or answers nonsense, harms nobody but its own module. */
class ThrowingCallbackTest extends NmrFixture {
    @Test
    void takesAThrowingClientAttachForADecline() {
        RecordingClient broken = client("C1");
        broken.whenOffered = offer -> {
            throw new IllegalStateException("broken");
        };
        broken.register();
        RecordingClient sound = registeredClient("C2");

        RecordingProvider provider = provider("P");

        assertThat(provider.register()).isEqualTo(STATUS_SUCCESS);
        assertThat(provider.request().clientContext).isSameAs(sound.offer());
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("ClientAttachProvider", RecordingClient.moduleId("C1").toString());
        broken.deregister();
        assertThat(broken.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines()).doesNotContain("C1-P client detach");
    }

    @Test
    void detachesTheProviderWhenTheClientThrowsAfterItAccepted() {
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            offer.attach();
            throw new NoClassDefFoundError("gone");
        };
        client.register();

        RecordingProvider provider = registeredProvider("P");

        assertThat(journal.lines())
                .containsExactly("C-P offered", "C-P asked", "C-P provider detach", "C-P provider cleanup");
        provider.deregister();
        assertThat(provider.await()).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void takesAThrowingProviderAttachForADecline() {
        RecordingProvider provider = registeredProvider("P");
        List<NtStatus> answers = new ArrayList<>();
        provider.whenAsked = request -> {
            if (provider.requests.size() == 1) {
                throw new IllegalStateException("broken");
            }
            return request.accept();
        };
        RecordingClient client = client("C");
        client.whenOffered = offer -> {
            answers.add(offer.attach());
            answers.add(offer.attach());
            return answers.get(1);
        };

        client.register();

        assertThat(answers).containsExactly(STATUS_NOINTERFACE, STATUS_SUCCESS);
        assertThat(warnings())
                .singleElement()
                .asString()
                .contains("ProviderAttachClient", RecordingClient.moduleId("P").toString());
    }

    @Test
    void takesThrowingDetachAndCleanupCallbacksForDone() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = registeredProvider("P");
        client.whenDetached = offer -> {
            throw new IllegalStateException("broken");
        };
        provider.whenDetached = request -> {
            throw new StackOverflowError("broken");
        };
        client.whenCleaned = offer -> {
            throw new IllegalStateException("broken");
        };
        provider.whenCleaned = request -> {
            throw new IllegalStateException("broken");
        };

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(journal.lines())
                .contains("C-P client detach", "C-P provider detach", "C-P client cleanup", "C-P provider cleanup");
        assertThat(warnings()).hasSize(4);
        assertInvalidState(
                "NmrClientDetachProviderComplete", () -> client.offer().completeDetach());
    }

    @Test
    void takesNullForTheFailure() {
        RecordingClient client = client("C");
        RecordingProvider provider = registeredProvider("P");
        client.whenOffered = offer -> null;
        client.register();
        assertThat(provider.requests).isEmpty();

        RecordingClient next = registeredClient("C2");
        next.whenDetached = offer -> null;
        provider.whenDetached = request -> null;
        next.deregister();

        assertThat(next.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(warnings()).hasSize(3).allSatisfy(line -> assertThat(line).contains("answered null"));
    }

    @Test
    void takesAnUnknownDetachStatusForDone() {
        RecordingClient client = registeredClient("C");
        registeredProvider("P");
        client.whenDetached = offer -> STATUS_NO_MATCH;

        client.deregister();

        assertThat(client.await()).isEqualTo(STATUS_SUCCESS);
        assertThat(warnings()).singleElement().asString().contains("ClientDetachProvider", "STATUS_NO_MATCH");
    }
}
