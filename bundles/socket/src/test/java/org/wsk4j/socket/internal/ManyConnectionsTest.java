// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ten thousand connections at a time: all are accepted and used, and nothing of them stays. */
@Timeout(180)
class ManyConnectionsTest {
    private static final int MANY = 10_000;
    private static final int SPARE = 500; // descriptors of a process besides its connections
    private static final int FEW = 100;
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    /** What one connection may cost at most, the 4 KiB of the test's own for a receive with an IRP included. */
    private static final long MOST_OF_ONE = 16 * KIB;
    /** What may stay: not more than a few hundred bytes for each of them, and less would not be told from noise. */
    private static final long MOST_THAT_STAYS = 8 * MIB;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"IRPS", "EVENTS"})
    void leaveNothing(Server.Style style) {
        assumeDescriptors();
        try (Server server = new Server(wsk, style, () -> Conversation::sendCopy)) {
            int sockets = wsk.engine().sockets().size();
            try (Program peers = startPeers(server.port())) {
                useAll(peers, server, FEW, sockets); // makes what the first ones need
                Usage before = Usage.now();

                command(peers, "connect " + MANY);
                SocketFixture.eventually("all are accepted", () -> server.open() == MANY);
                command(peers, "echo");
                Usage during = Usage.now();
                assertThat(wsk.engine().sockets()).hasSize(sockets + MANY);
                command(peers, "close");
                SocketFixture.eventually("all are closed", () -> server.open() == 0);

                SocketFixture.eventually(
                        "no socket is left", () -> wsk.engine().sockets().size() == sockets);
                System.out.println(style + ": before " + before + ", with " + MANY + " connections " + during);
                assertThat(during.descriptors() - before.descriptors()).isEqualTo(MANY);
                assertThat(during.memory() - before.memory())
                        .as("memory for all")
                        .isLessThan(MANY * MOST_OF_ONE);
                Usage[] after = new Usage[1];
                SocketFixture.eventually("everything is as it was before", () -> {
                    after[0] = Usage.now();
                    return after[0].isAsLittleAs(before);
                });
                System.out.println(style + ": after " + after[0]);
            }
        }
    }

    private static void assumeDescriptors() {
        long limit = os().getMaxFileDescriptorCount(); // the JDK has raised it as far as it may
        assumeTrue(
                limit >= MANY + SPARE,
                "a process may have " + limit + " descriptors only: raise the hard limit (ulimit -Hn) to "
                        + (MANY + SPARE));
    }

    private static UnixOperatingSystemMXBean os() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class);
    }

    private Program startPeers(int port) {
        return Program.java(folder, ManyPeers.class, String.valueOf(port));
    }

    private void useAll(Program peers, Server server, int count, int sockets) {
        command(peers, "connect " + count);
        command(peers, "echo");
        command(peers, "close");
        SocketFixture.eventually(
                "the first ones are gone",
                () -> server.open() == 0 && wsk.engine().sockets().size() == sockets);
    }

    /** Lets the peers do something, and waits until they have. */
    private static void command(Program peers, String command) {
        long before = peers.written();
        peers.write((command + "\n").getBytes(StandardCharsets.US_ASCII));
        SocketFixture.eventually(command + " of the peers " + peers.errors(), () -> {
            assertThat(peers.isAlive()).as(peers.errors()).isTrue();
            return peers.written() > before;
        });
    }

    /** What the process has in use. */
    private record Usage(long descriptors, long direct, long heap) {
        private static Usage now() {
            System.gc(); // also frees the direct memory that nobody refers to
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .mapToLong(BufferPoolMXBean::getMemoryUsed)
                    .sum();
            long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
            return new Usage(os().getOpenFileDescriptorCount(), direct, heap);
        }

        private long memory() {
            return direct + heap;
        }

        private boolean isAsLittleAs(Usage before) {
            return descriptors <= before.descriptors
                    && direct < before.direct + MOST_THAT_STAYS
                    && heap < before.heap + MOST_THAT_STAYS;
        }

        @Override
        public String toString() {
            return descriptors + " descriptors, " + direct / KIB + " KiB direct, " + heap / KIB + " KiB heap";
        }
    }
}
