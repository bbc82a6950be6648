// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transporttcpip.internal.TcpFixture.Connection;
import org.wsk4j.wdm.NtStatus;

/** Much data in both directions at once, in chains of odd pieces, compared byte by byte. */
class TcpTransferTest {
    private static final long TOTAL = 64L << 20;
    private static final int LONGEST = 256 * 1024;

    @RegisterExtension
    final TcpFixture tcp = new TcpFixture();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @ParameterizedTest
    @EnumSource(IpFamily.class)
    @Clause({"SEND-10", "SEND-12", "RECEIVE-19"})
    void carriesEveryByteBothWays(IpFamily family) throws Exception {
        long seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
        System.out.println("TcpTransferTest: -Dwsk4j.seed=" + seed);
        Connection connection = tcp.connect(family);
        Peer peer = connection.peer();
        long expected = checksum();

        Future<Long> read = threads.submit(() -> readAll(peer.socket().getInputStream()));
        Future<Void> written = threads.submit(() -> {
            writeAll(peer.socket().getOutputStream(), new Random(seed));
            peer.finish();
            return null;
        });
        Future<Void> sent = threads.submit(() -> sendAll(connection.endpoint(), new Random(seed + 1)));
        long received = receiveAll(connection.endpoint(), new Random(seed + 2));

        assertThat(received).as("checksum of what was received").isEqualTo(expected);
        assertThat(get(read)).as("checksum of what was sent").isEqualTo(expected);
        get(written);
        get(sent);
        assertThat(connection.endpoint().bytesSent()).isEqualTo(TOTAL);
        assertThat(connection.endpoint().bytesReceived()).isEqualTo(TOTAL);
        threads.shutdown();
    }

    private static <T> T get(Future<T> future) throws Exception {
        return future.get(Call.DEADLINE, TimeUnit.SECONDS);
    }

    private static long checksum() {
        CRC32 sum = new CRC32();
        ByteBuffer chunk = ByteBuffer.allocate(LONGEST);
        for (long place = 0; place < TOTAL; place += LONGEST) {
            sum.update(Bytes.known(chunk.clear(), place));
        }
        return sum.getValue();
    }

    private static Void sendAll(StreamEndpoint endpoint, Random random) {
        Deque<Call> underWay = new ArrayDeque<>();
        Deque<ByteBuffer> free = buffers(8);
        Deque<ByteBuffer> used = new ArrayDeque<>();
        for (long place = 0; place < TOTAL; ) {
            if (free.isEmpty()) {
                underWay.poll().awaits(NtStatus.STATUS_SUCCESS);
                free.add(used.poll());
            }
            ByteBuffer buffer = free.poll().clear();
            int length = (int) Math.min(TOTAL - place, 1 + random.nextInt(LONGEST));
            Bytes.known(buffer.limit(length), place);
            place += length;
            underWay.add(Call.empty()
                    .bytes(Bytes.chain(buffer, 1 + random.nextInt(40_000), random), 0, length)
                    .start(endpoint::send));
            used.add(buffer);
        }
        Call.empty().start(endpoint::disconnect).awaits(NtStatus.STATUS_SUCCESS);
        for (Call call : underWay) {
            call.awaits(NtStatus.STATUS_SUCCESS);
        }
        return null;
    }

    private static long receiveAll(StreamEndpoint endpoint, Random random) {
        CRC32 sum = new CRC32();
        Deque<Call> underWay = new ArrayDeque<>();
        Deque<ByteBuffer> free = buffers(4);
        Deque<ByteBuffer> used = new ArrayDeque<>();
        for (long place = 0; ; ) {
            while (!free.isEmpty()) {
                ByteBuffer buffer = free.poll().clear();
                int length = 1 + random.nextInt(LONGEST);
                Call call = Call.flagged(random.nextBoolean() ? TransportRequest.WAITALL : 0)
                        .bytes(Bytes.chain(buffer.limit(length), 1 + random.nextInt(40_000), random), 0, length);
                underWay.add(call.start(endpoint::receive));
                used.add(buffer);
            }
            Call call = underWay.poll().awaits(NtStatus.STATUS_SUCCESS);
            ByteBuffer buffer = used.poll().position(0).limit((int) call.transferred());
            assertThat(Bytes.difference(buffer, place))
                    .as("place of a wrong byte")
                    .isEqualTo(-1);
            place += call.transferred();
            sum.update(buffer.duplicate());
            if (call.transferred() == 0) {
                assertThat(place).as("bytes before the end").isEqualTo(TOTAL);
                underWay.forEach(
                        rest -> assertThat(rest.awaits(NtStatus.STATUS_SUCCESS).transferred())
                                .isZero());
                return sum.getValue();
            }
            free.add(buffer);
        }
    }

    private static Deque<ByteBuffer> buffers(int count) {
        Deque<ByteBuffer> buffers = new ArrayDeque<>();
        for (int i = 0; i < count; i++) {
            buffers.add(ByteBuffer.allocateDirect(LONGEST));
        }
        return buffers;
    }

    private static long readAll(InputStream in) throws IOException {
        CRC32 sum = new CRC32();
        byte[] chunk = new byte[100_000];
        long place = 0;
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            sum.update(chunk, 0, count);
            assertThat(Bytes.difference(ByteBuffer.wrap(chunk, 0, count), place))
                    .isEqualTo(-1);
            place += count;
        }
        assertThat(place).isEqualTo(TOTAL);
        return sum.getValue();
    }

    private static void writeAll(OutputStream out, Random random) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(LONGEST);
        for (long place = 0; place < TOTAL; ) {
            int length = (int) Math.min(TOTAL - place, 1 + random.nextInt(LONGEST));
            Bytes.known(chunk.position(0).limit(length), place);
            out.write(chunk.array(), 0, length);
            place += length;
        }
    }
}
