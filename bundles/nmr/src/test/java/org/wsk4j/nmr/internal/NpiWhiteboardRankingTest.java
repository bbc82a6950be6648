// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Constants;
import org.wsk4j.netioddk.NpiRegistrationInstance;

/** The ranking of a service becomes that of its registration. */
class NpiWhiteboardRankingTest extends NmrFixture {
    private final NpiWhiteboard whiteboard = new NpiWhiteboard(nmr, NpiWhiteboardTest.detachTimeout(0));

    @Test
    void theOtherSideSeesTheRankingOfTheService() {
        RecordingClient client = client("C");
        RecordingProvider provider = provider("P");
        whiteboard.bindClient(client.characteristics, Map.of(Constants.SERVICE_ID, 1L, Constants.SERVICE_RANKING, -3));

        whiteboard.bindProvider(
                provider.characteristics, Map.of(Constants.SERVICE_ID, 2L, Constants.SERVICE_RANKING, 7));

        NpiRegistrationInstance own = provider.characteristics.providerRegistrationInstance();
        NpiRegistrationInstance seen = client.offer().provider;
        assertThat(seen.ranking()).isEqualTo(7);
        assertThat(seen.moduleId()).isEqualTo(own.moduleId());
        assertThat(seen.npiId()).isEqualTo(own.npiId());
        assertThat(seen.number()).isEqualTo(own.number());
        assertThat(seen.npiSpecificCharacteristics()).isSameAs(own.npiSpecificCharacteristics());
        assertThat(provider.request().client.ranking()).isEqualTo(-3);
        assertThat(own.ranking()).isZero();
    }

    @Test
    void aServiceWithoutARankingKeepsThatOfItsModule() {
        RecordingClient client = registeredClient("C");
        RecordingProvider provider = provider("P");

        whiteboard.bindProvider(
                provider.characteristics, Map.of(Constants.SERVICE_ID, 2L, Constants.SERVICE_RANKING, "not an int"));

        assertThat(client.offer().provider).isSameAs(provider.characteristics.providerRegistrationInstance());
    }
}
