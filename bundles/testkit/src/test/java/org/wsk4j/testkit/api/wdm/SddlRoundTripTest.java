// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.testkit.api.wdm.DescriptorCorpus.Entry;
import org.wsk4j.wdm.SecurityDescriptor;

class SddlRoundTripTest {
    static List<Entry> entries() {
        return DescriptorCorpus.entries();
    }

    @Test
    void hasWhatIsFoundOnSystems() {
        assertThat(entries()).hasSizeGreaterThanOrEqualTo(60);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void readsBackWhatItWrites(Entry entry) {
        SecurityDescriptor descriptor = SecurityDescriptor.parse(entry.sddl(), DescriptorCorpus.DOMAIN);

        String written = descriptor.toSddl();

        assertThat(SecurityDescriptor.parse(written)).isEqualTo(descriptor).hasSameHashCodeAs(descriptor);
        assertThat(SecurityDescriptor.parse(written).toSddl()).isEqualTo(written);
        assertThat(written.equals(entry.sddl()))
                .as("is written back to the letter: " + written)
                .isEqualTo(entry.literal());
    }
}
