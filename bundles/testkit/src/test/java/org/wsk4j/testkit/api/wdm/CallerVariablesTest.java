// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;

class CallerVariablesTest {
    @Test
    void newPointerPointsToNothing() {
        assertThat(new Ptr<String>().get()).isNull();
    }

    @Test
    void pointerHoldsWhatWasStoredLast() {
        Ptr<String> pointer = Ptr.of("first");
        assertThat(pointer.get()).isEqualTo("first");

        pointer.set("second");

        assertThat(pointer.get()).isEqualTo("second");
        assertThat(pointer).hasToString("-> second");
    }

    @Test
    void sizeHoldsWhatWasStoredLast() {
        assertThat(new SizeT().get()).isZero();
        SizeT size = new SizeT(1L << 40);
        assertThat(size.get()).isEqualTo(1L << 40);

        size.set(5);

        assertThat(size.get()).isEqualTo(5);
    }

    @Test
    void numberHoldsWhatWasStoredLast() {
        assertThat(new ULong().get()).isZero();
        ULong number = new ULong(7);
        assertThat(number.get()).isEqualTo(7);

        number.set(0xFFFFFFFF);

        assertThat(Integer.toUnsignedLong(number.get())).isEqualTo(4_294_967_295L);
    }

    @Test
    void sizesAndNumbersAreWrittenUnsigned() {
        assertThat(new ULong(-1)).hasToString("4294967295");
        assertThat(new SizeT(-1)).hasToString("18446744073709551615");
    }

    @Test
    void variablesAreEqualOnlyToThemselves() {
        SizeT size = new SizeT(1);

        assertThat(size).isEqualTo(size).isNotEqualTo(new SizeT(1));
        assertThat(new ULong(1)).isNotEqualTo(new ULong(1));
        assertThat(Ptr.of("x")).isNotEqualTo(Ptr.of("x"));
    }
}
