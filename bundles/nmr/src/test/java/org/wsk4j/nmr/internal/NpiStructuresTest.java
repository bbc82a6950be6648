// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.reflect.Proxy;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Guid;

/** The structures that modules fill in. */
class NpiStructuresTest {
    private static final Guid NPI = NmrFixture.NPI;

    @Test
    @Clause({"NPI-STRUCT-01", "NPI-STRUCT-03", "NPI-STRUCT-04", "NPI-STRUCT-05"})
    void clientCharacteristicsHoldWhatTheyWereGiven() {
        NpiRegistrationInstance instance = new NpiRegistrationInstance(NPI, NpiModuleId.ofIfLuid(1), 0, null);
        NpiClientCharacteristics client =
                new NpiClientCharacteristics((b, c, p) -> STATUS_SUCCESS, context -> STATUS_SUCCESS, null, instance);

        assertThat(client.version()).isZero();
        assertThat(client.clientAttachProvider()).isNotNull();
        assertThat(client.clientDetachProvider()).isNotNull();
        assertThat(client.clientCleanupBindingContext()).isNull();
        assertThat(client.clientRegistrationInstance()).isSameAs(instance);
    }

    @Test
    @Clause({"NPI-STRUCT-06", "NPI-STRUCT-08", "NPI-STRUCT-09", "NPI-STRUCT-10"})
    void providerCharacteristicsHoldWhatTheyWereGiven() {
        NpiRegistrationInstance instance = new NpiRegistrationInstance(NPI, NpiModuleId.ofIfLuid(1), 0, null);
        NpiProviderCharacteristics provider = new NpiProviderCharacteristics(
                (b, p, c, cc, cd, pc, pd) -> STATUS_SUCCESS, context -> STATUS_SUCCESS, null, instance);

        assertThat(provider.version()).isZero();
        assertThat(provider.providerAttachClient()).isNotNull();
        assertThat(provider.providerDetachClient()).isNotNull();
        assertThat(provider.providerCleanupBindingContext()).isNull();
        assertThat(provider.providerRegistrationInstance()).isSameAs(instance);
    }

    @Test
    @Clause({"NPI-STRUCT-11", "NPI-STRUCT-13", "NPI-STRUCT-14", "NPI-STRUCT-15", "NPI-STRUCT-16"})
    void registrationInstanceHoldsWhatItWasGiven() {
        NpiModuleId module = NpiModuleId.ofIfLuid(1);
        NpiRegistrationInstance plain = new NpiRegistrationInstance(NPI, module, 0, null);
        NpiRegistrationInstance rich = new NpiRegistrationInstance(NPI, module, -1, "characteristics");

        assertThat(plain.version()).isZero();
        assertThat(plain.npiId()).isEqualTo(NPI);
        assertThat(plain.moduleId()).isEqualTo(module);
        assertThat(plain.number()).isZero();
        assertThat(plain.npiSpecificCharacteristics()).isNull();
        assertThat(rich.npiSpecificCharacteristics()).isEqualTo("characteristics");
        assertThat(rich).asString().contains("4294967295");
    }

    @Test
    @Clause({"NPI-STRUCT-14", "NPI-STRUCT-18"})
    void moduleIdsAreEqualByTypeAndSelectedMember() {
        Guid guid = new Guid(UUID.fromString("7f1d3a52-0b64-4c6e-9d0c-5a3f5b1c2e09"));

        assertThat(NpiModuleId.MIT_GUID).isEqualTo(1);
        assertThat(NpiModuleId.MIT_IF_LUID).isEqualTo(2);
        assertThat(NpiModuleId.of(guid)).isEqualTo(NpiModuleId.of(guid)).hasSameHashCodeAs(NpiModuleId.of(guid));
        assertThat(NpiModuleId.of(guid).type()).isEqualTo(NpiModuleId.MIT_GUID);
        assertThat(NpiModuleId.of(guid).guid()).isEqualTo(guid);
        assertThat(NpiModuleId.of(guid)).isNotEqualTo(NpiModuleId.of(NPI)).isNotEqualTo(NpiModuleId.ofIfLuid(0));
        assertThat(NpiModuleId.ofIfLuid(5)).isEqualTo(NpiModuleId.ofIfLuid(5)).isNotEqualTo(NpiModuleId.ofIfLuid(6));
        assertThat(NpiModuleId.ofIfLuid(5).type()).isEqualTo(NpiModuleId.MIT_IF_LUID);
        assertThat(NpiModuleId.ofIfLuid(5).ifLuid()).isEqualTo(5);
    }

    @Test
    @Clause("NPI-STRUCT-18")
    void moduleIdOfABundleFollowsItsSymbolicName() {
        NpiModuleId first = NpiModuleId.of(bundle("org.example.echo", "a"));
        NpiModuleId again = NpiModuleId.of(bundle("org.example.echo", "b"));
        NpiModuleId nameless = NpiModuleId.of(bundle(null, "a"));

        assertThat(first).isEqualTo(again).hasToString("org.example.echo");
        assertThat(first.type()).isEqualTo(NpiModuleId.MIT_GUID);
        assertThat(first.bundle()).isNotNull();
        assertThat(first)
                .isNotEqualTo(NpiModuleId.of(bundle("org.example.other", "a")))
                .isNotEqualTo(nameless);
        assertThat(nameless).hasToString(nameless.guid().toString());
    }

    @Test
    void handleSlotChangesOnlyFromWhatItsOwnerExpects() {
        NmrClientHandle handle = new NmrClientHandle();
        Object registration = new Object();

        assertThat(handle.reserve(null, registration)).isTrue();
        assertThat(handle.reserve(null, "another")).isFalse();
        assertThat(handle.reserved()).isSameAs(registration);
        assertThat(handle.reserve(registration, null)).isTrue();
        assertThat(handle.reserved()).isNull();
    }

    /** A bundle of which only the name and the location are looked at. */
    private static Bundle bundle(String symbolicName, String location) {
        return (Bundle) Proxy.newProxyInstance(
                NpiStructuresTest.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSymbolicName" -> symbolicName;
                    case "getLocation" -> location;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
