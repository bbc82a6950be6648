// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.DirectRegistry;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskTdiMap;
import org.wsk4j.wsk.WskTdiMapInfo;

/** Which operations there are, and what becomes of the IRP of one that is refused. */
class ControlClientTest {
    private final ControlClient control = new ControlClient(DirectRegistry.of(), new TransportListChanges());
    private final FakeClient client = new FakeClient();

    private NtStatus run(WskClient who, int code, RecordedIrp irp) {
        return control.wskControlClient(who, code, 0, null, 0, null, null, irp == null ? null : irp.irp());
    }

    @Test
    @Clause("CONTROLCLIENT-12")
    void knowsTheSevenCodesOfWsk() {
        assertThat(ClientControl.values()).hasSize(7);
        assertThat(List.of(
                        WskConstants.WSK_TRANSPORT_LIST_QUERY,
                        WskConstants.WSK_TRANSPORT_LIST_CHANGE,
                        WskConstants.WSK_CACHE_SD,
                        WskConstants.WSK_RELEASE_SD,
                        WskConstants.WSK_TDI_DEVICENAME_MAPPING,
                        WskConstants.WSK_SET_STATIC_EVENT_CALLBACKS,
                        WskConstants.WSK_TDI_BEHAVIOR))
                .containsExactly(2, 3, 4, 5, 6, 7, 8)
                .allMatch(code -> ClientControl.of(code) != null);
    }

    static Stream<Object[]> inlineOperations() {
        Object descriptor = Ptr.of(SecurityDescriptor.of(0, null, null, null, null));
        return Stream.of(
                new Object[] {WskConstants.WSK_TRANSPORT_LIST_QUERY, 0L, null, 0L, null, new SizeT()},
                new Object[] {WskConstants.WSK_CACHE_SD, 8L, descriptor, 8L, new Ptr<>(), null},
                new Object[] {WskConstants.WSK_RELEASE_SD, 8L, descriptor, 0L, null, null},
                new Object[] {WskConstants.WSK_TDI_DEVICENAME_MAPPING, 16L, new WskTdiMapInfo(List.of()), 0L, null, null
                },
                new Object[] {WskConstants.WSK_TDI_BEHAVIOR, 4L, new ULong(0), 0L, null, null});
    }

    @ParameterizedTest
    @MethodSource("inlineOperations")
    @Clause({
        "CONTROLCLIENT-05",
        "CONTROLCLIENT-09",
        "TRANSPORT-QUERY-02",
        "CACHE-SD-02",
        "RELEASE-SD-03",
        "TDI-MAP-04",
        "TDI-BEHAVIOR-05"
    })
    void refusesAnIrpWhereThereMayBeNone(
            int code, long inputSize, Object input, long outputSize, Object output, SizeT returned) {
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus status =
                control.wskControlClient(client, code, inputSize, input, outputSize, output, returned, irp.irp());

        assertThatIrp(irp).fits(status).completedWith(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(irp.information()).isZero();
        assertThat(client.securityDescriptors().size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("inlineOperations")
    @Clause({
        "CONTROLCLIENT-06",
        "CONTROLCLIENT-08",
        "TRANSPORT-QUERY-02",
        "TRANSPORT-QUERY-08",
        "CACHE-SD-02",
        "RELEASE-SD-03",
        "TDI-MAP-01",
        "TDI-MAP-04",
        "TDI-BEHAVIOR-01",
        "TDI-BEHAVIOR-05"
    })
    void refusesBuffersThatAreNotTheOperations(
            int code, long inputSize, Object input, long outputSize, Object output, SizeT returned) {
        SizeT otherReturned = returned == null ? new SizeT() : null;

        assertThat(List.of(
                        control.wskControlClient(
                                client, code, inputSize, input, outputSize, output, otherReturned, null),
                        control.wskControlClient(
                                client, code, inputSize + 1, input, outputSize, output, returned, null),
                        control.wskControlClient(
                                client, code, inputSize, new Object(), outputSize, output, returned, null),
                        control.wskControlClient(
                                client, code, inputSize, input, outputSize, new Object(), returned, null),
                        control.wskControlClient(client, code, inputSize, input, -1, output, returned, null)))
                .containsOnly(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(client.securityDescriptors().size()).isZero();
    }

    @Test
    @Clause({"TDI-MAP-01", "TDI-MAP-05"})
    void refusesAMappingBecauseThereIsNoTdi() {
        WskTdiMapInfo input = new WskTdiMapInfo(List.of(
                new WskTdiMap(SocketType.SOCK_STREAM, AddressFamily.AF_INET, IpProtocol.IPPROTO_TCP, "\\Device\\Tcp")));

        NtStatus status = control.wskControlClient(
                client,
                WskConstants.WSK_TDI_DEVICENAME_MAPPING,
                WskConstants.SIZEOF_WSK_TDI_MAP_INFO,
                input,
                0,
                null,
                null,
                null);

        assertThat(status).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    private NtStatus setTdiBehavior(int flags) {
        return control.wskControlClient(
                client,
                WskConstants.WSK_TDI_BEHAVIOR,
                WskConstants.SIZEOF_ULONG,
                new ULong(flags),
                0,
                null,
                null,
                null);
    }

    @Test
    @Clause({"TDI-BEHAVIOR-01", "TDI-BEHAVIOR-03", "CONTROLCLIENT-02"})
    void takesTheFlagThatAsksForWhatHoldsAnyway() {
        assertThat(setTdiBehavior(WskConstants.WSK_TDI_BEHAVIOR_BYPASS_TDI)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(setTdiBehavior(0)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(setTdiBehavior(2)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("TDI-BEHAVIOR-02")
    void takesItBeforeTheFirstSocketOnly() {
        client.opened(null);

        assertThat(setTdiBehavior(1)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 9, Integer.MAX_VALUE})
    @Clause("CONTROLCLIENT-05")
    void refusesACodeThatWskDoesNotKnow(int code) {
        RecordedIrp irp = RecordedIrp.ready();

        assertThat(run(client, code, null)).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThatIrp(irp).fits(run(client, code, irp)).completedWith(NtStatus.STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("CONTROLCLIENT-05")
    void refusesWhatIsNoClientObject() {
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = run(new WskClient() {}, WskConstants.WSK_SET_STATIC_EVENT_CALLBACKS, irp);

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_INVALID_HANDLE);
    }
}
