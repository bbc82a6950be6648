// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportregistry.internal;

import java.util.List;
import java.util.UUID;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/** A transport of connections that opens none; by default it serves TCP over IPv4. */
class FakeTransport implements StreamTransport {
    static final TransportTriple TCP4 =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
    static final TransportTriple TCP6 =
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
    static final TransportTriple RAW4 =
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_RAW, TransportTriple.ANY_PROTOCOL);

    private final String name;
    private final List<TransportTriple> triples;

    volatile boolean gone; // set by a test once the registry has let the transport go

    FakeTransport(String name, TransportTriple... triples) {
        this.name = name;
        this.triples = triples.length == 0 ? List.of(TCP4) : List.of(triples);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Guid providerId() {
        return new Guid(UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Override
    public int version() {
        return 0x0102;
    }

    @Override
    public List<TransportTriple> triples() {
        return triples;
    }

    @Override
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }
}
