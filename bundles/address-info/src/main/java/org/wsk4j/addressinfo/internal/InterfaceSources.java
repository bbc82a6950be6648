// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** The addresses of the platform's interfaces. Threads: safe for all; asks the platform each time. */
final class InterfaceSources implements SourceAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceSources.class);

    @Override
    public List<Source> all() {
        List<Source> sources = new ArrayList<>();
        try {
            for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
                if (each.isUp()) {
                    each.getInterfaceAddresses().forEach(address -> sources.add(source(address)));
                }
            }
        } catch (SocketException e) {
            LOG.warn("The platform does not tell its addresses; those of an answer keep their order", e);
        }
        return sources;
    }

    private static Source source(InterfaceAddress address) {
        SockAddr sockAddr = address.getAddress() instanceof Inet4Address
                ? SockAddrIn.of(address.getAddress(), 0)
                : SockAddrIn6.of(address.getAddress(), 0);
        return new Source(sockAddr, address.getNetworkPrefixLength(), Set.of());
    }

    @Override
    public int indexOf(String interfaceName) {
        try {
            NetworkInterface named = NetworkInterface.getByName(interfaceName);
            return named == null ? 0 : named.getIndex();
        } catch (SocketException e) {
            LOG.debug("No interface {}", interfaceName, e);
            return 0;
        }
    }
}
