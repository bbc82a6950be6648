// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.wdm.Guid;

class GuidTest {
    private static final String TEXT = "{2227E803-8D8B-11D4-ABAD-009027719E09}";

    @Test
    void writesWhatItRead() {
        assertThat(Guid.parse(TEXT)).hasToString(TEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2227E803-8D8B-11D4-ABAD-009027719E09", "{2227e803-8d8b-11d4-abad-009027719e09}"})
    void readsEitherCaseWithOrWithoutBraces(String text) {
        assertThat(Guid.parse(text)).isEqualTo(Guid.parse(TEXT)).hasSameHashCodeAs(Guid.parse(TEXT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{",
                "1-1-1-1-1",
                "{2227E803-8D8B-11D4-ABAD-009027719E09",
                "2227E803-8D8B-11D4-ABAD-009027719E09}",
                "{2227E803-8D8B-11D4-ABAD-009027719E0}",
                "{2227E803-8D8B-11D4-ABAD-009027719E0G}",
                "{{2227E803-8D8B-11D4-ABAD-009027719E09}}",
                " {2227E803-8D8B-11D4-ABAD-009027719E09}",
                "{2227E8038D8B11D4ABAD009027719E09}"
            })
    void refusesAnyOtherTextNamingIt(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Guid.parse(text)).withMessageContaining("'" + text + "'");
    }

    @Test
    void hasTheBitsOfItsUuid() {
        UUID uuid = UUID.fromString("2227E803-8D8B-11D4-ABAD-009027719E09");

        assertThat(new Guid(uuid)).isEqualTo(Guid.parse(TEXT));
        assertThat(Guid.parse(TEXT).uuid()).isEqualTo(uuid);
    }

    @Test
    void differsFromOthers() {
        assertThat(Guid.parse(TEXT))
                .isNotEqualTo(Guid.parse("{2227E803-8D8B-11D4-ABAD-009027719E0A}"))
                .isNotEqualTo(TEXT)
                .isNotEqualTo(null);
    }

    @Test
    void needsAUuid() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Guid(null));
    }
}
