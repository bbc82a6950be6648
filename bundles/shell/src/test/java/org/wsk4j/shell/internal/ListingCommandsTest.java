// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

/** The commands that show tables. */
class ListingCommandsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final FakeSession session = new FakeSession();
    private final TransportsCommand transports = new TransportsCommand();
    private final ClientsCommand clients = new ClientsCommand();
    private final SocketsCommand sockets = new SocketsCommand(Clock.fixed(NOW, ZoneOffset.UTC));

    @Test
    void listsTransportsWithOneLineForEachTriple() {
        Guid id = Guid.parse("{01234567-89AB-CDEF-0123-456789ABCDEF}");
        transports.registry = FakeReports.registryOf(
                new FakeReports.Transport(
                        "tcpip",
                        id,
                        1,
                        List.of(
                                new TransportTriple(
                                        AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
                                new TransportTriple(
                                        AddressFamily.AF_INET6, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP)),
                        10,
                        3),
                new FakeReports.Transport(
                        "un",
                        id,
                        256,
                        List.of(new TransportTriple(AddressFamily.AF_UNIX, SocketType.SOCK_STREAM, 0)),
                        -1,
                        12));

        transports.transports(session.session());

        String unix = new TransportTriple(AddressFamily.AF_UNIX, SocketType.SOCK_STREAM, 0).toString();
        assertThat(session.lines())
                .containsExactly(
                        "transport  version  ranking  endpoints  serves                           provider id",
                        "tcpip            1       10          3  AF_INET/SOCK_STREAM/IPPROTO_TCP  " + id,
                        "                                        AF_INET6/SOCK_DGRAM/IPPROTO_UDP",
                        "un             256       -1         12  " + unix
                                + " ".repeat("AF_INET/SOCK_STREAM/IPPROTO_TCP  ".length() - unix.length()) + id);
    }

    @Test
    void listsClientsWithTheSocketsOfTheirBundle() {
        Bundle echo = FakeReports.bundle(12, "org.example.echo");
        Bundle shell = FakeReports.bundle(7, "org.wsk4j.shell");
        clients.clientReporter = () -> List.of(
                new FakeReports.Client(shell, 0x0100, "ATTACHED", 1),
                new FakeReports.Client(echo, 0x0203, "REGISTERED", 0));
        clients.socketReporter = () -> List.of(socketOf(1, shell), socketOf(2, null), socketOf(3, shell));

        clients.clients(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "client                 state       version  captures  sockets",
                        "org.wsk4j.shell [7]    ATTACHED    1.0             1        2",
                        "org.example.echo [12]  REGISTERED  2.3             0        0");
    }

    @Test
    void listsClientsWithoutSocketsWhenNobodyReportsThose() {
        Bundle nameless = FakeReports.bundle(12, null);
        clients.clientReporter = () -> List.of(new FakeReports.Client(nameless, 0x0100, "ATTACHED", 1));

        clients.clients(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "client       state     version  captures  sockets",
                        "bundle [12]  ATTACHED  1.0             1        -");
    }

    @Test
    void listsSockets() {
        Bundle echo = FakeReports.bundle(12, "org.example.echo");
        sockets.socketReporter = () -> List.of(
                new FakeReports.Socket(
                        1,
                        "connection",
                        "CONNECTED",
                        SockAddrIn.of("127.0.0.1", 40_000),
                        SockAddrIn.of("127.0.0.1", 6379),
                        1_000_000,
                        7,
                        1,
                        0xC0,
                        0,
                        3,
                        echo,
                        NOW.minusSeconds(61)),
                new FakeReports.Socket(
                        12,
                        "listen",
                        "BOUND",
                        SockAddrIn6.of("::1", 80),
                        null,
                        0,
                        0,
                        0,
                        0x250,
                        17,
                        0,
                        null,
                        NOW.minusSeconds(5)),
                new FakeReports.Socket(13, "datagram", "UNBOUND", null, null, 0, 0, 0, 0, 0, 0, echo, NOW));

        sockets.sockets(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "id  category    state      local            remote          bytes in  bytes out  pending  "
                                + "retained  backlog  events                      owner                    age",
                        " 1  connection  CONNECTED  127.0.0.1:40000  127.0.0.1:6379   1000000          7        1  "
                                + "       3        0  receive,disconnect          org.example.echo [12]  1m01s",
                        "12  listen      BOUND      [::1]:80         -                      0          0        0  "
                                + "       0       17  accept,receive,sendbacklog  -                         5s",
                        "13  datagram    UNBOUND    -                -                      0          0        0  "
                                + "       0        0  -                           org.example.echo [12]     0s");
    }

    @Test
    void printsHeadingsWhenThereIsNothingToList() {
        sockets.socketReporter = List::of;

        sockets.sockets(session.session());

        assertThat(session.lines()).singleElement().asString().startsWith("id  category");
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0s",
        "0, 0s",
        "59, 59s",
        "60, 1m00s",
        "3599, 59m59s",
        "3600, 1h00m",
        "86399, 23h59m",
        "86400, 1d00h",
        "900000, 10d10h"
    })
    void showsAnAgeInItsTwoLargestUnits(long seconds, String shown) {
        assertThat(SocketsCommand.age(Duration.ofSeconds(seconds))).isEqualTo(shown);
    }

    private interface Command {
        void run(ListingCommandsTest test, String... arguments);
    }

    static Stream<Arguments> commands() {
        Command transports = (test, arguments) -> test.transports.transports(test.session.session(), arguments);
        Command clients = (test, arguments) -> test.clients.clients(test.session.session(), arguments);
        Command sockets = (test, arguments) -> test.sockets.sockets(test.session.session(), arguments);
        return Stream.of(
                Arguments.of("transports", transports),
                Arguments.of("clients", clients),
                Arguments.of("sockets", sockets));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void saysInOneLineThatTheServiceIsMissing(String name, Command command) {
        command.run(this);

        assertThat(session.lines()).singleElement().asString().contains("org.wsk4j.");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void explainsItself(String name, Command command) {
        command.run(this, "--help");
        command.run(this, "-h");

        assertThat(session.lines()).hasSizeGreaterThan(3).startsWith("usage: wsk:" + name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void remindsOfTheUsageInOneLine(String name, Command command) {
        command.run(this, "surplus");

        assertThat(session.lines()).containsExactly("usage: wsk:" + name);
    }

    private static FakeReports.Socket socketOf(long id, Bundle owner) {
        return new FakeReports.Socket(id, "connection", "CONNECTED", null, null, 0, 0, 0, 0, 0, 0, owner, NOW);
    }
}
