// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskInspectId;

/** Identifiers of connection requests. */
class WskInspectIdTest {
    @Test
    @Clause({"INSPECT-ID-01", "INSPECT-ID-02"})
    void equalsByBothHalvesOfItsContents() {
        WskInspectId id = new WskInspectId(0x1122334455667788L, 7);

        assertThat(id.key()).isEqualTo(0x1122334455667788L);
        assertThat(id.serialNumber()).isEqualTo(7);
        assertThat(id).isEqualTo(new WskInspectId(0x1122334455667788L, 7)).hasSameHashCodeAs(id.copy());
        assertThat(id).isNotEqualTo(new WskInspectId(0x1122334455667789L, 7));
        assertThat(id).isNotEqualTo(new WskInspectId(0x1122334455667788L, 8));
        assertThat(id).isNotEqualTo(null).isNotEqualTo("id");
    }

    @Test
    void copyStaysWhenTheOriginalIsFilledAnew() {
        WskInspectId indicated = new WskInspectId(1, 2);
        WskInspectId kept = indicated.copy();

        indicated.set(3, 4);

        assertThat(kept).isNotSameAs(indicated).isEqualTo(new WskInspectId(1, 2));
        assertThat(indicated).isEqualTo(new WskInspectId(3, 4));
    }

    @Test
    void beginsEmpty() {
        assertThat(new WskInspectId()).isEqualTo(new WskInspectId(0, 0));
    }

    @Test
    void showsSerialNumberWithoutSign() {
        assertThat(new WskInspectId(-1, -1)).hasToString("WskInspectId[ffffffffffffffff#4294967295]");
    }
}
