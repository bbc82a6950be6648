// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.lang.reflect.Proxy;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.Bundle;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.AccessMask;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.Ace;
import org.wsk4j.wdm.Acl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.Sid;
import org.wsk4j.wdm.ThreadToken;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;

/**
 * Which sockets may have a local address together: the table of WSK, cell by cell, over the real transports.
 *
 * <p>A cell says what becomes of the bind of a second socket when a first one is bound. The expectations are those of the
 * clauses, written down once more.
 */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AddressTableTest {
    private static final int REUSE = SocketOptions.SO_REUSEADDR;
    private static final int EXCLUSIVE = SocketOptions.SO_EXCLUSIVEADDRUSE;
    private static final int[] MODES = {0, REUSE, EXCLUSIVE};

    /** By second bind and its address, then by first bind and its address: wildcard, specific of each of {@link #MODES}. */
    private static final List<List<String>> CELLS = Stream.of(
                    "INUSE  SUCCESS  INUSE   SUCCESS  INUSE  SUCCESS", // SHARING-06, -07, -08
                    "CHECK  INUSE    CHECK   DENIED   DENIED INUSE", // SHARING-09, -10, -11
                    "DENIED SUCCESS  SUCCESS SUCCESS  DENIED SUCCESS", // SHARING-12, -13, -14
                    "CHECK  DENIED   SUCCESS SUCCESS  DENIED DENIED", // SHARING-15, -16, -17
                    "INUSE  INUSE    INUSE   INUSE    INUSE  INUSE", // SHARING-18
                    "CHECK  INUSE    CHECK   INUSE    DENIED INUSE") // SHARING-19, -20, -21
            .map(row -> Arrays.asList(row.split(" +")))
            .toList();

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.tcpip();

    private final FakeClient other = new FakeClient("org.example.other", 43);

    /** A kind of address. */
    private enum Family {
        V4(AddressFamily.AF_INET, "127.0.0.1"),
        V6(AddressFamily.AF_INET6, "::1"),
        /** IPv6 that is open to IPv4, and whose specific address is one of IPv4. */
        DUAL(AddressFamily.AF_INET6, "::ffff:127.0.0.1"),
        /** The same, with a specific address of IPv6. */
        DUAL6(AddressFamily.AF_INET6, "::1");

        private final int number;
        private final String specific;

        Family(int number, String specific) {
            this.number = number;
            this.specific = specific;
        }

        private SockAddr address(boolean wildcard, int port) {
            if (this == V4) {
                return SockAddrIn.of(wildcard ? "0.0.0.0" : specific, port);
            }
            return SockAddrIn6.of(wildcard ? "::" : specific, port);
        }

        private void prepare(AnySocket socket) {
            if (this == DUAL || this == DUAL6) {
                socket.set(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY, 4, new ULong(0))
                        .completedWith(STATUS_SUCCESS);
            }
        }
    }

    static Stream<Arguments> families() {
        return Stream.of(SocketCategory.LISTEN, SocketCategory.DATAGRAM, SocketCategory.STREAM)
                .flatMap(category -> Stream.of(
                        Arguments.of(category, Family.V4, Family.V4),
                        Arguments.of(category, Family.V6, Family.V6),
                        Arguments.of(category, Family.DUAL, Family.DUAL),
                        Arguments.of(category, Family.V4, Family.DUAL),
                        Arguments.of(category, Family.DUAL, Family.V4),
                        Arguments.of(category, Family.V6, Family.DUAL6),
                        Arguments.of(category, Family.DUAL6, Family.V6)));
    }

    private AnySocket make(FakeClient owner, SocketCategory category, Family family, SecurityDescriptor descriptor) {
        boolean datagrams = category == SocketCategory.DATAGRAM;
        SecurityDescriptor cached =
                descriptor == null ? null : owner.securityDescriptors().cache(descriptor);
        RecordedIrp irp = RecordedIrp.ready();
        wsk.engine()
                .wskSocket(
                        owner,
                        family.number,
                        datagrams ? SocketType.SOCK_DGRAM : SocketType.SOCK_STREAM,
                        datagrams ? IpProtocol.IPPROTO_UDP : IpProtocol.IPPROTO_TCP,
                        flagOf(category),
                        null,
                        null,
                        null,
                        null,
                        cached,
                        irp.irp());
        AnySocket socket = adopt(category, irp.object(WskSocket.class));
        family.prepare(socket);
        if (cached != null) {
            assertThat(owner.securityDescriptors().release(cached)).isTrue();
        }
        return socket;
    }

    private static int flagOf(SocketCategory category) {
        return switch (category) {
            case BASIC -> WskConstants.WSK_FLAG_BASIC_SOCKET;
            case LISTEN -> WskConstants.WSK_FLAG_LISTEN_SOCKET;
            case DATAGRAM -> WskConstants.WSK_FLAG_DATAGRAM_SOCKET;
            case CONNECTION -> WskConstants.WSK_FLAG_CONNECTION_SOCKET;
            case STREAM -> WskConstants.WSK_FLAG_STREAM_SOCKET;
        };
    }

    private static AnySocket adopt(SocketCategory category, WskSocket socket) {
        return switch (category) {
            case LISTEN, STREAM -> new ListeningSocket(socket);
            case DATAGRAM -> new DatagramClient(socket);
            default -> new ClientSocket(socket);
        };
    }

    private static NtStatus bind(AnySocket socket, int mode, SockAddr address) {
        if (mode != 0) {
            socket.set(SocketOptions.SOL_SOCKET, mode, 4, new ULong(1)).completedWith(STATUS_SUCCESS);
        }
        Call call;
        if (socket instanceof ListeningSocket listening) {
            call = listening.bind(address);
        } else if (socket instanceof DatagramClient datagrams) {
            call = datagrams.bind(address);
        } else {
            call = ((ClientSocket) socket).bind(address);
        }
        call.irp().await();
        assertThat(call.returned()).isIn(call.irp().status(), NtStatus.STATUS_PENDING);
        return call.irp().status();
    }

    private static int portOf(AnySocket socket) {
        SockAddr local = socket.engineSide().report().localAddress();
        if (socket instanceof ListeningSocket listening) { // one of streams chooses its port when it is asked for it
            listening.getLocalAddress(local).completedWith(STATUS_SUCCESS);
        }
        return local instanceof SockAddrIn in ? in.port() : ((SockAddrIn6) local).port();
    }

    private static void close(AnySocket socket) {
        socket.close().completedWith(STATUS_SUCCESS);
    }

    private static SecurityDescriptor granting(FakeClient who, int mask) {
        Sid sid = AccessToken.ofBundle(who.bundle()).user();
        return SecurityDescriptor.of(
                SecurityDescriptor.SE_DACL_PRESENT, null, null, Acl.of(Ace.allow(sid, mask)), null);
    }

    /** One cell: two sockets, of one owner or of two, the first with a descriptor. */
    private NtStatus second(
            SocketCategory category,
            Family firstFamily,
            Family secondFamily,
            int cell,
            FakeClient secondOwner,
            SecurityDescriptor descriptor) {
        int second = cell / 6;
        int first = cell % 6;
        AnySocket one = make(wsk.client(), category, firstFamily, descriptor);
        assertThat(bind(one, MODES[first / 2], firstFamily.address(first % 2 == 0, 0)))
                .isEqualTo(STATUS_SUCCESS);
        AnySocket two = make(secondOwner, category, secondFamily, null);
        NtStatus status = bind(two, MODES[second / 2], secondFamily.address(second % 2 == 0, portOf(one)));
        close(two);
        close(one);
        assertThat(wsk.engine().addresses().size()).isZero();
        return status;
    }

    @ParameterizedTest
    @MethodSource("families")
    @Clause({
        "SHARING-01",
        "SHARING-02",
        "SHARING-03",
        "SHARING-04",
        "SHARING-05",
        "SHARING-06",
        "SHARING-07",
        "SHARING-08",
        "SHARING-09",
        "SHARING-10",
        "SHARING-11",
        "SHARING-12",
        "SHARING-13",
        "SHARING-14",
        "SHARING-15",
        "SHARING-16",
        "SHARING-17",
        "SHARING-18",
        "SHARING-19",
        "SHARING-20",
        "SHARING-21",
        "SHARING-23",
        "SHARING-25",
        "SOCKET-15"
    })
    void isAsDocumentedCellByCell(SocketCategory category, Family first, Family second) {
        for (int cell = 0; cell < 36; cell++) {
            String rule = CELLS.get(cell / 6).get(cell % 6);
            for (FakeClient owner : List.of(wsk.client(), other)) {
                String where = "second " + MODES[cell / 12] + (cell / 6 % 2 == 0 ? " wildcard" : " specific")
                        + ", first " + MODES[cell % 6 / 2] + (cell % 2 == 0 ? " wildcard" : " specific")
                        + ", owner " + owner.bundle();
                NtStatus expected = switch (rule) {
                    case "SUCCESS" -> STATUS_SUCCESS;
                    case "INUSE" -> STATUS_ADDRESS_ALREADY_EXISTS;
                    default -> STATUS_ACCESS_DENIED;
                };
                assertThat(second(category, first, second, cell, owner, null))
                        .as("no descriptor, " + where)
                        .isEqualTo(expected);
                assertThat(second(category, first, second, cell, owner, granting(owner, AccessMask.GENERIC_ALL)))
                        .as("granted, " + where)
                        .isEqualTo(rule.equals("CHECK") ? STATUS_SUCCESS : expected);
            }
            if (rule.equals("CHECK")) {
                assertThat(second(category, first, second, cell, other, granting(wsk.client(), AccessMask.GENERIC_ALL)))
                        .as("granted to somebody else")
                        .isEqualTo(STATUS_ACCESS_DENIED);
                assertThat(second(category, first, second, cell, other, granting(other, AccessMask.GENERIC_READ)))
                        .as("granted too little")
                        .isEqualTo(STATUS_ACCESS_DENIED);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LISTEN", "DATAGRAM", "STREAM"})
    @Clause({"SHARING-22", "SHARING-01"})
    void addressesThatDoNotOverlapAreNobodyElsesBusiness(SocketCategory category) {
        for (int mode : MODES) {
            AnySocket one = make(wsk.client(), category, Family.V4, null);
            assertThat(bind(one, mode, SockAddrIn.of("127.0.0.1", 0))).isEqualTo(STATUS_SUCCESS);
            int port = portOf(one);
            AnySocket two = make(other, category, Family.V4, null);
            assertThat(bind(two, mode, SockAddrIn.of("127.0.0.2", port))).isEqualTo(STATUS_SUCCESS);
            AnySocket three = make(other, category, Family.V6, null);
            assertThat(bind(three, mode, SockAddrIn6.of("::1", port))).isEqualTo(STATUS_SUCCESS);
            close(one);
            close(two);
            close(three);
        }
    }

    @Test
    @Clause({"SHARING-01", "SHARING-18"})
    void oneThatIsClosedIsInNobodysWay() {
        AnySocket one = make(wsk.client(), SocketCategory.LISTEN, Family.V4, null);
        bind(one, 0, SockAddrIn.of("127.0.0.1", 0));
        SockAddr address = SockAddrIn.of("127.0.0.1", portOf(one));
        AnySocket two = make(other, SocketCategory.LISTEN, Family.V4, null);
        assertThat(bind(two, EXCLUSIVE, address)).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);

        close(one);

        assertThat(bind(two, 0, address)).isEqualTo(STATUS_SUCCESS);
        close(two);
        assertThat(wsk.engine().addresses().size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"LISTEN", "DATAGRAM", "CONNECTION", "STREAM"})
    @Clause("SHARING-01")
    void oneThatIsTakenAwayIsInNobodysWayEither(SocketCategory category) {
        AnySocket one = make(wsk.client(), category, Family.V4, null);
        bind(one, EXCLUSIVE, SockAddrIn.of("127.0.0.1", 0));
        SockAddr address = SockAddrIn.of("127.0.0.1", portOf(one));

        one.engineSide().abandon();

        while (wsk.engine().addresses().size() > 0) {
            Thread.onSpinWait(); // until its endpoint is closed
        }
        AnySocket two = make(other, category, Family.V4, null);
        assertThat(bind(two, EXCLUSIVE, address)).isEqualTo(STATUS_SUCCESS);
        close(two);
        close(one);
        assertThat(wsk.engine().addresses().size()).isZero();
    }

    @Test
    @Clause("SHARING-01")
    void streamsAndDatagramsHavePortsOfTheirOwn() {
        AnySocket one = make(wsk.client(), SocketCategory.LISTEN, Family.V4, null);
        bind(one, EXCLUSIVE, SockAddrIn.of("0.0.0.0", 0));
        AnySocket two = make(wsk.client(), SocketCategory.DATAGRAM, Family.V4, null);

        assertThat(bind(two, EXCLUSIVE, SockAddrIn.of("0.0.0.0", portOf(one)))).isEqualTo(STATUS_SUCCESS);

        close(one);
        close(two);
    }

    @Test
    @Clause({"SHARING-06", "SHARING-09"})
    void connectionsAndListenersHaveTheSamePorts() {
        AnySocket one = make(wsk.client(), SocketCategory.LISTEN, Family.V4, null);
        bind(one, 0, SockAddrIn.of("127.0.0.1", 0));
        int port = portOf(one);
        AnySocket same = make(other, SocketCategory.CONNECTION, Family.V4, null);
        assertThat(bind(same, 0, SockAddrIn.of("127.0.0.1", port))).isEqualTo(STATUS_ADDRESS_ALREADY_EXISTS);
        AnySocket wildcard = make(other, SocketCategory.CONNECTION, Family.V4, null);
        assertThat(bind(wildcard, 0, SockAddrIn.of("0.0.0.0", port))).isEqualTo(STATUS_SUCCESS);
        List.of(same, wildcard, one).forEach(AddressTableTest::close);
    }

    @Test
    @Clause({"SOCKET-13", "SOCKET-14", "SHARING-23", "SHARING-24"})
    void theContextIsThatOfTheOwnersAtCreation() throws Exception {
        SecurityDescriptor descriptor = granting(other, AccessMask.GENERIC_ALL);
        AnySocket one = make(wsk.client(), SocketCategory.LISTEN, Family.V4, descriptor);
        bind(one, 0, SockAddrIn.of("0.0.0.0", 0));
        SockAddr address = SockAddrIn.of("127.0.0.1", portOf(one));
        AccessToken asOther = AccessToken.ofBundle(other.bundle());
        Thread[] impersonator = new Thread[1];
        AnySocket[] made = new AnySocket[4];
        Thread thread = new Thread(() -> {
            made[0] = makeFor(null, Thread.currentThread());
            ThreadToken.impersonate(asOther);
            made[1] = makeFor(null, Thread.currentThread());
            made[2] = makeFor(null, null);
            ThreadToken.revertToSelf();
            made[3] = makeFor(other.bundle(), Thread.currentThread());
            impersonator[0] = Thread.currentThread();
        });
        thread.start();
        thread.join();

        assertThat(bind(made[0], 0, address)).as("a thread that is nobody else").isEqualTo(STATUS_ACCESS_DENIED);
        assertThat(bind(made[2], 0, address))
                .as("the caller's thread is not asked")
                .isEqualTo(STATUS_ACCESS_DENIED);
        assertThat(bind(made[1], 0, address)).as("a thread that impersonates").isEqualTo(STATUS_SUCCESS);
        close(made[1]);
        assertThat(bind(made[3], 0, address)).as("another process").isEqualTo(STATUS_SUCCESS);
        close(made[3]);
        close(made[0]);
        close(made[2]);
        close(one);
    }

    @Test
    @Clause("SHARING-23")
    void asksTheFrameworkForTheContextWithoutALock() {
        AnySocket one =
                make(wsk.client(), SocketCategory.LISTEN, Family.V4, granting(wsk.client(), AccessMask.GENERIC_ALL));
        bind(one, 0, SockAddrIn.of("0.0.0.0", 0));
        List<Boolean> locked = new ArrayList<>();
        Bundle process = (Bundle) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Bundle.class}, (proxy, method, arguments) -> {
                    locked.add(Thread.holdsLock(wsk.engine().addresses()));
                    return method.invoke(wsk.client().bundle(), arguments);
                });
        AnySocket two = makeFor(process, null);

        assertThat(bind(two, 0, SockAddrIn.of("127.0.0.1", portOf(one)))).isEqualTo(STATUS_SUCCESS);

        assertThat(locked).isNotEmpty().doesNotContain(true);
        close(two);
        close(one);
    }

    /** A listening socket of the fixture's client, with an owner. */
    private AnySocket makeFor(Bundle process, Thread thread) {
        RecordedIrp irp = RecordedIrp.ready();
        wsk.engine()
                .wskSocket(
                        wsk.client(),
                        AddressFamily.AF_INET,
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        WskConstants.WSK_FLAG_LISTEN_SOCKET,
                        null,
                        null,
                        process,
                        thread,
                        null,
                        irp.irp());
        return new ListeningSocket(irp.object(WskSocket.class));
    }

    @Test
    @Clause({"SHARING-13", "SHARING-06"})
    void aListenerOfOneAddressGetsWhatIsForIt() throws Exception {
        ListeningSocket wildcard = (ListeningSocket) make(wsk.client(), SocketCategory.LISTEN, Family.V4, null);
        ListeningSocket specific = (ListeningSocket) make(wsk.client(), SocketCategory.LISTEN, Family.V4, null);
        bind(specific, 0, SockAddrIn.of("127.0.0.1", 0));
        int port = portOf(specific);
        assertThat(bind(wildcard, 0, SockAddrIn.of("0.0.0.0", port))).isEqualTo(STATUS_SUCCESS);

        for (String host : List.of("127.0.0.1", "127.0.0.2")) {
            ListeningSocket expected = host.endsWith("1") ? specific : wildcard;
            SockAddrIn remote = new SockAddrIn();
            Call accept = expected.acceptTelling(null, remote);
            try (Socket peer = new Socket(host, port)) {
                wsk.accepted(accept);
                assertThat(remote.port()).isEqualTo(peer.getLocalPort());
            }
        }
        close(wildcard);
        close(specific);
    }
}
