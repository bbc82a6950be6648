// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The names that a machine knows by itself: {@code localhost} and all below it is loopback (RFC 6761), the empty name and
 * {@code ..localmachine} are the addresses by which others reach this machine.
 *
 * <p>Threads: safe for all.
 */
@Component(service = NameSpaceProvider.class, property = "service.ranking:Integer=1000")
public final class LocalNames implements NameSpaceProvider {
    /** The identity of the provider. */
    static final Guid ID = Guid.parse("{B2F6D6B5-64A2-4E0B-9C3E-0C9B62F7A101}");

    private static final String LOCALHOST = "localhost";

    private final SourceAddresses sources;

    /** Called by Declarative Services. */
    @Activate
    public LocalNames() {
        this(new InterfaceSources());
    }

    LocalNames(SourceAddresses sources) {
        this.sources = sources;
    }

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Guid providerId() {
        return ID;
    }

    @Override
    public int nameSpace() {
        return AddrInfoExW.NS_TCPIP_LOCAL;
    }

    @Override
    public void lookUp(NameQuery query) {
        String name = query.nodeName().toLowerCase(Locale.ROOT);
        if (name.isEmpty() || name.equals("..localmachine")) {
            query.answer(reachable());
        } else if (isLocalhost(name.endsWith(".") ? name.substring(0, name.length() - 1) : name)) {
            query.answer(List.of(SockAddrIn6.of("::1", 0), SockAddrIn.of("127.0.0.1", 0)), LOCALHOST, null);
        } else {
            query.fail(NtStatus.STATUS_NO_MATCH);
        }
    }

    private static boolean isLocalhost(String name) {
        return name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    /** The addresses that go beyond their link; those of links where there are no others. */
    private List<SockAddr> reachable() {
        List<SockAddr> global = new ArrayList<>();
        List<SockAddr> link = new ArrayList<>();
        for (Source source : sources.all()) {
            IpBits bits = source.bits();
            if (!bits.isLoopback()) {
                (bits.scope() == IpBits.GLOBAL ? global : link).add(source.address());
            }
        }
        return global.isEmpty() ? link : global;
    }

    @Override
    public void lookUp(AddressQuery query) {
        SockAddr address = query.address();
        boolean loopback = address.family() == AddressFamily.AF_INET
                ? ((SockAddrIn) address).intAddress() == SockAddrIn.INADDR_LOOPBACK
                : ((SockAddrIn6) address).isLoopback();
        if (loopback) {
            query.answer(LOCALHOST);
        } else {
            query.fail(NtStatus.STATUS_NO_MATCH);
        }
    }
}
