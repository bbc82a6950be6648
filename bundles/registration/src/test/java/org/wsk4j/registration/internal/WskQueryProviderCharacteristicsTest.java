// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskRegistration;

/** WskQueryProviderCharacteristics. */
class WskQueryProviderCharacteristicsTest extends RegistrationFixture {
    private final WskProviderCharacteristics answer = new WskProviderCharacteristics(0xBAD, 0xBAD);

    private NtStatus query() {
        return registrar.wskQueryProviderCharacteristics(block, answer);
    }

    @Test
    @Clause({"QUERYCHAR-01", "PROVIDER-CHAR-01", "PROVIDER-CHAR-02"})
    void storesTheSupportedRange() {
        provider(V1_3).register();
        register();

        assertThat(query()).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(answer.lowestVersion()).isEqualTo(V1_0);
        assertThat(answer.highestVersion()).isEqualTo(V1_3);
    }

    @Test
    @Clause({"QUERYCHAR-02", "QUERYCHAR-03"})
    void failsWithoutAProviderAndStoresNothing() {
        register();
        assertThat(query()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);

        provider(V1_0).register().deregister();

        assertThat(query()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(answer.lowestVersion()).isEqualTo(0xBAD);
        assertThat(answer.highestVersion()).isEqualTo(0xBAD);
    }

    @Test
    @Clause("QUERYCHAR-03")
    void failsOnABlockThatIsNotRegistered() {
        provider(V1_0).register();
        assertThat(query()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        register();
        deregister();

        assertThat(query()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
        assertThat(registrar.wskQueryProviderCharacteristics(null, answer))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(registrar.wskQueryProviderCharacteristics(new WskRegistration(), null))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(answer.highestVersion()).isEqualTo(0xBAD);
    }

    @Test
    @Clause("QUERYCHAR-04")
    void isForAnyLevel() {
        provider(V1_0).register();
        register();

        assertThat(atDispatchLevel(this::query)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    @Clause("QUERYCHAR-05")
    void answersAfterARefusalAsLongAsTheProviderIsThere() {
        FakeProvider provider = provider(V1_3).register();
        registrar.wskRegister(clientNpi(V2_0), block);

        assertThat(query()).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(answer.lowestVersion()).isEqualTo(V1_0);
        assertThat(answer.highestVersion()).isEqualTo(V1_3);
        provider.deregister();
        assertThat(query()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }

    @Test
    @Clause("QUERYCHAR-06")
    void answersAfterACapture() {
        provider(V1_0).register();
        register();
        captured();

        assertThat(query()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(answer.highestVersion()).isEqualTo(V1_0);
    }

    @Test
    @Clause("QUERYCHAR-01")
    void takesTheTablesVersionForAProviderThatDeclaresNone() {
        provider(V1_3).silent().register();
        register();

        assertThat(query()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(answer.lowestVersion()).isEqualTo(V1_3);
        assertThat(answer.highestVersion()).isEqualTo(V1_3);
    }

    @Test
    @Clause("QUERYCHAR-02")
    void aRefusalByAProviderThatDeclaresNothingTellsNothing() {
        provider(V1_0).silent().register();
        registrar.wskRegister(clientNpi(V2_0), block);

        assertThat(query()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
    }
}
