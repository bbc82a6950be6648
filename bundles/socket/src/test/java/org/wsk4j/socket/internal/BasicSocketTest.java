// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_FILE_FORCED_CLOSED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketOptions.SOL_SOCKET;
import static org.wsk4j.ws2def.SocketOptions.TCP_NODELAY;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;
import static org.wsk4j.wsk.WskConstants.WSK_FLAG_BASIC_SOCKET;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.transport.FakeTransport;
import org.wsk4j.wdm.ULong;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderStreamDispatch;

/** A basic socket as a whole, and what tells it from the other categories. */
@Timeout(60)
class BasicSocketTest {
    @RegisterExtension
    final SocketFixture streams = SocketFixture.stepped();

    @RegisterExtension
    final SocketFixture datagrams = SocketFixture.datagrams();

    private final EveryCategory every = new EveryCategory(streams, datagrams);
    private FakeTransport transport;

    @BeforeEach
    void transportHasAnOption() {
        transport = streams.transport(FakeTransport.class);
        transport.addOption(IPPROTO_TCP, TCP_NODELAY, 0);
    }

    private Call create(Object callbacks) {
        return streams.create(AF_INET, SOCK_STREAM, IPPROTO_TCP, WSK_FLAG_BASIC_SOCKET, null, callbacks);
    }

    @Test
    @Clause({"SOCKET-07", "CATEGORY-02"})
    void isMadeWithoutAnyFlagAndHasTwoFunctions() {
        assertThat(WSK_FLAG_BASIC_SOCKET).isZero();

        AnySocket socket = streams.basic();

        assertThat(socket.dispatch())
                .isInstanceOf(WskProviderBasicDispatch.class)
                .isNotInstanceOfAny(
                        WskProviderListenDispatch.class,
                        WskProviderDatagramDispatch.class,
                        WskProviderConnectionDispatch.class,
                        WskProviderStreamDispatch.class);
        assertThat(streams.engine().sockets()).singleElement().satisfies(report -> {
            assertThat(report.category()).isEqualTo("basic");
            assertThat(report.state()).isEqualTo("UNBOUND");
            assertThat(report.localAddress()).isNull();
            assertThat(report.owner()).isSameAs(streams.client().bundle());
        });
        socket.close().completedWith(STATUS_SUCCESS);
        assertThat(transport.openEndpoints()).isZero();
    }

    @Test
    @Clause({"CATEGORY-02", "CONTROLSOCKET-19"})
    void takesOptionsWithoutEverBeingBound() {
        AnySocket socket = streams.basic();
        ULong value = new ULong();

        socket.set(IPPROTO_TCP, TCP_NODELAY, 4, new ULong(1)).completedInlineWith(STATUS_SUCCESS);
        socket.get(IPPROTO_TCP, TCP_NODELAY, 4, value).succeededWith(4);

        assertThat(value.get()).isOne();
        assertThat(streams.engine().sockets())
                .singleElement()
                .extracting(report -> report.localAddress())
                .isNull();
    }

    @Test
    @Clause({"SOCKET-12", "CATEGORY-08"})
    void hasNoCallbacks() {
        create(new WskClientListenDispatch(null, null, null)).completedInlineWith(STATUS_INVALID_PARAMETER);
        create(new WskClientDatagramDispatch(null)).completedInlineWith(STATUS_INVALID_PARAMETER);
        create(new WskClientConnectionDispatch(null, null, null)).completedInlineWith(STATUS_INVALID_PARAMETER);
        create(new WskClientStreamDispatch(null, null)).completedInlineWith(STATUS_INVALID_PARAMETER);
        create(new Object()).completedInlineWith(STATUS_INVALID_PARAMETER);

        assertThat(streams.engine().sockets()).isEmpty();
    }

    @Test
    @Clause({"EVENT-01", "SO-EVENT-03"})
    void hasNoEvents() {
        AnySocket socket = streams.basic();

        assertThat(socket.enable(WskConstants.WSK_EVENT_RECEIVE)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(socket.enable(0)).isEqualTo(STATUS_NOT_SUPPORTED);
        assertThat(socket.disable(WskConstants.WSK_EVENT_ACCEPT)).isEqualTo(STATUS_NOT_SUPPORTED);
    }

    @Test
    @Clause("CONTROLSOCKET-13")
    void isTakenAwayLikeAnyOther() {
        AnySocket socket = streams.basic();

        streams.registry().revokeAll();

        socket.get(SOL_SOCKET, 1, 4, new ULong()).completedInlineWith(STATUS_FILE_FORCED_CLOSED);
        assertThat(transport.openEndpoints()).isZero();
        socket.close().completedWith(STATUS_SUCCESS);
    }

    @ParameterizedTest
    @EnumSource
    @Clause({"CATEGORY-01", "CATEGORY-08"})
    void isOneOfFiveCategoriesForLife(SocketCategory category) {
        AnySocket socket = every.make(category);
        Object table = socket.dispatch();
        assertThat(table)
                .isInstanceOf(
                        switch (category) {
                            case BASIC -> WskProviderBasicDispatch.class;
                            case LISTEN -> WskProviderListenDispatch.class;
                            case DATAGRAM -> WskProviderDatagramDispatch.class;
                            case CONNECTION -> WskProviderConnectionDispatch.class;
                            case STREAM -> WskProviderStreamDispatch.class;
                        });

        if (category != SocketCategory.BASIC) {
            EveryCategory.bind(socket).completedWith(STATUS_SUCCESS);
        }

        assertThat(socket.dispatch()).isSameAs(table);
        assertThat(SocketCategory.values()).hasSize(5);
        assertThat(every.fixture(category).engine().sockets())
                .singleElement()
                .satisfies(report -> assertThat(report.category()).isEqualTo(category.title()));
    }
}
