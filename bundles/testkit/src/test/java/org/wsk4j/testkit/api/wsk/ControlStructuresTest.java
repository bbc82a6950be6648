// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.wsk.WskConstants.NPI_WSK_INTERFACE_ID;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_ACCEPT;
import static org.wsk4j.wsk.WskConstants.WSK_EVENT_DISABLE;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskExtensionControlIn;
import org.wsk4j.wsk.WskExtensionControlOut;
import org.wsk4j.wsk.WskTdiMap;
import org.wsk4j.wsk.WskTdiMapInfo;
import org.wsk4j.wsk.WskTransport;

/** The buffers of control operations. */
class ControlStructuresTest {
    private static final Guid SOMEBODY = Guid.parse("{00000000-1111-2222-3333-444444444444}");

    @Test
    @Clause({"EVENT-CONTROL-01", "EVENT-CONTROL-02"})
    void eventControlNamesTheNpiAndItsEvents() {
        WskEventCallbackControl control =
                new WskEventCallbackControl(NPI_WSK_INTERFACE_ID, WSK_EVENT_ACCEPT | WSK_EVENT_DISABLE);

        assertThat(control.npiId()).isEqualTo(NPI_WSK_INTERFACE_ID);
        assertThat(control.eventMask()).isEqualTo(0x80000200);
    }

    @Test
    void transportsAreEqualWhenAllTheirMembersAre() {
        WskTransport tcp =
                new WskTransport(1, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP, AddressFamily.AF_INET, SOMEBODY);

        assertThat(tcp).isEqualTo(new WskTransport(1, 1, 6, 2, SOMEBODY));
        assertThat(tcp).isNotEqualTo(new WskTransport(1, 1, 6, 23, SOMEBODY));
    }

    @Test
    @Clause({"EXT-06", "EXT-08"})
    void extensionInputHasTheClientsSide() {
        Object context = new Object();
        Object dispatch = new Object();

        WskExtensionControlIn in = new WskExtensionControlIn(SOMEBODY, context, dispatch);

        assertThat(in.npiId()).isEqualTo(SOMEBODY);
        assertThat(in.clientContext()).isSameAs(context);
        assertThat(in.clientDispatch()).isSameAs(dispatch);
    }

    @Test
    @Clause("EXT-10")
    void extensionOutputIsEmptyUntilFilledWithTheProvidersSide() {
        WskExtensionControlOut out = new WskExtensionControlOut();
        assertThat(out.providerContext()).isNull();
        assertThat(out.providerDispatch()).isNull();
        Object context = new Object();
        Object dispatch = new Object();

        out.set(context, dispatch);

        assertThat(out.providerContext()).isSameAs(context);
        assertThat(out.providerDispatch()).isSameAs(dispatch);
    }

    @Test
    @Clause({"TDI-MAP-06", "TDI-MAP-07", "TDI-MAP-08"})
    void tdiMapInfoCountsItsMappings() {
        WskTdiMap udp = new WskTdiMap(SocketType.SOCK_DGRAM, AddressFamily.AF_INET, 17, "\\Device\\Udp");
        WskTdiMap tcp = new WskTdiMap(SocketType.SOCK_STREAM, AddressFamily.AF_INET, 6, "\\Device\\Tcp");

        WskTdiMapInfo info = new WskTdiMapInfo(List.of(udp, tcp));

        assertThat(info.elementCount()).isEqualTo(2);
        assertThat(info.map()).containsExactly(udp, tcp);
        assertThat(tcp.socketType()).isEqualTo(1);
        assertThat(tcp.addressFamily()).isEqualTo(2);
        assertThat(tcp.protocol()).isEqualTo(6);
        assertThat(tcp.tdiDeviceName()).isEqualTo("\\Device\\Tcp");
    }

    @Test
    void tdiMapInfoKeepsItsOwnMappings() {
        List<WskTdiMap> mappings = new ArrayList<>();
        WskTdiMapInfo info = new WskTdiMapInfo(mappings);

        mappings.add(new WskTdiMap(1, 2, 6, "late"));

        assertThat(info.elementCount()).isZero();
        assertThatThrownBy(() -> info.map().add(mappings.get(0))).isInstanceOf(UnsupportedOperationException.class);
    }
}
