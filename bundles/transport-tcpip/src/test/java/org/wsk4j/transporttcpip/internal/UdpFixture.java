// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.TransportBuffer;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketType;

/** A transport for one test, UDP endpoints and peers for it; what {@link TcpFixture} checks afterwards is checked here. */
final class UdpFixture implements BeforeEachCallback, AfterEachCallback {
    private final TcpFixture tcp;
    private final List<UdpPeer> peers = new ArrayList<>();

    UdpFixture() {
        this(TcpFixture.config(1));
    }

    UdpFixture(TcpIpConfig config) {
        tcp = new TcpFixture(config);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        tcp.beforeEach(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        tcp.afterEach(context);
        peers.forEach(UdpPeer::close);
    }

    TcpIpTransport transport() {
        return tcp.transport();
    }

    void expectErrors() {
        tcp.expectErrors();
    }

    <T extends TransportEndpoint> T keep(T endpoint) {
        return tcp.keep(endpoint);
    }

    void close(TransportEndpoint endpoint) {
        tcp.close(endpoint);
    }

    void forget(TransportEndpoint endpoint) {
        tcp.forget(endpoint);
    }

    static TransportTriple triple(IpFamily family) {
        return new TransportTriple(family.addressFamily(), SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
    }

    /** An unbound endpoint. */
    DatagramEndpoint open(IpFamily family, DatagramObserver observer) {
        Ptr<DatagramEndpoint> endpoint = new Ptr<>();
        assertThat(tcp.transport().openDatagram(triple(family), IpProtocol.IPPROTO_UDP, observer, endpoint))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        return tcp.keep(endpoint.get());
    }

    DatagramEndpoint open(IpFamily family) {
        return open(family, new SilentObserver());
    }

    /** An endpoint on a port of the loopback. */
    DatagramEndpoint bound(IpFamily family, DatagramObserver observer) {
        DatagramEndpoint endpoint = open(family, observer);
        assertThat(endpoint.bind(TcpFixture.loopback(family, 0))).isEqualTo(NtStatus.STATUS_SUCCESS);
        return endpoint;
    }

    DatagramEndpoint bound(IpFamily family) {
        return bound(family, new SilentObserver());
    }

    /** A plain socket on a port of the loopback. */
    UdpPeer peer(IpFamily family) {
        UdpPeer peer = new UdpPeer(family);
        peers.add(peer);
        return peer;
    }

    static SockAddr addressOf(IpFamily family, TransportEndpoint endpoint) {
        return TcpFixture.localOf(family, endpoint);
    }

    /** A send of a text. */
    static Call send(String text, SockAddr to) {
        Call call = Call.of(text);
        call.request().setAddress(to);
        return call;
    }

    /** A receive with room for the sender's address. */
    static Call receive(int size, SockAddr from) {
        Call call = Call.into(size);
        call.request().setAddress(from);
        return call;
    }

    /** Hears nothing, as nothing is observed. */
    static class SilentObserver implements DatagramObserver {
        @Override
        public boolean received(TransportBuffer datagrams, int flags) {
            throw new AssertionError("nothing is observed");
        }

        @Override
        public void failed(NtStatus reason) {
            throw new AssertionError("it did not fail: " + reason);
        }
    }
}
