// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskConstants;

/** Which operations there are, and what becomes of the IRP of one that is refused. */
class ControlClientTest {
    private final ControlClient control = new ControlClient();
    private final FakeClient client = new FakeClient();

    private NtStatus run(WskClient who, int code, RecordedIrp irp) {
        return control.wskControlClient(who, code, 0, null, 0, null, null, irp == null ? null : irp.irp());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                WskConstants.WSK_TRANSPORT_LIST_QUERY,
                WskConstants.WSK_TRANSPORT_LIST_CHANGE,
                WskConstants.WSK_CACHE_SD,
                WskConstants.WSK_RELEASE_SD,
                WskConstants.WSK_TDI_DEVICENAME_MAPPING,
                WskConstants.WSK_TDI_BEHAVIOR
            })
    @Clause("CONTROLCLIENT-05")
    void doesNotSupportTheOtherCodesOfWsk(int code) {
        RecordedIrp irp = RecordedIrp.ready();

        assertThat(run(client, code, null)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThatIrp(irp).fits(run(client, code, irp)).completedWith(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(irp.information()).isZero();
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
