// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/**
 * The transport for TCP over IPv4 and IPv6 on the network channels of the JDK, and the owner of its I/O threads.
 *
 * <p>Who creates whom: the transport makes {@link IoLoop}s when endpoints first need them, and {@link TcpEndpoint}s,
 * each of which belongs to one loop for life. An endpoint moves its bytes through a {@link TcpSender} and a {@link
 * TcpReceiver}.
 *
 * <p>State: active, then deactivated; never back.
 *
 * <p>Threads: safe for all; {@link #deactivate} blocks until the I/O threads have ended.
 *
 * <p>Locks: {@link #lock} guards the loops; nothing is called out with it but the platform.
 *
 * <p>Spec: AF-INET-*, AF-INET6-* as far as they concern TCP.
 */
@Component(service = TransportProvider.class, configurationPid = TcpIpConfig.PID)
@Designate(ocd = TcpIpConfig.class)
public final class TcpIpTransport implements StreamTransport {
    private static final Logger LOG = LoggerFactory.getLogger(TcpIpTransport.class);
    private static final Guid PROVIDER_ID = Guid.parse("{5B3C1A0E-7D42-4F0B-9C6E-2A8F41D7E963}");
    private static final int VERSION = 0x0100; // 1.0
    private static final int MOST_THREADS_BY_DEFAULT = 4;
    private static final long STOP_MILLIS = 5_000;

    private final List<TransportTriple> triples;
    private final Object lock = new Object();
    private final IoLoop[] loops; // @GuardedBy("lock"): null where none was needed yet
    private int next; // @GuardedBy("lock"): the loop that the next endpoint gets
    private boolean deactivated; // @GuardedBy("lock")

    /** A transport with no thread yet. */
    @Activate
    public TcpIpTransport(TcpIpConfig config) {
        int threads = config.ioThreads() > 0
                ? config.ioThreads()
                : Math.min(Runtime.getRuntime().availableProcessors(), MOST_THREADS_BY_DEFAULT);
        loops = new IoLoop[threads];
        List<TransportTriple> served = new ArrayList<>();
        for (IpFamily family : IpFamily.values()) {
            if (family.isAvailable()) {
                served.add(new TransportTriple(family.addressFamily(), SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP));
            }
        }
        triples = List.copyOf(served);
        LOG.info("TCP/IP transport serves {} with up to {} I/O threads", triples, threads);
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
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        if (!triples.contains(triple) || !triple.serves(triple.addressFamily(), SocketType.SOCK_STREAM, protocol)) {
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
        IpFamily family = IpFamily.of(triple.addressFamily());
        try {
            IoLoop loop = nextLoop();
            if (loop == null) {
                return NtStatus.STATUS_DEVICE_NOT_READY;
            }
            SocketChannel channel = family.openStream();
            TcpEndpoint opened = new TcpEndpoint(loop, family, channel, observer);
            if (!loop.add(opened)) {
                channel.close();
                return NtStatus.STATUS_DEVICE_NOT_READY;
            }
            endpoint.set(opened);
            return NtStatus.STATUS_SUCCESS;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return PlatformErrors.statusOf(e);
        }
    }

    /** The loop for the next endpoint, running; null once deactivated. */
    private IoLoop nextLoop() throws IOException {
        synchronized (lock) {
            if (deactivated) {
                return null;
            }
            int at = next;
            next = (next + 1) % loops.length;
            if (loops[at] == null || loops[at].hasEnded()) { // one that has died is replaced
                loops[at] = started(new IoLoop("wsk4j-tcpip-" + at));
            }
            return loops[at];
        }
    }

    /** The loop, running; one that gets no thread is stopped, so that it keeps no descriptor. */
    private static IoLoop started(IoLoop loop) throws IOException {
        boolean running = false;
        try {
            loop.start();
            running = true;
        } finally {
            if (!running) {
                loop.discard();
            }
        }
        return loop;
    }

    /** Stops the I/O threads. Nobody has an endpoint any more; what is open nevertheless is reset. */
    @Deactivate
    public void deactivate() {
        List<IoLoop> running = new ArrayList<>();
        synchronized (lock) {
            deactivated = true;
            for (IoLoop loop : loops) {
                if (loop != null) {
                    running.add(loop);
                }
            }
        }
        for (IoLoop loop : running) {
            loop.stop();
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS); // for all of them together
        boolean interrupted = false;
        for (IoLoop loop : running) {
            try {
                if (!loop.awaitEnd(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())))) {
                    LOG.warn("{} did not end in time: a callback or completion routine is still running there", loop);
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.info("TCP/IP transport has ended");
    }
}
