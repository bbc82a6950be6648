// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/** Large streams through chains of odd-sized MDLs arrive byte for byte, in memory that does not grow with them. */
@ExamTest
class BigTransferIT {

    private static final long MIB = 1024 * 1024;
    /** One request describes a chain of this many bytes in pieces of odd sizes; a stream is many such requests. */
    private static final int CHAIN = 4 * 1024 * 1024;

    private static final int[] PIECES = {1, 7, 4096, 65_537, 0, 333, 1_000_003, 12};

    private ExecutorService executor;
    private ServerSocket server;

    @Configuration
    static Option[] configuration() {
        return options(Containers.wsk4jCore(), Containers.transport("tcpip"));
    }

    static LongStream sizes() {
        return Boolean.getBoolean("stress") ? LongStream.of(1, 64, 1024) : LongStream.of(1, 64, 256);
    }

    @BeforeEach
    void open() throws Exception {
        executor = Executors.newSingleThreadExecutor();
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void shutDown() throws Exception {
        server.close();
        executor.shutdownNow();
    }

    @ParameterizedTest(name = "{0} MiB")
    @MethodSource("sizes")
    @Clause({"BUF-09", "SEND-10", "DISCONNECT-10"})
    void sendsEveryByteInOrder(long mebibytes, @Service WskProviderNpi provider) throws Exception {
        long bytes = mebibytes * MIB;
        Future<Long> checksum = executor.submit(() -> checksumOfAll(bytes));
        WskSocket socket = connect(provider);
        ByteBuffer memory = ByteBuffer.allocateDirect(CHAIN);
        Mdl chain = chainOf(memory);
        CRC32C expected = new CRC32C();
        RecordedIrp irp = RecordedIrp.ready();
        for (long sent = 0; sent < bytes; ) {
            int count = (int) Math.min(CHAIN, bytes - sent);
            memory.clear().limit(count);
            fill(memory, sent);
            expected.update(memory.duplicate());
            NtStatus returned = table(socket).wskSend(socket, new WskBuf(chain, 0, count), 0, irp.irp());
            assertThatIrp(irp).fits(returned).succeededWith(count);
            irp.again();
            sent += count;
        }
        endAndClose(socket);

        assertThat(checksum.get(5, TimeUnit.MINUTES)).isEqualTo(expected.getValue());
    }

    @ParameterizedTest(name = "{0} MiB")
    @MethodSource("sizes")
    @Clause({"BUF-09", "RECEIVE-07", "RECEIVE-12"})
    void receivesEveryByteInOrder(long mebibytes, @Service WskProviderNpi provider) throws Exception {
        long bytes = mebibytes * MIB;
        Future<Long> checksum = executor.submit(() -> sendAll(bytes));
        WskSocket socket = connect(provider);
        ByteBuffer memory = ByteBuffer.allocateDirect(CHAIN);
        Mdl chain = chainOf(memory);
        CRC32C received = new CRC32C();
        RecordedIrp irp = RecordedIrp.ready();
        long total = 0;
        while (true) {
            int flags = total % 2 == 0 ? WskConstants.WSK_FLAG_WAITALL : 0;
            NtStatus returned = table(socket).wskReceive(socket, new WskBuf(chain, 0, CHAIN), flags, irp.irp());
            assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_SUCCESS);
            int count = (int) irp.information();
            if (count == 0) {
                break;
            }
            if (flags != 0 && total + CHAIN <= bytes) {
                assertThat(count).isEqualTo(CHAIN);
            }
            received.update(memory.duplicate().clear().limit(count));
            total += count;
            irp.again();
        }
        endAndClose(socket);

        assertThat(total).isEqualTo(bytes);
        assertThat(checksum.get(5, TimeUnit.MINUTES)).isEqualTo(received.getValue());
    }

    private WskSocket connect(WskProviderNpi provider) {
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = provider.dispatch()
                .wskSocketConnect(
                        provider.client(),
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        new SockAddrIn(),
                        SockAddrIn.of(InetAddress.getLoopbackAddress(), server.getLocalPort()),
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        irp.irp());
        assertThatIrp(irp).fits(returned).completedWith(NtStatus.STATUS_SUCCESS);
        return irp.object(WskSocket.class);
    }

    private static void endAndClose(WskSocket socket) {
        RecordedIrp irp = RecordedIrp.ready();
        assertThatIrp(irp)
                .fits(table(socket).wskDisconnect(socket, null, 0, irp.irp()))
                .completedWith(NtStatus.STATUS_SUCCESS);
        NtStatus drained = table(socket)
                .wskReceive(
                        socket,
                        new WskBuf(),
                        WskConstants.WSK_FLAG_DRAIN,
                        irp.again().irp());
        assertThatIrp(irp).fits(drained).succeededWith(0);
        assertThatIrp(irp.again())
                .fits(table(socket).wskCloseSocket(socket, irp.irp()))
                .completedWith(NtStatus.STATUS_SUCCESS);
    }

    private static WskProviderConnectionDispatch table(WskSocket socket) {
        return (WskProviderConnectionDispatch) socket.dispatch();
    }

    /** The whole of a buffer as a chain of pieces of different sizes. */
    private static Mdl chainOf(ByteBuffer memory) {
        Mdl head = null;
        Mdl last = null;
        int at = 0;
        for (int i = 0; at < memory.capacity(); i++) {
            int size = Math.min(PIECES[i % PIECES.length], memory.capacity() - at);
            Mdl next = Mdl.allocate(memory.duplicate().clear().position(at).limit(at + size));
            if (last == null) {
                head = next;
            } else {
                last.setNext(next);
            }
            last = next;
            at += size;
        }
        return head;
    }

    private static void fill(ByteBuffer memory, long from) {
        int limit = memory.limit();
        for (int i = 0; i + 8 <= limit; i += 8) {
            memory.putLong(i, (from + i) * 0x9E3779B97F4A7C15L);
        }
    }

    private long checksumOfAll(long bytes) throws Exception {
        CRC32C checksum = new CRC32C();
        byte[] some = new byte[256 * 1024];
        long total = 0;
        try (Socket connection = server.accept()) {
            InputStream in = connection.getInputStream();
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                checksum.update(some, 0, n);
                total += n;
            }
        }
        assertThat(total).isEqualTo(bytes);
        return checksum.getValue();
    }

    private long sendAll(long bytes) throws Exception {
        CRC32C checksum = new CRC32C();
        ByteBuffer some = ByteBuffer.allocate(256 * 1024);
        try (Socket connection = server.accept()) {
            OutputStream out = connection.getOutputStream();
            for (long sent = 0; sent < bytes; sent += some.capacity()) {
                fill(some, sent);
                checksum.update(some.array());
                out.write(some.array());
            }
            connection.shutdownOutput();
            assertThat(connection.getInputStream().read()).isNegative();
        }
        return checksum.getValue();
    }
}
