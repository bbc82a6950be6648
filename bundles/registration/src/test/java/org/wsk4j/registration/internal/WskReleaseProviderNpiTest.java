// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.nio.CharBuffer;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderDispatch;

/** WskReleaseProviderNPI, and what is left of a captured dispatch after it. */
class WskReleaseProviderNpiTest extends RegistrationFixture {
    @Test
    @Clause("RELEASE-NPI-01")
    void givesOneCaptureBack() {
        provider(V1_0).register();
        register();
        captured();
        captured();

        release();

        assertThat(registrations.clients().get(0).captures()).isEqualTo(1);
    }

    @Test
    @Clause({"RELEASE-NPI-02", "CAPTURE-08"})
    void oneTooManyIsABugCheckThatHarmsNothing() {
        provider(V1_0).register();
        register();
        captured();
        release();

        assertViolation("RELEASE-NPI-02", this::release);

        captured();
        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        release();
        deregister();
        assertViolation("RELEASE-NPI-02", this::release);
        assertViolation("RELEASE-NPI-02", () -> registrar.wskReleaseProviderNPI(null));
    }

    @Test
    @Clause("RELEASE-NPI-03")
    void isForAnyLevel() {
        provider(V1_0).register();
        register();
        captured();

        atDispatchLevel(this::release);

        assertThat(registrations.clients().get(0).captures()).isZero();
    }

    @Test
    @Clause("RELEASE-NPI-04")
    void afterTheLastOneEveryFunctionIsRefusedUntilTheNextCapture() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        release();

        assertEveryFunctionIsRefused(npi.dispatch(), npi.client());

        assertThat(provider.table().calls()).isEmpty();
        captured();
        assertThat(callSocket(RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    /** Calls each function; none gets through, and each IRP completes with the refusal, once. */
    static void assertEveryFunctionIsRefused(WskProviderDispatch table, WskClient client) {
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus refused = NtStatus.STATUS_DEVICE_NOT_READY;
        assertThat(table.wskSocket(client, 2, 1, 6, 4, null, null, null, null, null, irp.irp()))
                .isEqualTo(refused);
        assertThatIrp(irp).fits(refused);
        irp.again();
        assertThat(table.wskSocketConnect(client, 1, 6, null, null, 0, null, null, null, null, null, irp.irp()))
                .isEqualTo(refused);
        assertThatIrp(irp).fits(refused);
        irp.again();
        assertThat(table.wskControlClient(client, 1, 0, null, 0, null, null, irp.irp()))
                .isEqualTo(refused);
        assertThatIrp(irp).fits(refused);
        assertThat(table.wskControlClient(client, 1, 0, null, 0, null, null, null))
                .isEqualTo(refused);
        irp.again();
        assertThat(table.wskGetAddressInfo(client, "host", "port", 0, null, null, new Ptr<>(), null, null, irp.irp()))
                .isEqualTo(refused);
        assertThatIrp(irp).fits(refused);
        irp.again();
        assertThat(table.wskGetNameInfo(
                        client, new SockAddrIn(), 16, CharBuffer.allocate(9), null, 0, null, null, irp.irp()))
                .isEqualTo(refused);
        assertThatIrp(irp).fits(refused);
        table.wskFreeAddressInfo(client, null);
    }

    @Test
    @Clause({"CAPTURE-13", "PROVIDER-DISPATCH-02"})
    void whileCapturedEveryFunctionReachesTheProviderUnchanged() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        WskProviderDispatch table = npi.dispatch();
        WskClient client = npi.client();
        RecordedIrp irp = RecordedIrp.ready();

        assertThatIrp(irp).fits(table.wskSocket(client, 23, 2, 17, 1, "c", "d", null, null, null, irp.irp()));
        irp.again();
        assertThatIrp(irp)
                .fits(table.wskSocketConnect(client, 1, 6, null, null, 0, "c", null, null, null, null, irp.irp()));
        irp.again();
        assertThatIrp(irp).fits(table.wskControlClient(client, 7, 8, null, 9, null, null, irp.irp()));
        assertThat(table.wskControlClient(client, 3, 0, null, 0, null, null, null))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        irp.again();
        assertThatIrp(irp)
                .fits(table.wskGetAddressInfo(
                        client, "host", "port", 12, null, null, new Ptr<AddrInfoExW>(), null, null, irp.irp()));
        irp.again();
        assertThatIrp(irp)
                .fits(table.wskGetNameInfo(client, new SockAddrIn(), 16, null, null, 2, null, null, irp.irp()));
        table.wskFreeAddressInfo(client, null);

        assertThat(provider.table().calls())
                .containsExactly(
                        "WskSocket [23, 2, 17, 1, c, d]",
                        "WskSocketConnect [1, 6, 0, c]",
                        "WskControlClient [7, 8, 9]",
                        "WskControlClient [3, 0, 0]",
                        "WskGetAddressInfo [host, port, 12]",
                        "WskGetNameInfo [16, 2]",
                        "WskFreeAddressInfo");
        assertThat(table.reserved()).isEqualTo(0x7777);
    }

    @Test
    @Clause("RELEASE-NPI-04")
    void withoutAnIrpNothingHappensWhetherCapturedOrNot() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();
        WskProviderDispatch table = npi.dispatch();
        WskClient client = npi.client();
        for (int i = 0; i < 2; i++) {
            assertThat(table.wskSocket(client, 2, 1, 6, 4, null, null, null, null, null, null))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(table.wskSocketConnect(client, 1, 6, null, null, 0, null, null, null, null, null, null))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(table.wskGetAddressInfo(client, "h", "p", 0, null, null, new Ptr<>(), null, null, null))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            assertThat(table.wskGetNameInfo(client, null, 0, null, null, 0, null, null, null))
                    .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            if (i == 0) {
                release();
            }
        }
        assertThat(provider.table().calls()).isEmpty();
    }

    @Test
    @Clause("RELEASE-NPI-05")
    void keepsTheClientAttachedSoThatItsSocketsLive() {
        FakeProvider provider = provider(V1_0).register();
        register();
        captured();

        release();

        assertThat(provider.attached()).hasSize(1);
        assertThat(registrations.clients().get(0).state()).isEqualTo("ATTACHED");
    }
}
