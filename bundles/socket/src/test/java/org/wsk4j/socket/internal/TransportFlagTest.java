// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** What of the flags reaches the transport, and what becomes of those that it does not support. */
@Timeout(60)
class TransportFlagTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.interposed();

    private InterposedTransport<?> transport() {
        return wsk.transport(InterposedTransport.class);
    }

    @Test
    @Clause("SEND-02")
    void tellsTheTransportWhichSendsAreNotToBeDelayed() {
        ConnectedSocket connected = wsk.connect();
        List<Integer> flags = Collections.synchronizedList(new ArrayList<>());
        transport().before = (function, request) -> {
            assertThat(function).isEqualTo("send");
            flags.add(request.flags());
            return null;
        };

        connected.send("a").succeededWith(1);
        connected.send(Bytes.of("b").buf(), WskConstants.WSK_FLAG_NODELAY).succeededWith(1);
        connected.send("c").succeededWith(1);

        assertThat(flags).containsExactly(0, TransportRequest.NODELAY, 0);
        assertThat(connected.peer().readText(3)).isEqualTo("abc");
        transport().before = (function, request) -> null;
    }

    @Test
    @Clause("SEND-03")
    void refusesToSendWithoutDelayOverATransportThatCannot() {
        ConnectedSocket connected = wsk.connect();
        transport().before = (function, request) -> request.has(TransportRequest.NODELAY) ? STATUS_NOT_SUPPORTED : null;

        connected.send(Bytes.of("no").buf(), WskConstants.WSK_FLAG_NODELAY).completedInlineWith(STATUS_NOT_SUPPORTED);

        connected.send("yes").succeededWith(3);
        assertThat(connected.peer().readText(3)).isEqualTo("yes");
    }

    @ParameterizedTest
    @ValueSource(ints = {WskConstants.WSK_FLAG_WAITALL, WskConstants.WSK_FLAG_DRAIN})
    @Clause({"RECEIVE-05", "RECEIVE-11"})
    void refusesAReceiveWithAFlagThatTheTransportCannotDo(int flag) {
        ConnectedSocket connected = wsk.connect();
        transport().before =
                (function, request) -> function.equals("receive") && request.has(flag) ? STATUS_NOT_SUPPORTED : null;
        boolean drain = flag == WskConstants.WSK_FLAG_DRAIN;

        connected.receive(drain ? new WskBuf() : Bytes.room(4).buf(), flag).completedInlineWith(STATUS_NOT_SUPPORTED);

        Call plain = connected.receive(Bytes.room(4).buf());
        connected.peer().write("x");
        plain.succeededWith(1);
        connected.disconnect().completedWith(STATUS_SUCCESS);
    }
}
