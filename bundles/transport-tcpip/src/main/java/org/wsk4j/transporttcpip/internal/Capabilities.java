// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

/** What endpoints have beside their bytes: the options of {@link TcpOptions}, {@link UdpOptions} and their kin, listed. */
final class Capabilities {
    private final List<TransportCapability> all = new ArrayList<>();

    private Capabilities(IpFamily family) {
        if (family == IpFamily.INET6) {
            add(IpProtocol.IPPROTO_IPV6, SocketOptions.IPV6_V6ONLY);
        }
        run(SocketOptions.SIO_ADDRESS_LIST_QUERY);
    }

    /** Those of TCP. */
    static List<TransportCapability> ofTcp(IpFamily family) {
        Capabilities capabilities = new Capabilities(family);
        for (TcpOptions option : TcpOptions.values()) {
            capabilities.add(option.level(), option.number());
        }
        for (TcpControls control : TcpControls.values()) {
            capabilities.run(control.code());
        }
        return List.copyOf(capabilities.all);
    }

    /** Those of UDP. */
    static List<TransportCapability> ofUdp(IpFamily family) {
        Capabilities capabilities = new Capabilities(family);
        for (UdpOptions option : UdpOptions.values()) {
            if (option.isOf(family)) {
                capabilities.add(option.level(), option.number());
            }
        }
        boolean inet = family == IpFamily.INET;
        int level = UdpOptions.levelOf(family);
        capabilities.add(level, inet ? SocketOptions.IP_MULTICAST_IF : SocketOptions.IPV6_MULTICAST_IF);
        capabilities.set(level, inet ? SocketOptions.IP_ADD_MEMBERSHIP : SocketOptions.IPV6_ADD_MEMBERSHIP);
        capabilities.set(level, inet ? SocketOptions.IP_DROP_MEMBERSHIP : SocketOptions.IPV6_DROP_MEMBERSHIP);
        return List.copyOf(capabilities.all);
    }

    private void add(int level, int number) {
        set(level, number);
        all.add(new TransportCapability(Kind.GET_OPTION, level, number));
    }

    private void set(int level, int number) {
        all.add(new TransportCapability(Kind.SET_OPTION, level, number));
    }

    private void run(int code) {
        all.add(new TransportCapability(Kind.CONTROL, 0, code));
    }
}
