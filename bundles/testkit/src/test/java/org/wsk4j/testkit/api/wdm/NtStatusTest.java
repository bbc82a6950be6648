// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.wdm.NtStatus;

class NtStatusTest {
    @ParameterizedTest
    @CsvSource({
        "STATUS_SUCCESS, 0x00000000",
        "STATUS_TIMEOUT, 0x00000102",
        "STATUS_PENDING, 0x00000103",
        "STATUS_EVENT_PENDING, 0x40000013",
        "STATUS_BUFFER_OVERFLOW, 0x80000005",
        "STATUS_UNSUCCESSFUL, 0xC0000001",
        "STATUS_NOT_IMPLEMENTED, 0xC0000002",
        "STATUS_INVALID_HANDLE, 0xC0000008",
        "STATUS_INVALID_PARAMETER, 0xC000000D",
        "STATUS_INVALID_DEVICE_REQUEST, 0xC0000010",
        "STATUS_MORE_PROCESSING_REQUIRED, 0xC0000016",
        "STATUS_ACCESS_DENIED, 0xC0000022",
        "STATUS_BUFFER_TOO_SMALL, 0xC0000023",
        "STATUS_QUOTA_EXCEEDED, 0xC0000044",
        "STATUS_PRIVILEGE_NOT_HELD, 0xC0000061",
        "STATUS_INTEGER_OVERFLOW, 0xC0000095",
        "STATUS_INSUFFICIENT_RESOURCES, 0xC000009A",
        "STATUS_DEVICE_NOT_READY, 0xC00000A3",
        "STATUS_IO_TIMEOUT, 0xC00000B5",
        "STATUS_FILE_FORCED_CLOSED, 0xC00000B6",
        "STATUS_NOT_SUPPORTED, 0xC00000BB",
        "STATUS_REMOTE_NOT_LISTENING, 0xC00000BC",
        "STATUS_REQUEST_NOT_ACCEPTED, 0xC00000D0",
        "STATUS_TOO_MANY_OPENED_FILES, 0xC000011F",
        "STATUS_CANCELLED, 0xC0000120",
        "STATUS_INVALID_ADDRESS, 0xC0000141",
        "STATUS_INVALID_DEVICE_STATE, 0xC0000184",
        "STATUS_INVALID_BUFFER_SIZE, 0xC0000206",
        "STATUS_INVALID_ADDRESS_COMPONENT, 0xC0000207",
        "STATUS_TOO_MANY_ADDRESSES, 0xC0000209",
        "STATUS_ADDRESS_ALREADY_EXISTS, 0xC000020A",
        "STATUS_ADDRESS_CLOSED, 0xC000020B",
        "STATUS_CONNECTION_DISCONNECTED, 0xC000020C",
        "STATUS_CONNECTION_RESET, 0xC000020D",
        "STATUS_DATA_NOT_ACCEPTED, 0xC000021B",
        "STATUS_NOT_FOUND, 0xC0000225",
        "STATUS_CONNECTION_REFUSED, 0xC0000236",
        "STATUS_GRACEFUL_DISCONNECT, 0xC0000237",
        "STATUS_ADDRESS_ALREADY_ASSOCIATED, 0xC0000238",
        "STATUS_CONNECTION_INVALID, 0xC000023A",
        "STATUS_CONNECTION_ACTIVE, 0xC000023B",
        "STATUS_NETWORK_UNREACHABLE, 0xC000023C",
        "STATUS_HOST_UNREACHABLE, 0xC000023D",
        "STATUS_PROTOCOL_UNREACHABLE, 0xC000023E",
        "STATUS_PORT_UNREACHABLE, 0xC000023F",
        "STATUS_REQUEST_ABORTED, 0xC0000240",
        "STATUS_CONNECTION_ABORTED, 0xC0000241",
        "STATUS_NO_MATCH, 0xC0000272",
        "STATUS_NOINTERFACE, 0xC00002B9",
    })
    void hasTheValueOfTheHeader(NtStatus status, String value) {
        assertThat(String.format("0x%08X", status.value())).isEqualTo(value);
    }

    @ParameterizedTest
    @EnumSource(NtStatus.class)
    void isFoundByItsValue(NtStatus status) {
        assertThat(NtStatus.of(status.value())).isSameAs(status);
    }

    @Test
    void refusesAnUnknownValueNamingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NtStatus.of(0xC0FFEE00))
                .withMessageContaining("0xC0FFEE00");
    }

    @ParameterizedTest
    @CsvSource({
        "STATUS_SUCCESS, true, false, false, false",
        "STATUS_TIMEOUT, true, false, false, false",
        "STATUS_PENDING, true, false, false, false",
        "STATUS_EVENT_PENDING, true, true, false, false",
        "STATUS_BUFFER_OVERFLOW, false, false, true, false",
        "STATUS_UNSUCCESSFUL, false, false, false, true",
        "STATUS_NOINTERFACE, false, false, false, true",
    })
    void tellsItsSeverity(NtStatus status, boolean success, boolean information, boolean warning, boolean error) {
        assertThat(status.isSuccess()).isEqualTo(success);
        assertThat(status.isInformation()).isEqualTo(information);
        assertThat(status.isWarning()).isEqualTo(warning);
        assertThat(status.isError()).isEqualTo(error);
    }

    @ParameterizedTest
    @EnumSource(NtStatus.class)
    void isSuccessOrWarningOrErrorAndOnlyOneOfThem(NtStatus status) {
        assertThat(Arrays.asList(status.isSuccess(), status.isWarning(), status.isError()))
                .containsOnlyOnce(true);
    }

    @ParameterizedTest
    @EnumSource(NtStatus.class)
    void onlyPendingIsPending(NtStatus status) {
        assertThat(status.isPending()).isEqualTo(status == NtStatus.STATUS_PENDING);
    }

    @ParameterizedTest
    @EnumSource(NtStatus.class)
    void saysWhatItMeansInPlainWords(NtStatus status) {
        assertThat(status.meaning()).matches("[a-z].*[a-z]").doesNotContain("STATUS_");
    }

    @Test
    void saysSomethingElseForEachStatus() {
        assertThat(NtStatus.values()).extracting(NtStatus::meaning).doesNotHaveDuplicates();
    }
}
