// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/** The structures of a registration, all allocated by the client. */
class RegistrationStructuresTest {
    @Test
    @Clause("CLIENT-NPI-02")
    void clientNpiHasContextAndDispatch() {
        Object context = new Object();
        WskClientDispatch dispatch = new WskClientDispatch(WskVersion.make(1, 0), 0, null);

        assertThat(new WskClientNpi(context, dispatch).clientContext()).isSameAs(context);
        assertThat(new WskClientNpi(context, dispatch).dispatch()).isSameAs(dispatch);
        assertThat(new WskClientNpi(null, dispatch).clientContext()).isNull();
    }

    @Test
    void providerNpiIsEmptyUntilFilled() {
        WskProviderNpi npi = new WskProviderNpi();
        assertThat(npi.client()).isNull();
        assertThat(npi.dispatch()).isNull();

        WskClient client = new WskClient() {};
        npi.set(client, null);

        assertThat(npi.client()).isSameAs(client);
    }

    @Test
    void providerCharacteristicsHoldARangeOfVersions() {
        WskProviderCharacteristics characteristics = new WskProviderCharacteristics();
        assertThat(characteristics.highestVersion()).isZero();
        assertThat(characteristics.lowestVersion()).isZero();

        characteristics.set(WskVersion.make(1, 2), WskVersion.make(1, 0));

        assertThat(characteristics.highestVersion()).isEqualTo(0x0102);
        assertThat(characteristics.lowestVersion()).isEqualTo(0x0100);
        assertThat(characteristics).hasToString("WskProviderCharacteristics[1.0 to 1.2]");
    }

    @Test
    void providerCharacteristicsCanBeMadeFilled() {
        WskProviderCharacteristics characteristics = new WskProviderCharacteristics(0x0201, 0x0100);

        assertThat(characteristics.highestVersion()).isEqualTo(0x0201);
        assertThat(characteristics.lowestVersion()).isEqualTo(0x0100);
    }

    @Test
    void registrationIsReservedByOneOnly() {
        WskRegistration registration = new WskRegistration();
        Object first = new Object();
        Object second = new Object();

        assertThat(registration.reserved()).isNull();
        assertThat(registration.reserve(null, first)).isTrue();
        assertThat(registration.reserve(null, second)).isFalse();
        assertThat(registration.reserved()).isSameAs(first);
    }

    @Test
    void registrationComparesItsReservationByIdentity() {
        WskRegistration registration = new WskRegistration();
        String state = new String("state");
        registration.reserve(null, state);

        assertThat(registration.reserve(new String("state"), null)).isFalse();
        assertThat(registration.reserve(state, null)).isTrue();
        assertThat(registration.reserved()).isNull();
    }
}
