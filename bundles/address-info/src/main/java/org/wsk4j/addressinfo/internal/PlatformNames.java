// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The platform's resolver, as the JVM asks it: whatever the system is configured for, DNS as a rule.
 *
 * <p>It blocks the thread that asks, and nothing gets that thread out of it. It does not tell an unknown name from a server
 * that is silent: both are STATUS_NO_MATCH. It tells no canonical names. What the JVM has cached is not asked again.
 *
 * <p>Threads: safe for all.
 */
@Component(service = NameSpaceProvider.class, property = "service.ranking:Integer=-1000")
public final class PlatformNames implements NameSpaceProvider {
    /** The identity of the provider. */
    static final Guid ID = Guid.parse("{B2F6D6B5-64A2-4E0B-9C3E-0C9B62F7A102}");

    private static final Logger LOG = LoggerFactory.getLogger(PlatformNames.class);

    /** Called by Declarative Services. */
    @Activate
    public PlatformNames() {}

    @Override
    public String name() {
        return "platform";
    }

    @Override
    public Guid providerId() {
        return ID;
    }

    @Override
    public int nameSpace() {
        return AddrInfoExW.NS_DNS;
    }

    @Override
    public void lookUp(NameQuery query) {
        if (query.nodeName().isEmpty() || query.isOver() || (query.flags() & AddrInfoExW.AI_SECURE) != 0) {
            query.fail(NtStatus.STATUS_NO_MATCH);
            return;
        }
        try {
            InetAddress[] found = InetAddress.getAllByName(query.nodeName());
            List<SockAddr> addresses = new ArrayList<>(found.length);
            for (InetAddress address : found) {
                addresses.add(sockAddr(address));
            }
            boolean named = (query.flags() & (AddrInfoExW.AI_CANONNAME | AddrInfoExW.AI_FQDN)) != 0;
            query.answer(addresses, named ? fullName(query.nodeName(), found[0]) : null, null);
        } catch (UnknownHostException e) {
            LOG.debug("The platform does not know {}", query.nodeName(), e);
            query.fail(NtStatus.STATUS_NO_MATCH);
        }
    }

    /** The JVM tells no canonical name: what can be found out is the domain of a name that was given without one. */
    private static String fullName(String name, InetAddress address) {
        if (name.indexOf('.') >= 0) {
            return null;
        }
        String found = address.getCanonicalHostName();
        return found.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ".") ? found : null;
    }

    private static SockAddr sockAddr(InetAddress address) {
        return address instanceof Inet4Address ? SockAddrIn.of(address, 0) : SockAddrIn6.of(address, 0);
    }

    @Override
    public void lookUp(AddressQuery query) {
        InetAddress address = query.address() instanceof SockAddrIn in
                ? in.toInetSocketAddress().getAddress()
                : ((SockAddrIn6) query.address()).toInetSocketAddress().getAddress();
        String name = address.getCanonicalHostName();
        query.answer(name.equals(address.getHostAddress()) ? null : name); // the numeric form where it knows no name
    }
}
