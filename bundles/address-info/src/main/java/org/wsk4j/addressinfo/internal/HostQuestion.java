// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * What a WskGetAddressInfo asks: its checked parameters, and which addresses they want.
 *
 * @param nodeName the name as the client wrote it; null for none
 * @param choices the kinds of socket, at least one
 * @param hints the hints
 */
record HostQuestion(String nodeName, List<SocketChoice> choices, Hints hints) {
    private static final IpBits LOOPBACK4 = IpBits.of(loopback4());

    /** Without a node name: the wildcard addresses for a bind, else the loopback addresses. */
    List<SockAddr> withoutName() {
        boolean passive = hints.has(AddrInfoExW.AI_PASSIVE);
        List<SockAddr> addresses = new ArrayList<>(2);
        if (hints.wants(AddressFamily.AF_INET6)) {
            addresses.add(passive ? new SockAddrIn6() : SockAddrIn6.of("::1", 0));
        }
        if (hints.wants(AddressFamily.AF_INET)) {
            addresses.add(passive ? new SockAddrIn() : loopback4());
        }
        return addresses;
    }

    /** A numeric address in the family that is wanted; none when it cannot be had. */
    List<SockAddr> numeric(SockAddr address) {
        if (hints.wants(address.family())) {
            return List.of(address);
        }
        return address instanceof SockAddrIn in && hints.maps() ? List.of(mapped(in)) : List.of();
    }

    /**
     * Which family to ask providers for.
     *
     * @return a family, AF_UNSPEC for both, or -1 when AI_ADDRCONFIG leaves none
     */
    int familyToAsk(List<Source> sources) {
        int family = hints.maps() ? AddressFamily.AF_UNSPEC : hints.family();
        if (!hints.has(AddrInfoExW.AI_ADDRCONFIG)) {
            return family;
        }
        boolean ipv4 = family != AddressFamily.AF_INET6 && sources.stream().anyMatch(each -> isGlobal(each, true));
        boolean ipv6 = family != AddressFamily.AF_INET && sources.stream().anyMatch(each -> isGlobal(each, false));
        if (ipv4 && ipv6) {
            return AddressFamily.AF_UNSPEC;
        }
        return ipv4 ? AddressFamily.AF_INET : ipv6 ? AddressFamily.AF_INET6 : -1;
    }

    private static boolean isGlobal(Source source, boolean ipv4) {
        IpBits bits = source.bits();
        return bits.isIpv4() == ipv4 && !bits.isLoopback() && bits.scope() > LOOPBACK4.scope();
    }

    /** The addresses of a provider's answer as the client wants them, in the order in which to try them. */
    List<SockAddr> ordered(List<SockAddr> found, List<Source> sources) {
        return DestinationOrder.of(hints.maps() ? withMapped(found) : found, sources);
    }

    /** IPv4 addresses become v4-mapped ones, which count only when there are no others, or with AI_ALL. */
    private List<SockAddr> withMapped(List<SockAddr> found) {
        boolean anyIpv6 = found.stream().anyMatch(SockAddrIn6.class::isInstance);
        List<SockAddr> addresses = new ArrayList<>(found.size());
        for (SockAddr address : found) {
            if (address instanceof SockAddrIn6) {
                addresses.add(address);
            } else if (!anyIpv6 || hints.has(AddrInfoExW.AI_ALL)) {
                addresses.add(mapped((SockAddrIn) address));
            }
        }
        return addresses;
    }

    private static SockAddrIn6 mapped(SockAddrIn address) {
        IpBits bits = IpBits.of(address);
        SockAddrIn6 mapped = new SockAddrIn6();
        mapped.setAddress(bits.high(), bits.low());
        return mapped;
    }

    private static SockAddrIn loopback4() {
        SockAddrIn loopback = new SockAddrIn();
        loopback.setAddress(SockAddrIn.INADDR_LOOPBACK);
        return loopback;
    }
}
