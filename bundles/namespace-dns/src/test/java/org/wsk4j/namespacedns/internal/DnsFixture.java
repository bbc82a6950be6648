// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.dns.ScriptedDns;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.xbill.DNS.Name;

/**
 * A provider and a server that does what the test says; after each test no query, no thread and no socket is left.
 *
 * <p>The provider is patient, unless a test needs a server to be given up; nothing is remembered, unless a test is about that.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class DnsFixture {
    private static final int PATIENT = 60_000;

    /** So short that a test need not wait long for what never comes, and so often that nothing gets lost by that. */
    static final int IMPATIENT = 50;

    final ScriptedDns server = ScriptedDns.start();

    private final List<InetSocketAddress> servers = new ArrayList<>(List.of(server.address()));
    private final List<Name> search = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private int ndots = 1;
    private int timeout = PATIENT;
    private int attempts = 1;
    private int edns = 1_232;
    private int cacheSize;
    private DnsNames names;
    private long sockets;

    /** The JDK keeps a socket for good from the first time that it closes one. */
    @BeforeAll
    static void closeASocket() throws IOException {
        SocketChannel.open().close();
        DatagramChannel.open().close();
    }

    @BeforeEach
    void count() {
        TestLoggerFactory.clearAll();
        sockets = openSockets();
    }

    @AfterEach
    void leavesNothing() {
        if (names != null) {
            asked.forEach(Asked::giveUp);
            assertThat(names.underWay()).as("queries under way").isZero();
            names.stop();
        }
        assertThat(threads("wsk4j-dns")).isEmpty();
        assertThat(threads("dnsjava")).as("the library's own thread").isEmpty();
        server.close();
        assertThat(openSockets()).as("sockets").isLessThanOrEqualTo(sockets);
        assertThat(List.copyOf(TestLoggerFactory.getAllLoggingEvents()))
                .as("warnings")
                .isEmpty();
    }

    /** The sockets of this process; 0 where that cannot be seen. */
    static long openSockets() {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.filter(DnsFixture::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed since it was listed
        }
    }

    static List<String> threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(prefix))
                .toList();
    }

    // ---- the configuration, before the first query

    void asksThen(ScriptedDns... others) {
        Arrays.stream(others).map(ScriptedDns::address).forEach(servers::add);
    }

    void asksOnly(InetSocketAddress other) {
        servers.clear();
        servers.add(other);
    }

    void searches(String... domains) {
        Arrays.stream(domains).map(domain -> HostName.of(domain).absolute()).forEach(search::add);
    }

    void ndots(int count) {
        ndots = count;
    }

    void isImpatient() {
        timeout = IMPATIENT;
    }

    void attempts(int count) {
        attempts = count;
    }

    void edns(int size) {
        edns = size;
    }

    void remembers() {
        cacheSize = 100;
    }

    DnsNames names() {
        if (names == null) {
            names = new DnsNames(new DnsSettings(
                    List.copyOf(servers),
                    List.copyOf(search),
                    ndots,
                    Duration.ofMillis(timeout),
                    attempts,
                    edns,
                    cacheSize,
                    300));
            try {
                names.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return names;
    }

    // ---- queries

    Asked lookUp(String name) {
        return lookUp(name, AddressFamily.AF_UNSPEC, 0);
    }

    Asked lookUp4(String name) {
        return lookUp(name, AddressFamily.AF_INET, 0);
    }

    Asked lookUp(String name, int family, int flags) {
        Asked.Host query = new Asked.Host(name, family, flags);
        asked.add(query);
        names().lookUp(query);
        return query;
    }

    Asked lookUp(SockAddr address) {
        Asked.Pointer query = new Asked.Pointer(address);
        asked.add(query);
        names().lookUp(query);
        return query;
    }
}
