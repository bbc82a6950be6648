// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.xbill.DNS.Cache;
import org.xbill.DNS.Name;
import org.xbill.DNS.ReverseMap;

/**
 * The domain name system, by servers of its own: an alternative to the platform's resolver that blocks no thread, tells an
 * unknown name from a silent server, knows canonical names and can be cancelled.
 *
 * <p>A query becomes a {@link HostLookup} or a {@link PointerLookup}, which asks by a {@link DnsQuestion}; all of them share
 * the cache and the one thread of the {@link DnsLoop}. When nobody knows of a name, that is STATUS_NO_MATCH. When nobody can
 * tell, it is what kept the last server from it: STATUS_IO_TIMEOUT, STATUS_PORT_UNREACHABLE and the like, and
 * STATUS_UNSUCCESSFUL for servers that answer that they cannot, or in a way that cannot be believed.
 *
 * <p>Addresses and {@code localhost} are not asked for. Names are given in ASCII or, without IDNA, in UTF-8.
 *
 * <p>Threads: safe for all; queries are answered in the loop's thread, or in the asking one when the answer is known. Locks:
 * none.
 *
 * <p>Spec: GETADDRINFO-04, GETADDRINFO-05.
 */
@Component(
        service = NameSpaceProvider.class,
        configurationPid = DnsConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = DnsConfig.class)
public final class DnsNames implements NameSpaceProvider {
    /** The identity of the provider. */
    static final Guid ID = Guid.parse("{B2F6D6B5-64A2-4E0B-9C3E-0C9B62F7A112}");

    private static final int IPV4_LENGTH = 4;

    private final DnsSettings settings;
    private final Cache cache; // null: none
    private final DnsLoop loop;
    private final Set<DnsLookup> underWay = ConcurrentHashMap.newKeySet();

    /**
     * Called by Declarative Services, which registers the service when there is a configuration. When that has no servers, or
     * what is none, this fails, so that nobody gets the service.
     */
    @Activate
    public DnsNames(DnsConfig config) {
        this(DnsSettings.of(config));
    }

    DnsNames(DnsSettings settings) {
        this.settings = settings;
        this.cache = settings.cache();
        this.loop = new DnsLoop(settings.timeout());
    }

    @Activate
    void start() throws IOException {
        loop.start();
    }

    /** Fails what is under way. Nothing is left then, as the library's own thread has never been started. */
    @Deactivate
    void stop() {
        loop.stop();
    }

    /** Queries that are neither answered nor given up. */
    int underWay() {
        return underWay.size();
    }

    @Override
    public String name() {
        return "dns";
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
        HostName name = (query.flags() & AddrInfoExW.AI_SECURE) != 0 ? null : HostName.of(query.nodeName());
        if (name == null) {
            query.fail(NtStatus.STATUS_NO_MATCH);
            return;
        }
        List<Name> candidates = name.candidates(settings.search(), settings.ndots());
        start(new HostLookup(query, candidates, question(), underWay::remove));
    }

    @Override
    public void lookUp(AddressQuery query) {
        byte[] address = bytesOf(query.address());
        if (address == null) {
            query.fail(NtStatus.STATUS_NO_MATCH);
            return;
        }
        start(new PointerLookup(query, ReverseMap.fromAddress(address), question(), underWay::remove));
    }

    private DnsQuestion question() {
        return new DnsQuestion(settings, cache, loop);
    }

    private void start(DnsLookup lookup) {
        underWay.add(lookup); // first: it may be over before it has started
        lookup.start();
    }

    /** The address that is asked for; null for this machine's own, and for what has no name in DNS. */
    private static byte[] bytesOf(SockAddr address) {
        if (address instanceof SockAddrIn in) {
            return in.isLoopback() ? null : in.address();
        }
        if (!(address instanceof SockAddrIn6 in6) || in6.isLoopback()) {
            return null;
        }
        byte[] bytes = in6.address();
        if (!in6.isV4Mapped()) {
            return bytes;
        }
        SockAddrIn mapped = new SockAddrIn();
        mapped.setAddress(Arrays.copyOfRange(bytes, bytes.length - IPV4_LENGTH, bytes.length));
        return bytesOf(mapped);
    }
}
