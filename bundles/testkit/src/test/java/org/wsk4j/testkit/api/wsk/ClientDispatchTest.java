// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskAbortEvent;
import org.wsk4j.wsk.WskAcceptEvent;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientEvent;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskClientStreamDispatch;
import org.wsk4j.wsk.WskDisconnectEvent;
import org.wsk4j.wsk.WskInspectAction;
import org.wsk4j.wsk.WskInspectEvent;
import org.wsk4j.wsk.WskReceiveEvent;
import org.wsk4j.wsk.WskReceiveFromEvent;
import org.wsk4j.wsk.WskSendBacklogEvent;

/** The tables of callbacks that a client gives. */
class ClientDispatchTest {
    @Test
    @Clause("CLIENT-DISPATCH-03")
    void clientTableHasVersionReservedAndAnOptionalCallback() {
        WskClientEvent event = (context, type, information, length) -> NtStatus.STATUS_NOT_IMPLEMENTED;

        WskClientDispatch with = new WskClientDispatch(0x0100, 0, event);
        WskClientDispatch without = new WskClientDispatch(0x0100, 0, null);

        assertThat(with.version()).isEqualTo(0x0100);
        assertThat(with.reserved()).isZero();
        assertThat(with.wskClientEvent()).isSameAs(event);
        assertThat(without.wskClientEvent()).isNull();
    }

    @Test
    @Clause({"LISTEN-DISPATCH-01", "LISTEN-DISPATCH-02", "LISTEN-DISPATCH-03"})
    void listenTableHasThreeOptionalCallbacksInTheOrderOfTheStructure() {
        WskAcceptEvent accept = (context, flags, local, remote, socket, socketContext, socketDispatch) ->
                NtStatus.STATUS_REQUEST_NOT_ACCEPTED;
        WskInspectEvent inspect = (context, local, remote, id) -> WskInspectAction.WskInspectReject;
        WskAbortEvent abort = (context, id) -> NtStatus.STATUS_SUCCESS;

        WskClientListenDispatch full = new WskClientListenDispatch(accept, inspect, abort);
        WskClientListenDispatch empty = new WskClientListenDispatch(null, null, null);

        assertThat(members(WskClientListenDispatch.class))
                .containsExactly(WskAcceptEvent.class, WskInspectEvent.class, WskAbortEvent.class);
        assertThat(full.wskAcceptEvent()).isSameAs(accept);
        assertThat(full.wskInspectEvent()).isSameAs(inspect);
        assertThat(full.wskAbortEvent()).isSameAs(abort);
        assertThat(empty.wskAcceptEvent()).isNull();
        assertThat(empty.wskInspectEvent()).isNull();
        assertThat(empty.wskAbortEvent()).isNull();
    }

    @Test
    @Clause("DGRAM-DISPATCH-02")
    void datagramTableHasOneOptionalCallback() {
        WskReceiveFromEvent receiveFrom = (context, flags, list) -> NtStatus.STATUS_SUCCESS;

        assertThat(members(WskClientDatagramDispatch.class)).containsExactly(WskReceiveFromEvent.class);
        assertThat(new WskClientDatagramDispatch(receiveFrom).wskReceiveFromEvent())
                .isSameAs(receiveFrom);
        assertThat(new WskClientDatagramDispatch(null).wskReceiveFromEvent()).isNull();
    }

    @Test
    @Clause("CONN-DISPATCH-04")
    void connectionTableHasThreeOptionalCallbacksInTheOrderOfTheStructure() {
        WskReceiveEvent receive = (context, flags, list, indicated, accepted) -> NtStatus.STATUS_SUCCESS;
        WskDisconnectEvent disconnect = (context, flags) -> NtStatus.STATUS_SUCCESS;
        WskSendBacklogEvent backlog = (context, size) -> NtStatus.STATUS_SUCCESS;

        WskClientConnectionDispatch full = new WskClientConnectionDispatch(receive, disconnect, backlog);
        WskClientConnectionDispatch empty = new WskClientConnectionDispatch(null, null, null);

        assertThat(members(WskClientConnectionDispatch.class))
                .containsExactly(WskReceiveEvent.class, WskDisconnectEvent.class, WskSendBacklogEvent.class);
        assertThat(full.wskReceiveEvent()).isSameAs(receive);
        assertThat(full.wskDisconnectEvent()).isSameAs(disconnect);
        assertThat(full.wskSendBacklogEvent()).isSameAs(backlog);
        assertThat(empty.wskReceiveEvent()).isNull();
        assertThat(empty.wskDisconnectEvent()).isNull();
        assertThat(empty.wskSendBacklogEvent()).isNull();
    }

    @Test
    @Clause("STREAM-08")
    void streamTableRefersToOneTableForEachRole() {
        WskClientListenDispatch listen = new WskClientListenDispatch(null, null, null);
        WskClientConnectionDispatch connect = new WskClientConnectionDispatch(null, null, null);

        WskClientStreamDispatch stream = new WskClientStreamDispatch(listen, connect);

        assertThat(stream.listen()).isSameAs(listen);
        assertThat(stream.connect()).isSameAs(connect);
    }

    @Test
    @Clause("BACKLOG-EVENT-05")
    void sendBacklogEventTakesNoFlags() {
        assertThat(callback(WskSendBacklogEvent.class).getParameterTypes()).containsExactly(Object.class, long.class);
    }

    @Test
    void everyCallbackIsOneFunctionOfTheNameOfItsType() {
        List<Class<?>> callbacks = List.of(
                WskClientEvent.class,
                WskAcceptEvent.class,
                WskInspectEvent.class,
                WskAbortEvent.class,
                WskReceiveFromEvent.class,
                WskReceiveEvent.class,
                WskDisconnectEvent.class,
                WskSendBacklogEvent.class);

        for (Class<?> type : callbacks) {
            String name = type.getSimpleName();
            assertThat(callback(type).getName()).isEqualTo("w" + name.substring(1));
            assertThat(type.isAnnotationPresent(FunctionalInterface.class))
                    .as(name)
                    .isTrue();
        }
    }

    private static Method callback(Class<?> type) {
        assertThat(type.getDeclaredMethods()).hasSize(1);
        return type.getDeclaredMethods()[0];
    }

    private static List<Class<?>> members(Class<?> table) {
        Constructor<?>[] constructors = table.getConstructors();
        assertThat(constructors).hasSize(1);
        return Arrays.asList(constructors[0].getParameterTypes());
    }
}
