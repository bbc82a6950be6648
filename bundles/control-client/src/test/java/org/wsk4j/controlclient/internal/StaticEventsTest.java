// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.DirectRegistry;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskEventCallbackControl;

/** WSK_SET_STATIC_EVENT_CALLBACKS. */
class StaticEventsTest {
    private static final int SIZE = WskConstants.SIZEOF_WSK_EVENT_CALLBACK_CONTROL;
    private static final Object RECEIVE = events(WskConstants.WSK_EVENT_RECEIVE);

    private final ControlClient control = new ControlClient(DirectRegistry.of(), new TransportListChanges());
    private final FakeClient client = new FakeClient();

    private static WskEventCallbackControl events(int mask) {
        return new WskEventCallbackControl(WskConstants.NPI_WSK_INTERFACE_ID, mask);
    }

    private NtStatus set(Object input) {
        return set(SIZE, input, 0, null, null, null);
    }

    private NtStatus set(long inputSize, Object input, long outputSize, Object output, SizeT returned, Irp irp) {
        return control.wskControlClient(
                client,
                WskConstants.WSK_SET_STATIC_EVENT_CALLBACKS,
                inputSize,
                input,
                outputSize,
                output,
                returned,
                irp);
    }

    private void assertRefused(NtStatus returned) {
        assertThat(returned).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
        assertThat(client.staticEvents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                WskConstants.WSK_EVENT_ACCEPT,
                WskConstants.WSK_EVENT_RECEIVE_FROM,
                WskConstants.WSK_EVENT_RECEIVE,
                WskConstants.WSK_EVENT_DISCONNECT,
                WskConstants.WSK_EVENT_SEND_BACKLOG
            })
    @Clause({"STATIC-EVENTS-01", "CONTROLCLIENT-01", "CONTROLCLIENT-02", "CONTROLCLIENT-13"})
    void enablesAnEventForTheWholeClient(int event) {
        NtStatus returned = set(events(event));

        assertThat(returned).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(client.staticEvents()).isEqualTo(event);
    }

    @Test
    @Clause("STATIC-EVENTS-05")
    void takesEventsOfDifferentCategoriesTogether() {
        int mask = WskConstants.WSK_EVENT_RECEIVE_FROM | WskConstants.WSK_EVENT_RECEIVE;

        NtStatus returned = set(events(mask));

        assertThat(returned).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(client.staticEvents()).isEqualTo(mask);
    }

    @Test
    @Clause("STATIC-EVENTS-01")
    void addsToWhatIsEnabled() {
        set(events(WskConstants.WSK_EVENT_ACCEPT));

        NtStatus returned = set(RECEIVE);

        assertThat(returned).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(client.staticEvents()).isEqualTo(WskConstants.WSK_EVENT_ACCEPT | WskConstants.WSK_EVENT_RECEIVE);
    }

    @Test
    @Clause("STATIC-EVENTS-02")
    void comesTooLateAfterTheFirstSocketOpenOrClosed() {
        client.opened(null);

        assertThat(set(RECEIVE)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        client.closed(null);
        assertThat(set(RECEIVE)).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
        assertThat(client.staticEvents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, SIZE - 1, SIZE + 1, Long.MAX_VALUE})
    @Clause("STATIC-EVENTS-03")
    void refusesAnInputOfAnotherSize(long size) {
        assertRefused(set(size, RECEIVE, 0, null, null, null));
    }

    @Test
    @Clause("STATIC-EVENTS-03")
    void refusesAnInputOfAnotherType() {
        assertRefused(set(null));
        assertRefused(set(WskConstants.WSK_EVENT_RECEIVE));
    }

    @Test
    @Clause({"STATIC-EVENTS-03", "CONTROLCLIENT-07", "CONTROLCLIENT-08"})
    void refusesWhatIsForAnOutput() {
        assertRefused(set(SIZE, RECEIVE, 8, null, null, null));
        assertRefused(set(SIZE, RECEIVE, 0, new Object(), null, null));
        assertRefused(set(SIZE, RECEIVE, 0, null, new SizeT(), null));
    }

    @Test
    @Clause({"STATIC-EVENTS-03", "CONTROLCLIENT-05"})
    void refusesAnIrpAndCompletesIt() {
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus returned = set(SIZE, RECEIVE, 0, null, null, irp.irp());

        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_INVALID_PARAMETER);
        assertRefused(returned);
    }

    @Test
    @Clause("STATIC-EVENTS-06")
    void refusesTheEventsOfAnotherInterface() {
        Guid other = Guid.parse("{00000000-8D8B-11D4-ABAD-009027719E09}");

        assertRefused(set(new WskEventCallbackControl(other, WskConstants.WSK_EVENT_RECEIVE)));
        assertRefused(set(new WskEventCallbackControl(null, WskConstants.WSK_EVENT_RECEIVE)));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                WskConstants.WSK_EVENT_DISABLE,
                WskConstants.WSK_EVENT_DISABLE | WskConstants.WSK_EVENT_RECEIVE,
                0x20,
                0x400 | WskConstants.WSK_EVENT_RECEIVE,
                -1
            })
    @Clause("STATIC-EVENTS-01")
    void refusesAMaskThatEnablesNothingOrMoreThanThereIs(int mask) {
        assertRefused(set(events(mask)));
    }

    @Test
    @Clause("CONTROLCLIENT-11")
    void isAllowedAtDispatchLevel() {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            assertThat(set(RECEIVE)).isEqualTo(NtStatus.STATUS_SUCCESS);
        } finally {
            Irql.lower(old);
        }
    }
}
