// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.wdm.BugCheck;

class BugCheckTest {
    @ParameterizedTest
    @CsvSource({
        "IRQL_NOT_LESS_OR_EQUAL, 0x0A",
        "INCONSISTENT_IRP, 0x2A",
        "NO_MORE_IRP_STACK_LOCATIONS, 0x35",
        "MULTIPLE_IRP_COMPLETE_REQUESTS, 0x44",
        "INVALID_WORK_QUEUE_ITEM, 0x96",
        "DRIVER_VERIFIER_DETECTED_VIOLATION, 0xC4",
        "NMR_INVALID_STATE, 0x125"
    })
    void hasTheCodeThatWindowsShows(BugCheck.Code code, int value) {
        assertThat(code.value()).isEqualTo(value);
        assertThat(new BugCheck(code, "What was done."))
                .hasMessage(code + " (0x%X): What was done.", value)
                .satisfies(stopped -> assertThat(stopped.code()).isEqualTo(code));
    }

    @Test
    void keepsItsCodeWhenItTravels() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new BugCheck(BugCheck.Code.INCONSISTENT_IRP, "x"));
        }

        BugCheck read = (BugCheck) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(read.code()).isEqualTo(BugCheck.Code.INCONSISTENT_IRP);
    }
}
