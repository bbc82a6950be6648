// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.irp.RecordedIrp;

/** The engine stops while its sockets are open. */
class EngineStopTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.over(ScriptedTransport::new).stoppingWithin(200);

    private ScriptedTransport transport() {
        return wsk.transport(ScriptedTransport.class);
    }

    @Test
    void takesEverySocketAwayAndWaitsUntilAllAreGone() {
        List<Call> connects = new ArrayList<>();
        List<ClientSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ClientSocket socket = wsk.bound();
            sockets.add(socket);
            connects.add(socket.connect(SocketFixture.anyLocal()));
        }

        wsk.engine().stop();

        assertThat(wsk.engine().sockets()).isEmpty();
        assertThat(wsk.registry().leases()).isZero();
        assertThat(transport().openEndpoints()).isZero();
        wsk.client().assertIdle();
        connects.forEach(connect -> connect.completedWith(STATUS_FILE_FORCED_CLOSED));
        sockets.forEach(socket -> socket.close().completedWith(STATUS_SUCCESS));
    }

    @Test
    void waitsNoLongerThanItIsConfiguredTo() {
        ClientSocket socket = wsk.bound();
        transport().endpoint().holdsClose = true;
        wsk.expectErrors();

        wsk.engine().stop();

        assertThat(SocketFixture.errors())
                .singleElement()
                .asString()
                .contains("1 sockets", "200 ms", socket.engineSide().describe());
        transport().endpoint().letClose();
    }

    @Test
    void keepsAnInterruptForTheCaller() {
        wsk.bound();

        Thread.currentThread().interrupt();
        wsk.engine().stop();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(wsk.engine().sockets()).isEmpty();
    }

    @Test
    void makesNoSocketAfterwards() {
        wsk.engine().stop();
        RecordedIrp irp = RecordedIrp.ready();

        Call call = new Call(wsk.create(wsk.client(), null, null, irp), irp);

        call.completedInlineWith(STATUS_NOT_SUPPORTED);
        assertThat(wsk.registry().leases()).isZero();
        assertThat(transport().endpoints()).isEmpty();
    }

    @Test
    void makesNoSocketWhenItStopsMeanwhile() {
        transport().whenOpening = wsk.engine()::stop;
        RecordedIrp irp = RecordedIrp.ready();

        Call call = new Call(wsk.create(wsk.client(), null, null, irp), irp);

        call.completedInlineWith(STATUS_DEVICE_NOT_READY);
        SocketFixture.eventually("the lease is given back", () -> wsk.registry().leases() == 0);
        SocketFixture.eventually("the endpoint is closed", () -> transport().openEndpoints() == 0);
        wsk.client().assertIdle();
    }

    @Test
    void mayStopWithoutASocket() {
        wsk.engine().stop();

        assertThat(wsk.engine().sockets()).isEmpty();
    }
}
