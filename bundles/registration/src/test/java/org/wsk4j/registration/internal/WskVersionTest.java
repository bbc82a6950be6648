// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskVersion;

/** The packed versions that registrations compare. */
class WskVersionTest {
    @Test
    @Clause("VERSION-01")
    void packsMajorAboveMinor() {
        assertThat(WskVersion.make(1, 0)).isEqualTo(0x0100);
        assertThat(WskVersion.make(0x12, 0x34)).isEqualTo(0x1234);
        assertThat(WskVersion.make(255, 255)).isEqualTo(0xFFFF);
        assertThat(WskVersion.make(1, 0x1FF)).isEqualTo(0x01FF);
    }

    @Test
    @Clause("VERSION-02")
    void givesBackExactlyWhatWasPacked() {
        for (int major = 0; major < 256; major++) {
            for (int minor = 0; minor < 256; minor++) {
                int version = WskVersion.make(major, minor);
                assertThat(WskVersion.major(version)).isEqualTo(major);
                assertThat(WskVersion.minor(version)).isEqualTo(minor);
            }
        }
    }

    @Test
    void aRangeIncludesItsEnds() {
        VersionRange range = new VersionRange(WskVersion.make(1, 1), WskVersion.make(1, 3));

        assertThat(range.includes(WskVersion.make(1, 0))).isFalse();
        assertThat(range.includes(WskVersion.make(1, 1))).isTrue();
        assertThat(range.includes(WskVersion.make(1, 3))).isTrue();
        assertThat(range.includes(WskVersion.make(2, 0))).isFalse();
    }
}
