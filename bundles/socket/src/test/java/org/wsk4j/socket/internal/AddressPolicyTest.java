// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_ACCESS_DENIED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_DEVICE_STATE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_QUOTA_EXCEEDED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IPV6;
import static org.wsk4j.ws2def.SocketOptions.IPV6_V6ONLY;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.transport.FakeDatagram;
import org.wsk4j.testkit.transport.FakeDatagramTransport;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.wsk.WskConstants;

/** Clients that may use only some addresses, and connect only so often, one step at a time. */
@Timeout(60)
class AddressPolicyTest {
    private static final SockAddrIn GOOD = SockAddrIn.of("127.0.0.1", 7);
    private static final SockAddrIn BAD = SockAddrIn.of("127.0.0.2", 7);

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private FakeAccount account() {
        return wsk.client().account();
    }

    private static Call bind(AnySocket socket, SockAddr address) {
        if (socket instanceof ClientSocket client) {
            return client.bind(address);
        }
        return socket instanceof DatagramClient client
                ? client.bind(address)
                : ((ListeningSocket) socket).bind(address);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    void aBindToADeniedAddressIsRefusedAndLeavesTheSocketUnbound(SocketCategory category) {
        EveryCategory every = new EveryCategory(wsk, datagrams);
        FakeAccount account = every.fixture(category).client().account();
        AnySocket socket = every.make(category);
        account.deny(BAD).record();

        bind(socket, BAD).completedInlineWith(STATUS_ACCESS_DENIED);

        assertThat(socket.engineSide().isBound()).isFalse();
        bind(socket, SockAddrIn.of("127.0.0.1", 0)).completedInlineWith(STATUS_SUCCESS);
        String protocol = category == SocketCategory.DATAGRAM ? "IPPROTO_UDP" : "IPPROTO_TCP";
        assertThat(account.asked())
                .containsExactly("bind " + protocol + " 127.0.0.2:7", "bind " + protocol + " 127.0.0.1:0");
    }

    @Test
    void aWildcardOfBothFamiliesNeedsBoth() {
        wsk.transport(FakeTransport.class).addOption(IPPROTO_IPV6, IPV6_V6ONLY, 1);
        account().deny(SockAddrIn.of("0.0.0.0", 7)).record();
        SockAddr wildcard = SockAddrIn6.of("::", 7);
        ListeningSocket dual = wsk.listeningIpv6(null, null);
        dual.set(IPPROTO_IPV6, IPV6_V6ONLY, 4, new ULong(0)).completedInlineWith(STATUS_SUCCESS);

        dual.bind(wildcard).completedInlineWith(STATUS_ACCESS_DENIED);
        wsk.listeningIpv6(null, null).bind(wildcard).completedInlineWith(STATUS_SUCCESS);

        assertThat(account().asked())
                .containsExactly("bind IPPROTO_TCP [::]:7", "bind IPPROTO_TCP 0.0.0.0:7", "bind IPPROTO_TCP [::]:7");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BASIC")
    void aBindThatIsWrongAnywayIsNotAskedFor(SocketCategory category) {
        EveryCategory every = new EveryCategory(wsk, datagrams);
        FakeAccount account = every.fixture(category).client().account().record();
        AnySocket socket = every.make(category);

        bind(socket, SockAddrIn6.of("::1", 7)).completedInlineWith(STATUS_INVALID_PARAMETER);
        bind(socket, new SockAddrIn()).completedInlineWith(STATUS_SUCCESS);
        bind(socket, BAD).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

        assertThat(account.asked()).hasSize(1);
    }

    /** Connects. */
    @Nested
    class Connects {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void toADeniedAddressAreRefusedAndLeaveTheSocketBound(boolean ex) {
            account().deny(BAD);
            ClientSocket socket = wsk.bound();

            connect(socket, BAD, ex).completedInlineWith(STATUS_ACCESS_DENIED);

            assertThat(socket.engineSide().state()).isEqualTo(ConnectionState.BOUND);
            assertThat(socket.engineSide().report().remoteAddress()).isNull();
            connect(socket, GOOD, ex).completedWith(STATUS_SUCCESS);
            assertThat(wsk.transport(FakeTransport.class).endpoint().sent()).isEqualTo(ex ? "x" : "");
        }

        private static Call connect(ClientSocket socket, SockAddr address, boolean ex) {
            if (!ex) {
                return socket.connect(address);
            }
            RecordedIrp irp = RecordedIrp.ready();
            return new Call(
                    socket.dispatch()
                            .wskConnectEx(
                                    socket.socket(), address, Bytes.of("x").buf(), 0, irp.irp()),
                    irp);
        }

        @Test
        void ofAStreamSocketAreAskedForLikewise() {
            account().deny(BAD);
            ListeningSocket stream = wsk.stream(null, null);
            stream.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);

            stream.connect(BAD).completedInlineWith(STATUS_ACCESS_DENIED);

            stream.connect(GOOD).completedWith(STATUS_SUCCESS);
        }

        @Test
        void areRefusedWhenThereAreTooMany() {
            account().limitConnects(1);
            wsk.connected(null, null);
            ClientSocket socket = wsk.bound();

            socket.connect(GOOD).completedInlineWith(STATUS_QUOTA_EXCEEDED);

            account().limitConnects(2);
            socket.connect(GOOD).completedWith(STATUS_SUCCESS);
        }

        @Test
        void countOnlyWhenTheyMayBegin() {
            ClientSocket socket = wsk.socket();
            socket.connect(GOOD).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
            socket.bind(new SockAddrIn()).completedWith(STATUS_SUCCESS);
            socket.connect(SockAddrIn6.of("::1", 7)).completedInlineWith(STATUS_INVALID_PARAMETER);
            socket.connect(GOOD).completedWith(STATUS_SUCCESS);
            socket.connect(GOOD).completedInlineWith(STATUS_INVALID_DEVICE_STATE);

            assertThat(account().connects()).isEqualTo(1);
        }

        /** A client that changes the address while the function runs breaks a rule, and gains nothing. */
        @Test
        void goWhereTheyWereAllowedToGo() {
            SockAddrIn address = GOOD.copy();
            account().deny(BAD);
            ClientSocket socket = wsk.bound();
            account().whenAsked(() -> address.copyFrom(BAD));

            socket.connect(address).completedWith(STATUS_SUCCESS);

            SockAddrIn peer = new SockAddrIn();
            socket.engineSide().stream().remoteAddress(peer);
            assertThat(peer).isEqualTo(GOOD);
            assertThat(socket.engineSide().report().remoteAddress()).isEqualTo(GOOD);
        }
    }

    /** Datagrams. */
    @Nested
    class Datagrams {
        private FakeAccount account() {
            return datagrams.client().account();
        }

        private DatagramClient socket() {
            return datagrams.boundDatagram(null, null);
        }

        private void assertSent(String... texts) {
            assertThat(datagrams.transport(FakeDatagramTransport.class).endpoint().sent().stream()
                            .map(FakeDatagram::text))
                    .containsExactly(texts);
        }

        @Test
        void toADeniedAddressAreRefused() {
            DatagramClient socket = socket();
            account().deny(BAD).record();

            socket.sendTo("a", BAD).completedInlineWith(STATUS_ACCESS_DENIED);
            socket.sendTo("b", GOOD).completedInlineWith(STATUS_SUCCESS);
            socket.sendMessages(SendMessagesTest.list("c", "d"), BAD).completedInlineWith(STATUS_ACCESS_DENIED);
            socket.sendMessages(SendMessagesTest.list("e", "f"), GOOD).completedInlineWith(STATUS_SUCCESS);

            assertSent("b", "e", "f");
            assertThat(account().asked())
                    .containsExactly(
                            "send IPPROTO_UDP 127.0.0.2:7",
                            "send IPPROTO_UDP 127.0.0.1:7",
                            "send IPPROTO_UDP 127.0.0.2:7",
                            "send IPPROTO_UDP 127.0.0.1:7");
        }

        @ParameterizedTest
        @ValueSource(ints = {WskConstants.SIO_WSK_SET_SENDTO_ADDRESS, WskConstants.SIO_WSK_SET_REMOTE_ADDRESS})
        void cannotBeFixedToADeniedAddress(int code) {
            DatagramClient socket = socket();
            account().deny(BAD);
            socket.ioctl(code, GOOD.size(), GOOD, 0, null).completedInlineWith(STATUS_SUCCESS);

            socket.ioctl(code, BAD.size(), BAD, 0, null).completedInlineWith(STATUS_ACCESS_DENIED);

            socket.sendTo("a", null).completedInlineWith(STATUS_SUCCESS);
            assertThat(datagrams
                            .transport(FakeDatagramTransport.class)
                            .endpoint()
                            .sent())
                    .containsExactly(FakeDatagram.of("a", GOOD));
        }

        @ParameterizedTest
        @ValueSource(ints = {WskConstants.SIO_WSK_SET_SENDTO_ADDRESS, WskConstants.SIO_WSK_SET_REMOTE_ADDRESS})
        void toAFixedAddressThatIsDeniedByNowAreRefused(int code) {
            DatagramClient socket = socket();
            socket.ioctl(code, BAD.size(), BAD, 0, null).completedInlineWith(STATUS_SUCCESS);
            socket.sendTo("a", null).completedInlineWith(STATUS_SUCCESS);

            account().deny(BAD);

            socket.sendTo("b", null).completedInlineWith(STATUS_ACCESS_DENIED);
            socket.sendMessages(SendMessagesTest.list("c"), null).completedInlineWith(STATUS_ACCESS_DENIED);
            socket.ioctl(code, 0, null, 0, null).completedInlineWith(STATUS_SUCCESS); // to none, always
            account().denyNothing();
            socket.sendTo("d", BAD).completedInlineWith(STATUS_SUCCESS);
            assertSent("a", "d");
        }

        @Test
        void thatAreWrongAnywayAreNotAskedFor() {
            DatagramClient unbound = datagrams.datagram(null, null);
            account().record();

            unbound.sendTo("a", BAD).completedInlineWith(STATUS_INVALID_DEVICE_STATE);
            unbound.bind(SockAddrIn.of("127.0.0.1", 0)).completedWith(STATUS_SUCCESS);
            unbound.sendTo("a", null).completedInlineWith(STATUS_INVALID_PARAMETER);
            unbound.sendTo("a", SockAddrIn6.of("::1", 7)).completedInlineWith(STATUS_INVALID_PARAMETER);

            assertThat(account().asked()).containsExactly("bind IPPROTO_UDP 127.0.0.1:0");
        }
    }
}
