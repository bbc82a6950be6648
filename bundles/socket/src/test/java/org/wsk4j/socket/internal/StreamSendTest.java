// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;

/** Long streams to a peer that checks each byte by its place; up to a GiB with {@code -Dstress=true}. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class StreamSendTest {
    private static final int OUTSTANDING = 16;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    /** Makes the buffer of the next send. */
    private interface Next {
        WskBuf buffer(long index, int most);
    }

    @Test
    @Clause({"SEND-10", "SEND-12", "SEND-13", "DISCONNECT-10"})
    void sendsInManySmallPieces() throws Exception {
        long size = StreamReceiveTest.most() / 8;
        SplittableRandom random = StreamReceiveTest.random("small sends", size);
        send(size, random, (index, most) -> EndlessBytes.buf(index, Math.min(most, random.nextInt(1000))));
    }

    @Test
    @Clause({"SEND-10", "SEND-12", "SEND-13", "DISCONNECT-10"})
    void sendsInBigPieces() throws Exception {
        long size = StreamReceiveTest.most();
        SplittableRandom random = StreamReceiveTest.random("big sends", size);
        send(
                size,
                random,
                (index, most) -> EndlessBytes.buf(index, Math.min(most, 1 + random.nextInt(EndlessBytes.MOST))));
    }

    @Test
    @Clause({"SEND-10", "SEND-12", "BUF-09"})
    void sendsChains() throws Exception {
        long size = StreamReceiveTest.most();
        SplittableRandom random = StreamReceiveTest.random("chains", size);
        send(
                size,
                random,
                (index, most) -> EndlessBytes.chain(index, Math.min(most, 1 + random.nextInt(1 << 20)), random));
    }

    private void send(long size, SplittableRandom random, Next next) throws Exception {
        ConnectedSocket connected = wsk.connect();
        StreamSink sink = new StreamSink(connected.peer()).start();
        Deque<Call> calls = new ArrayDeque<>();
        Deque<Long> lengths = new ArrayDeque<>();
        for (long at = 0; at < size; ) {
            WskBuf buffer = next.buffer(at, (int) Math.min(EndlessBytes.MOST, size - at));
            int flags = random.nextInt(10) == 0 ? WskConstants.WSK_FLAG_NODELAY : 0;
            calls.add(connected.send(buffer, flags));
            lengths.add(buffer.length());
            at += buffer.length();
            if (calls.size() == OUTSTANDING) {
                calls.remove().succeededWith(lengths.remove());
            }
        }
        connected.disconnect().completedWith(STATUS_SUCCESS);
        while (!calls.isEmpty()) {
            calls.remove().succeededWith(lengths.remove());
        }

        assertThat(sink.count()).isEqualTo(size);
        assertThat(connected.engineSide().stream().bytesSent()).isEqualTo(size);
    }
}
