// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskInspectAction;

/** The numbers of wsk.h. */
class WskConstantsTest {
    private static final String HEADER = """
            WSK_FLAG_BASIC_SOCKET              0x00000000
            WSK_FLAG_LISTEN_SOCKET             0x00000001
            WSK_FLAG_CONNECTION_SOCKET         0x00000002
            WSK_FLAG_DATAGRAM_SOCKET           0x00000004
            WSK_FLAG_STREAM_SOCKET             0x00000008
            WSK_FLAG_ABORTIVE                  0x00000001
            WSK_FLAG_OOB                       0x00000001
            WSK_FLAG_NODELAY                   0x00000002
            WSK_FLAG_WAITALL                   0x00000002
            WSK_FLAG_DRAIN                     0x00000004
            WSK_FLAG_RELEASE_ASAP              0x00000002
            WSK_FLAG_ENTIRE_MESSAGE            0x00000004
            WSK_FLAG_AT_DISPATCH_LEVEL         0x00000008
            WSK_NO_WAIT                        0x00000000
            WSK_INFINITE_WAIT                  0xFFFFFFFF
            WSK_EVENT_SEND_BACKLOG             0x00000010
            WSK_EVENT_RECEIVE                  0x00000040
            WSK_EVENT_DISCONNECT               0x00000080
            WSK_EVENT_RECEIVE_FROM             0x00000100
            WSK_EVENT_ACCEPT                   0x00000200
            WSK_EVENT_DISABLE                  0x80000000
            WSK_TRANSPORT_LIST_QUERY           0x00000002
            WSK_TRANSPORT_LIST_CHANGE          0x00000003
            WSK_CACHE_SD                       0x00000004
            WSK_RELEASE_SD                     0x00000005
            WSK_TDI_DEVICENAME_MAPPING         0x00000006
            WSK_SET_STATIC_EVENT_CALLBACKS     0x00000007
            WSK_TDI_BEHAVIOR                   0x00000008
            WSK_TDI_BEHAVIOR_BYPASS_TDI        0x00000001
            WSK_SO_BASE                        0x00004000
            SO_WSK_SECURITY                    0x00004001
            SO_WSK_EVENT_CALLBACK              0x00004002
            IOC_WSK                            0x0F000000
            SIO_WSK_SET_REMOTE_ADDRESS         0x8F000001
            SIO_WSK_REGISTER_EXTENSION         0xCF000002
            SIO_WSK_QUERY_IDEAL_SEND_BACKLOG   0x4F000003
            SIO_WSK_QUERY_RECEIVE_BACKLOG      0x4F000004
            SIO_WSK_QUERY_INSPECT_ID           0x4F000005
            SIO_WSK_SET_SENDTO_ADDRESS         0x8F000006
            SIO_WSK_SET_TCP_SILENT_MODE        0x2F000007
            """;

    @Test
    void haveTheValuesOfTheHeaderAndNoOthersExist() throws IllegalAccessException {
        Map<String, String> expected = new TreeMap<>();
        for (String line : HEADER.lines().toList()) {
            String[] nameAndValue = line.split(" +");
            expected.put(nameAndValue[0], nameAndValue[1]);
        }

        Map<String, String> actual = new TreeMap<>();
        for (Field field : WskConstants.class.getFields()) {
            if (field.getType() == int.class && !field.getName().startsWith("SIZEOF_")) {
                assertThat(Modifier.isFinal(field.getModifiers())).isTrue();
                actual.put(field.getName(), String.format("0x%08X", field.getInt(null)));
            }
        }

        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void identifyTheWskNpi() {
        assertThat(WskConstants.NPI_WSK_INTERFACE_ID).hasToString("{2227E803-8D8B-11D4-ABAD-009027719E09}");
    }

    @Test
    void codeTheDirectionAndFamilyOfEachIoControlCode() {
        int in = SocketOptions.IOC_IN | WskConstants.IOC_WSK;
        int out = SocketOptions.IOC_OUT | WskConstants.IOC_WSK;

        assertThat(WskConstants.IOC_WSK).isEqualTo(SocketOptions.IOC_WS2 + 0x07000000);
        assertThat(WskConstants.SIO_WSK_SET_REMOTE_ADDRESS).isEqualTo(in | 1);
        assertThat(WskConstants.SIO_WSK_REGISTER_EXTENSION).isEqualTo(in | out | 2);
        assertThat(WskConstants.SIO_WSK_QUERY_IDEAL_SEND_BACKLOG).isEqualTo(out | 3);
        assertThat(WskConstants.SIO_WSK_QUERY_RECEIVE_BACKLOG).isEqualTo(out | 4);
        assertThat(WskConstants.SIO_WSK_QUERY_INSPECT_ID).isEqualTo(out | 5);
        assertThat(WskConstants.SIO_WSK_SET_SENDTO_ADDRESS).isEqualTo(in | 6);
        assertThat(WskConstants.SIO_WSK_SET_TCP_SILENT_MODE)
                .isEqualTo(SocketOptions.IOC_VOID | WskConstants.IOC_WSK | 7);
    }

    @ParameterizedTest
    @CsvSource({
        // what each structure of the 64-bit headers adds up to: members and the gaps between them
        "SIZEOF_BOOLEAN, 1",
        "SIZEOF_ULONG, 4",
        "SIZEOF_SIZE_T, 8",
        "SIZEOF_POINTER, 8",
        "SIZEOF_WSK_TRANSPORT, 28", // 2 + 2 + 4 + 2, 2 to align, 16
        "SIZEOF_WSK_EVENT_CALLBACK_CONTROL, 16", // 8 + 4, 4 to align
        "SIZEOF_WSK_EXTENSION_CONTROL_IN, 24", // 8 + 8 + 8
        "SIZEOF_WSK_EXTENSION_CONTROL_OUT, 16", // 8 + 8
        "SIZEOF_WSK_INSPECT_ID, 16", // 8 + 4, 4 to align
        "SIZEOF_WSK_TDI_MAP_INFO, 16" // 4, 4 to align, 8
    })
    void countTheBytesOfTheStructures(String name, int size) throws ReflectiveOperationException {
        assertThat(WskConstants.class.getField(name).getInt(null)).isEqualTo(size);
    }

    @Test
    void numberTheInspectActionsAsTheHeaderDoes() {
        assertThat(WskInspectAction.WskInspectReject.value()).isZero();
        assertThat(WskInspectAction.WskInspectAccept.value()).isEqualTo(1);
        assertThat(WskInspectAction.WskInspectPend.value()).isEqualTo(2);
        assertThat(WskInspectAction.values()).hasSize(3); // WskInspectMax
    }

    @Test
    @Clause("CONTROLSOCKET-02")
    void numberTheControlTypesAsTheHeaderDoes() {
        assertThat(WskControlSocketType.WskSetOption.value()).isZero();
        assertThat(WskControlSocketType.WskGetOption.value()).isEqualTo(1);
        assertThat(WskControlSocketType.WskIoctl.value()).isEqualTo(2);
        assertThat(WskControlSocketType.values()).hasSize(3); // WskControlMax
    }
}
