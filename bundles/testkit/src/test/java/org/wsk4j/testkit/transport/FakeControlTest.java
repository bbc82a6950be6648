// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import org.junit.jupiter.api.Test;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SocketOptions;

/** The control operations of a stepped fake transport of connections, and its endpoints that take nothing else. */
class FakeControlTest extends FakeFixture {
    private final SizeT written = new SizeT();

    private NtStatus openControl(Ptr<TransportEndpoint> made) {
        TransportTriple triple = transport.triples().get(0);
        return transport.openControl(triple, triple.protocol(), made);
    }

    @Test
    void runsOnEveryEndpointWhatTheTestAdds() {
        Ptr<TransportEndpoint> made = new Ptr<>();
        assertThat(openControl(made)).isEqualTo(STATUS_SUCCESS);
        TransportEndpoint basic = made.get();
        FakeEndpoint stream = open();
        FakeListener listener = unboundListener();
        assertThat(stream.control(7, null, null, written)).isEqualTo(STATUS_NOT_SUPPORTED);

        transport.addControl(7, (input, output, count) -> {
            count.set(((ULong) input).get());
            return STATUS_SUCCESS;
        });

        assertThat(stream.control(7, new ULong(1), null, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(listener.control(7, new ULong(2), null, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(basic.control(7, new ULong(3), null, written)).isEqualTo(STATUS_SUCCESS);
        assertThat(written.get()).isEqualTo(3);
        assertThat(RecordedRequest.empty().start(basic::close)).isEqualTo(STATUS_SUCCESS);
    }

    @Test
    void countsTheEndpointsThatTakeNothingElse() {
        transport.refuseOpen(STATUS_ACCESS_DENIED);
        Ptr<TransportEndpoint> made = new Ptr<>();
        assertThat(openControl(made)).isEqualTo(STATUS_ACCESS_DENIED);
        transport.refuseOpen(null);
        assertThat(openControl(made)).isEqualTo(STATUS_SUCCESS);
        TransportEndpoint basic = made.get();
        assertThat(basic.setOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, new ULong(5)))
                .isEqualTo(STATUS_SUCCESS);
        assertThat(transport.openEndpoints()).isOne();

        assertThat(RecordedRequest.empty().start(basic::close)).isEqualTo(STATUS_SUCCESS);

        assertThat(transport.openEndpoints()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> basic.control(7, null, null, written));
    }
}
