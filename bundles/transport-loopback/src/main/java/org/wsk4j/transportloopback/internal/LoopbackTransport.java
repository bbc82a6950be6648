// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.ListenTransport;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/**
 * A transport in memory: two sockets of one container exchange streams and datagrams without the operating system. It is
 * the one to read first by those who write a transport. It does all that the SPI says, in the plainest way that keeps
 * its rules; {@code transport-tcpip} shows what speed and real sockets make of them.
 *
 * <p>Who creates whom: the transport has one {@link Network}, with the lock, the I/O thread, the memory and the ports.
 * It makes the endpoints, each a {@link LoopbackEndpoint}: {@link LoopbackStream}, {@link LoopbackListener}, which makes the
 * other ends of connections, {@link LoopbackDatagrams} and {@link LoopbackControl}.
 *
 * <p>Read on in {@link LoopbackEndpoint}, about the path of a request; then in {@link StreamReceiver}, where bytes
 * move, and {@link StreamTeller}, on what an observer is told.
 *
 * <p>State: active, then deactivated; never back.
 *
 * <p>Threads: safe for all; {@link #deactivate} blocks until the I/O thread has ended.
 *
 * <p>Spec: AF-INET-*, AF-INET6-* as far as they concern the loopback.
 */
@Component(service = TransportProvider.class, property = "service.ranking:Integer=-100")
public final class LoopbackTransport implements StreamTransport, ListenTransport, DatagramTransport, ControlTransport {
    private static final Logger LOG = LoggerFactory.getLogger(LoopbackTransport.class);
    private static final Guid PROVIDER_ID = Guid.parse("{C40B8E52-93D6-4D7A-8F1E-6E0B5A2D9C17}");
    private static final int VERSION = 0x0100; // 1.0
    private static final long STOP_MILLIS = 5_000;
    private static final List<TransportTriple> TRIPLES = List.of(
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP),
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP));

    private final Network network = new Network();

    /** A transport with no thread yet. */
    @Activate
    public LoopbackTransport() {
        LOG.info("Loopback transport serves {}", TRIPLES);
    }

    @Override
    public String name() {
        return "loopback";
    }

    @Override
    public Guid providerId() {
        return PROVIDER_ID;
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public List<TransportTriple> triples() {
        return TRIPLES;
    }

    @Override
    public List<TransportCapability> capabilities(TransportTriple triple) {
        LoopbackOption.Use use = use(triple);
        List<TransportCapability> all = new ArrayList<>();
        for (LoopbackOption option : LoopbackOption.values()) {
            all.addAll(option.capabilities(family(triple), use));
        }
        all.add(new TransportCapability(Kind.CONTROL, 0, SocketOptions.SIO_ADDRESS_LIST_QUERY));
        if (use == LoopbackOption.Use.STREAM) {
            for (StreamControl control : StreamControl.values()) {
                all.add(new TransportCapability(Kind.CONTROL, 0, control.code()));
            }
        } else {
            all.addAll(new ControlInfo(family(triple), null).capabilities());
        }
        return List.copyOf(all);
    }

    private static LoopbackOption.Use use(TransportTriple triple) {
        return triple.socketType() == SocketType.SOCK_STREAM ? LoopbackOption.Use.STREAM : LoopbackOption.Use.DATAGRAM;
    }

    @Override
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        return serves(triple, SocketType.SOCK_STREAM, protocol)
                ? open(new LoopbackStream(network, family(triple), observer), endpoint)
                : NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus openListener(
            TransportTriple triple, int protocol, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        return serves(triple, SocketType.SOCK_STREAM, protocol)
                ? open(new LoopbackListener(network, family(triple), observer), endpoint)
                : NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus listen(StreamEndpoint bound, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        if (!(bound instanceof LoopbackStream stream) || stream.network != network) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        LoopbackListener listener = new LoopbackListener(network, stream.family, observer);
        synchronized (network.lock) {
            NtStatus status = listener.shareLocked(stream);
            return status.isSuccess() ? openLocked(listener, endpoint) : status;
        }
    }

    @Override
    public NtStatus openDatagram(
            TransportTriple triple, int protocol, DatagramObserver observer, Ptr<? super DatagramEndpoint> endpoint) {
        return serves(triple, SocketType.SOCK_DGRAM, protocol)
                ? open(new LoopbackDatagrams(network, family(triple), observer), endpoint)
                : NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    public NtStatus openControl(TransportTriple triple, int protocol, Ptr<? super TransportEndpoint> endpoint) {
        return serves(triple, triple.socketType(), protocol)
                ? open(new LoopbackControl(network, family(triple), use(triple)), endpoint)
                : NtStatus.STATUS_NOT_SUPPORTED;
    }

    private static boolean serves(TransportTriple triple, int type, int protocol) {
        return TRIPLES.contains(triple) && triple.serves(triple.addressFamily(), type, protocol);
    }

    private static IpFamily family(TransportTriple triple) {
        return IpFamily.of(triple.addressFamily());
    }

    private <E extends LoopbackEndpoint> NtStatus open(E opened, Ptr<? super E> endpoint) {
        synchronized (network.lock) {
            return openLocked(opened, endpoint);
        }
    }

    private <E extends LoopbackEndpoint> NtStatus openLocked(E opened, Ptr<? super E> endpoint) {
        if (!network.addLocked(opened)) {
            opened.discardLocked();
            return NtStatus.STATUS_DEVICE_NOT_READY;
        }
        endpoint.set(opened);
        return NtStatus.STATUS_SUCCESS;
    }

    /** Stops the I/O thread. Nobody has an endpoint any more; what is open nevertheless is given up. */
    @Deactivate
    public void deactivate() {
        network.end(STOP_MILLIS);
        LOG.info("Loopback transport has ended");
    }
}
