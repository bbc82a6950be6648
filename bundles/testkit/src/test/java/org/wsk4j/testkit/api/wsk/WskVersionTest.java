// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskVersion;

/** How a version is packed. */
class WskVersionTest {
    @ParameterizedTest
    @Clause("VERSION-01")
    @CsvSource({"1, 0, 0x0100", "1, 1, 0x0101", "0, 0, 0x0000", "2, 255, 0x02FF", "255, 255, 0xFFFF"})
    void packsMajorInTheHighAndMinorInTheLowByte(int major, int minor, int version) {
        assertThat(WskVersion.make(major, minor)).isEqualTo(version);
    }

    @Test
    @Clause("VERSION-02")
    void givesBackBothNumbersOfEveryVersion() {
        for (int major = 0; major < 256; major++) {
            for (int minor = 0; minor < 256; minor++) {
                int version = WskVersion.make(major, minor);

                assertThat(WskVersion.major(version)).isEqualTo(major);
                assertThat(WskVersion.minor(version)).isEqualTo(minor);
            }
        }
    }

    @Test
    void keepsToSixteenBits() {
        assertThat(WskVersion.make(0x1FF, 0x1FF)).isEqualTo(0xFFFF);
        assertThat(WskVersion.major(0xABCD0100)).isEqualTo(1);
        assertThat(WskVersion.minor(0xABCD0100)).isZero();
    }
}
