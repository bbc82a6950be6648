// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wsk.WskBuf;

/** With the verifier on, pageable memory is a bug check that harms nothing else. */
@Timeout(60)
class VerifierTest {
    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip().verifying();

    private final RecordedIrp irp = RecordedIrp.ready();

    private static Mdl pageable() {
        return Mdl.allocate(ByteBuffer.allocate(4));
    }

    private void assertBugCheckAndUnharmed(ConnectedSocket connected, String function, ThrowingCallable call) {
        BugCheck bugCheck = catchThrowableOfType(BugCheck.class, call);

        assertThat(bugCheck).as("a bug check").isNotNull();
        assertThat(bugCheck.code()).isEqualTo(BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION);
        assertThat(bugCheck).hasMessageContaining(function).hasMessageContaining("pageable");
        assertThatIrp(irp).isUntouched();
        connected.send("unharmed", irp).succeededWith(8);
        assertThat(connected.peer().readText(8)).isEqualTo("unharmed");
        connected.close().completedWith(STATUS_SUCCESS);
    }

    @Test
    @Clause("BUF-07")
    void refusesToSendPageableMemory() {
        ConnectedSocket connected = wsk.connect();

        assertBugCheckAndUnharmed(connected, "WskSend", () -> connected.send(new WskBuf(pageable(), 0, 4), 0, irp));
    }

    @Test
    @Clause("BUF-07")
    void refusesToReceiveIntoPageableMemory() {
        ConnectedSocket connected = wsk.connect();

        assertBugCheckAndUnharmed(
                connected, "WskReceive", () -> connected.receive(new WskBuf(pageable(), 0, 4), 0, irp));
    }

    @Test
    @Clause("BUF-07")
    void refusesToDisconnectWithPageableMemory() {
        ConnectedSocket connected = wsk.connect();

        assertBugCheckAndUnharmed(
                connected, "WskDisconnect", () -> connected.disconnect(new WskBuf(pageable(), 0, 4), 0, irp));
    }

    @Test
    @Clause("BUF-07")
    void looksAtEveryPieceThatTheBytesLieIn() {
        ConnectedSocket connected = wsk.connect();
        Mdl chain = Bytes.chain(Bytes.of("abc").mdl(), pageable());

        connected.send(new WskBuf(chain, 0, 3)).succeededWith(3);
        assertThat(connected.peer().readText(3)).isEqualTo("abc");

        assertBugCheckAndUnharmed(connected, "WskSend", () -> connected.send(new WskBuf(chain, 1, 3), 0, irp));
    }

    @Test
    void letsNonPagedMemoryPassAndReportsOtherMistakesAsEver() {
        ConnectedSocket connected = wsk.connect();

        connected.send("direct").succeededWith(6);
        connected.send(new WskBuf(Bytes.of("abc").mdl(), 0, 4)).completedInlineWith(STATUS_INVALID_PARAMETER);
        connected.peer().write("direct");

        ReceiveTest.assertReceives(connected, "direct");
        assertThat(connected.peer().readText(6)).isEqualTo("direct");
    }
}
