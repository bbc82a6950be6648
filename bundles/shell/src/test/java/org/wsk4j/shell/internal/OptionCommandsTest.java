// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.report.ControlReport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/** The commands that show what can be set, got and run, and by whom. */
class OptionCommandsTest {
    private static final Guid ID = Guid.parse("{01234567-89AB-CDEF-0123-456789ABCDEF}");
    private static final TransportTriple STREAM =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
    private static final TransportTriple DATAGRAM =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
    private static final int SIO_KNOWN = 0x98000001;
    private static final int SIO_UNKNOWN = 0x98000002;

    private final FakeSession session = new FakeSession();
    private final OptionsCommand options = new OptionsCommand();
    private final CapabilitiesCommand capabilities = new CapabilitiesCommand();

    private static List<ControlReport> controls() {
        return List.of(
                new ControlReport(
                        "SO_RCVBUF",
                        false,
                        SocketOptions.SOL_SOCKET,
                        SocketOptions.SO_RCVBUF,
                        "ULong, 4",
                        "ULong, 4",
                        List.of("listen", "datagram"),
                        "any",
                        false,
                        "SO-RCVBUF"),
                new ControlReport(
                        "IP_PKTINFO",
                        false,
                        IpProtocol.IPPROTO_IP,
                        SocketOptions.IP_PKTINFO,
                        "ULong, 4",
                        "ULong, 4",
                        List.of("datagram"),
                        "any",
                        false,
                        "CONTROLSOCKET"),
                new ControlReport(
                        "SIO_KNOWN",
                        true,
                        0,
                        SIO_KNOWN,
                        "SockAddr",
                        "-",
                        List.of("stream"),
                        "bound",
                        false,
                        "SIO-KNOWN"),
                new ControlReport(
                        "SIO_OWN", true, 0, 0x98000003, "-", "-", List.of("basic"), "unbound", true, "SIO-OWN"));
    }

    private static FakeReports.Transport tcpip() {
        Map<TransportTriple, List<TransportCapability>> all = new LinkedHashMap<>();
        all.put(
                STREAM,
                List.of(
                        new TransportCapability(Kind.CONTROL, 0, SIO_KNOWN),
                        new TransportCapability(Kind.CONTROL, 0, SIO_UNKNOWN),
                        new TransportCapability(Kind.SET_OPTION, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF)));
        all.put(
                DATAGRAM,
                List.of(
                        new TransportCapability(Kind.GET_OPTION, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF),
                        new TransportCapability(Kind.GET_OPTION, SocketOptions.SOL_SOCKET, 0x1001),
                        new TransportCapability(Kind.SEND_MESSAGE, IpProtocol.IPPROTO_IP, SocketOptions.IP_PKTINFO),
                        new TransportCapability(Kind.RECEIVE_MESSAGE, IpProtocol.IPPROTO_IP, SocketOptions.IP_PKTINFO),
                        new TransportCapability(Kind.RECEIVE_MESSAGE, IpProtocol.IPPROTO_IP, SocketOptions.IP_TTL)));
        return new FakeReports.Transport("tcpip", ID, 1, all, 0, 0);
    }

    private static FakeReports.Transport plain() {
        return new FakeReports.Transport("plain", ID, 1, List.of(STREAM), 0, 0);
    }

    private void useAll() {
        options.controlReporter = OptionCommandsTest::controls;
        options.registry = FakeReports.registryOf(tcpip(), plain());
        capabilities.controlReporter = options.controlReporter;
        capabilities.registry = options.registry;
    }

    @Test
    void listsOptionsWithWhatEachTransportDoes() {
        useAll();

        options.options(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "name        level             code  input     output    categories       moment   clauses"
                                + "        tcpip    plain",
                        "SO_RCVBUF   SOL_SOCKET      0x1002  ULong, 4  ULong, 4  listen,datagram  any      SO-RCVBUF"
                                + "      set get  -",
                        "IP_PKTINFO  IPPROTO_IP          19  ULong, 4  ULong, 4  datagram         any      CONTROLSOCKET"
                                + "  -        -",
                        "SIO_KNOWN   ioctl       0x98000001  SockAddr  -         stream           bound    SIO-KNOWN"
                                + "      run      -",
                        "SIO_OWN     ioctl       0x98000003  -         -         basic            unbound  SIO-OWN"
                                + "        engine   engine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rcvbuf", "RCVBUF", "SO_RCV", "listen", "LISTEN"})
    void listsThoseThatTheFilterNames(String filter) {
        useAll();

        options.options(session.session(), filter);

        assertThat(session.lines()).hasSize(2).last().asString().startsWith("SO_RCVBUF ");
    }

    @Test
    void listsOptionsWithoutTransports() {
        options.controlReporter = OptionCommandsTest::controls;

        options.options(session.session());

        assertThat(session.lines()).hasSize(5).first().asString().endsWith("clauses");
    }

    @Test
    void listsWhatEachTransportCanDoForEachTriple() {
        useAll();

        capabilities.capabilities(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "transport  serves                           can      what",
                        "tcpip      AF_INET/SOCK_STREAM/IPPROTO_TCP  set      SO_RCVBUF",
                        "                                            run      SIO_KNOWN 0x98000002",
                        "           AF_INET/SOCK_DGRAM/IPPROTO_UDP   get      SO_RCVBUF SOL_SOCKET/0x1001",
                        "                                            send     IP_PKTINFO",
                        "                                            receive  IP_PKTINFO IPPROTO_IP/4",
                        "plain      AF_INET/SOCK_STREAM/IPPROTO_TCP  -        -");
    }

    @Test
    void listsWhatOneTransportCanDo() {
        useAll();

        capabilities.capabilities(session.session(), "plain");

        assertThat(session.lines()).hasSize(2).last().asString().startsWith("plain ");
    }

    @Test
    void showsNumbersWhenNobodyHasTheNames() {
        useAll();
        capabilities.controlReporter = null;

        capabilities.capabilities(session.session());

        assertThat(session.lines())
                .anyMatch(line -> line.endsWith("  SOL_SOCKET/0x1002"))
                .anyMatch(line -> line.endsWith("  0x98000001 0x98000002"));
    }

    @Test
    void saysInOneLineThatThereIsNoSuchTransport() {
        useAll();

        capabilities.capabilities(session.session(), "udp");

        assertThat(session.lines()).containsExactly("no transport is called udp (wsk:transports lists them)");
    }

    @Test
    void saysInOneLineThatTheServiceIsMissing() {
        options.options(session.session());
        capabilities.capabilities(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "nobody reports options (bundle org.wsk4j.socket)",
                        "no transport registry is running (bundle org.wsk4j.transport-registry)");
    }

    @Test
    void explainsThemselves() {
        options.options(session.session(), "--help");
        capabilities.capabilities(session.session(), "-h");

        assertThat(session.lines())
                .hasSizeGreaterThan(4)
                .startsWith("usage: wsk:options [FILTER]")
                .contains("usage: wsk:capabilities [TRANSPORT]");
    }

    @Test
    void remindOfTheUsageInOneLine() {
        options.options(session.session(), "one", "two");
        capabilities.capabilities(session.session(), "one", "two");

        assertThat(session.lines())
                .containsExactly("usage: wsk:options [FILTER]", "usage: wsk:capabilities [TRANSPORT]");
    }
}
