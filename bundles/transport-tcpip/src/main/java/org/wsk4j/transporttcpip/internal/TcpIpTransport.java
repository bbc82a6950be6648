// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
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
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/**
 * The transport for TCP and UDP over IPv4 and IPv6 on the network channels of the JDK, and the owner of its I/O threads.
 *
 * <p>Who creates whom: {@link IoLoops} makes {@link IoLoop}s when endpoints first need them. The transport makes {@link
 * TcpEndpoint}s and {@link TcpListener}s, each of which belongs to one loop for life; a listener makes the endpoints of
 * the connections that it accepts. An endpoint moves its bytes through a {@link TcpSender} and a {@link TcpReceiver}.
 * {@link UdpEndpoint}s and {@link ControlEndpoint}s belong to a loop, too.
 *
 * <p>State: active, then deactivated; never back.
 *
 * <p>Threads: safe for all; {@link #deactivate} blocks until the I/O threads have ended.
 *
 * <p>Spec: AF-INET-*, AF-INET6-* as far as they concern TCP and UDP.
 */
@Component(service = TransportProvider.class, configurationPid = TcpIpConfig.PID)
@Designate(ocd = TcpIpConfig.class)
public final class TcpIpTransport implements StreamTransport, ListenTransport, DatagramTransport, ControlTransport {
    private static final Logger LOG = LoggerFactory.getLogger(TcpIpTransport.class);
    private static final Guid PROVIDER_ID = Guid.parse("{5B3C1A0E-7D42-4F0B-9C6E-2A8F41D7E963}");
    private static final int VERSION = 0x0100; // 1.0
    private static final long STOP_MILLIS = 5_000;

    private final List<TransportTriple> triples;
    private final TcpSettings settings;
    private final IoLoops loops;

    /** A transport with no thread yet. */
    @Activate
    public TcpIpTransport(TcpIpConfig config) {
        settings = TcpSettings.of(config);
        loops = new IoLoops(settings.ioThreads(), settings.bufferMemory());
        List<TransportTriple> served = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (family.isAvailable()) {
                served.add(new TransportTriple(family.addressFamily(), SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP));
            }
        }
        for (IpFamily family : IpFamily.values()) {
            if (family.isAvailable()) {
                served.add(new TransportTriple(family.addressFamily(), SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP));
            }
        }
        triples = List.copyOf(served);
        LOG.info("TCP/IP transport serves {} with up to {} I/O threads", triples, settings.ioThreads());
    }

    @Override
    public String name() {
        return "tcpip";
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
        return triples;
    }

    @Override
    public List<TransportCapability> capabilities(TransportTriple triple) {
        IpFamily family = IpFamily.of(triple.addressFamily());
        return triple.socketType() == SocketType.SOCK_DGRAM ? Capabilities.ofUdp(family) : Capabilities.ofTcp(family);
    }

    @Override
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        if (!serves(triple, SocketType.SOCK_STREAM, protocol)) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        IpFamily family = IpFamily.of(triple.addressFamily());
        EndpointMaker<SocketChannel, TcpEndpoint> maker =
                (loop, channel) -> new TcpEndpoint(loop, settings, family, channel, observer);
        return open(family::openStream, maker, endpoint);
    }

    @Override
    public NtStatus openListener(
            TransportTriple triple, int protocol, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        if (!serves(triple, SocketType.SOCK_STREAM, protocol)) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        return openListener(IpFamily.of(triple.addressFamily()), observer, endpoint);
    }

    @Override
    public NtStatus listen(StreamEndpoint bound, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        if (!(bound instanceof TcpEndpoint stream)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Ptr<TcpListener> opened = new Ptr<>();
        NtStatus status = openListener(stream.family(), observer, opened);
        if (!status.isSuccess()) {
            return status;
        }
        status = stream.share(opened.get());
        if (status.isSuccess()) {
            endpoint.set(opened.get());
        } else {
            opened.get().discard();
        }
        return status;
    }

    private NtStatus openListener(IpFamily family, ListenObserver observer, Ptr<? super TcpListener> endpoint) {
        EndpointMaker<ServerSocketChannel, TcpListener> maker =
                (loop, channel) -> new TcpListener(loop, loops, settings, family, channel, observer);
        return open(family::openListener, maker, endpoint);
    }

    /** Opens channels. */
    @FunctionalInterface
    private interface ChannelSource<C extends Channel> {
        C open() throws IOException;
    }

    /** Opens a channel, and an endpoint for it on the loop whose turn it is. */
    private <C extends Channel, E extends LoopEndpoint> NtStatus open(
            ChannelSource<C> source, EndpointMaker<C, E> maker, Ptr<? super E> endpoint) {
        try {
            IoLoop loop = loops.next();
            if (loop == null) {
                return NtStatus.STATUS_DEVICE_NOT_READY;
            }
            E opened = loop.adopt(source.open(), maker);
            if (opened == null) {
                return NtStatus.STATUS_DEVICE_NOT_READY;
            }
            endpoint.set(opened);
            return NtStatus.STATUS_SUCCESS;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return PlatformErrors.statusOf(e);
        }
    }

    @Override
    public NtStatus openDatagram(
            TransportTriple triple, int protocol, DatagramObserver observer, Ptr<? super DatagramEndpoint> endpoint) {
        if (!serves(triple, SocketType.SOCK_DGRAM, protocol)) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        IpFamily family = IpFamily.of(triple.addressFamily());
        EndpointMaker<DatagramChannel, UdpEndpoint> maker =
                (loop, channel) -> new UdpEndpoint(loop, settings, family, channel, observer);
        return open(family::openDatagram, maker, endpoint);
    }

    @Override
    public NtStatus openControl(TransportTriple triple, int protocol, Ptr<? super TransportEndpoint> endpoint) {
        IpFamily family = IpFamily.of(triple.addressFamily());
        if (serves(triple, SocketType.SOCK_STREAM, protocol)) {
            EndpointMaker<SocketChannel, ControlEndpoint> maker =
                    (loop, channel) -> ControlEndpoint.of(loop, family, channel);
            return open(family::openStream, maker, endpoint);
        }
        if (serves(triple, SocketType.SOCK_DGRAM, protocol)) {
            EndpointMaker<DatagramChannel, ControlEndpoint> maker =
                    (loop, channel) -> ControlEndpoint.of(loop, family, channel);
            return open(family::openDatagram, maker, endpoint);
        }
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    private boolean serves(TransportTriple triple, int socketType, int protocol) {
        return triples.contains(triple) && triple.serves(triple.addressFamily(), socketType, protocol);
    }

    /** Stops the I/O threads. Nobody has an endpoint any more; what is open nevertheless is reset. */
    @Deactivate
    public void deactivate() {
        loops.stop(STOP_MILLIS);
        LOG.info("TCP/IP transport has ended");
    }
}
