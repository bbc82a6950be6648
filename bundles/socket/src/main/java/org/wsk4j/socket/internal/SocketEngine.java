// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;
import org.wsk4j.report.Waits;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.spi.PfnWskSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * The socket engine: makes sockets, and knows the ones that are open.
 *
 * <p>Who makes what: the engine leases a transport from the registry, makes the socket of the category asked for, and lets
 * the transport make the socket's endpoint. From then on the client calls the socket's dispatch table, which calls the
 * socket, which calls the endpoint; nothing else is in between. See {@link EngineSocket} for the path of a request.
 *
 * <p>Threads: safe for all. Locks: only the monitor that the stopping thread waits on, never held while calling out.
 *
 * <p>Spec: SOCKET-01..SOCKET-23.
 */
@Component(
        service = {PfnWskSocket.class, SocketReporter.class, WaitReporter.class},
        configurationPid = SocketEngine.PID)
@Designate(ocd = SocketEngineConfig.class)
public final class SocketEngine implements PfnWskSocket, SocketReporter, WaitReporter {
    static final String PID = "org.wsk4j.socket";

    private static final Logger LOG = LoggerFactory.getLogger(SocketEngine.class);

    private static final int CATEGORIES = WskConstants.WSK_FLAG_LISTEN_SOCKET
            | WskConstants.WSK_FLAG_CONNECTION_SOCKET
            | WskConstants.WSK_FLAG_DATAGRAM_SOCKET
            | WskConstants.WSK_FLAG_STREAM_SOCKET;

    private final TransportRegistry transports;
    private final boolean verifier;
    private final long stopTimeout; // milliseconds
    private final boolean tracksOrigin;
    private final BufferCheck buffers;
    private final WskProviderConnectionDispatch connectionDispatch = new ConnectionDispatch();
    private final ConcurrentHashMap<Long, EngineSocket> sockets = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Waits waits = new Waits();
    private final Object emptied = new Object(); // notified when the last socket goes
    private volatile boolean stopping; // set once by stop, before it looks for sockets; read by open after it added one

    /** Called by Declarative Services. */
    @Activate
    public SocketEngine(@Reference(name = "transports") TransportRegistry transports, SocketEngineConfig config) {
        this(transports, config.verifier(), config.stopTimeout(), config.trackOrigin());
    }

    SocketEngine(TransportRegistry transports, boolean verifier, long stopTimeout, boolean tracksOrigin) {
        this.transports = transports;
        this.verifier = verifier;
        this.stopTimeout = stopTimeout;
        this.tracksOrigin = tracksOrigin;
        this.buffers = new BufferCheck(verifier);
    }

    /** Takes every socket away that is still open and waits, for a bounded time, until all are gone. */
    @Deactivate
    void stop() {
        stopping = true;
        sockets.values().forEach(EngineSocket::abandon);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stopTimeout);
        Waits.Wait wait = waits.begin("The end of the socket engine", Thread.currentThread(), this::openSockets);
        try {
            if (!awaitEmpty(deadline)) {
                LOG.error("{} sockets are still not gone after {} ms: {}", sockets.size(), stopTimeout, describeAll());
            }
        } finally {
            wait.close();
        }
    }

    /** Waits until no socket is left; false when the time is over. An interrupt is kept for later. */
    private boolean awaitEmpty(long deadline) {
        boolean interrupted = false;
        try {
            synchronized (emptied) {
                while (!sockets.isEmpty()) {
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0) {
                        return false;
                    }
                    try {
                        emptied.wait(left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            return true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private List<WaitCause> openSockets() {
        return sockets.values().stream().flatMap(SocketEngine::causes).toList();
    }

    private static Stream<WaitCause> causes(EngineSocket socket) {
        return Stream.concat(Stream.of(new WaitCause(socket.describe())), socket.busyWith().stream());
    }

    private List<String> describeAll() {
        return sockets.values().stream().limit(10).map(EngineSocket::describe).toList();
    }

    @Override
    public NtStatus wskSocket(
            WskClient client,
            int addressFamily,
            int socketType,
            int protocol,
            int flags,
            Object socketContext,
            Object dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!(client instanceof WskClientObject attached)) {
            return Completer.refuse(irp, NtStatus.STATUS_INVALID_HANDLE, null);
        }
        boolean oneCategory = Integer.bitCount(flags) <= 1 && (flags & ~CATEGORIES) == 0;
        if (!oneCategory
                || securityDescriptor != null) { // a descriptor must be a cached one, and nothing caches them yet
            return Completer.refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached.bundle());
        }
        if (flags != WskConstants.WSK_FLAG_CONNECTION_SOCKET || stopping) { // as if this bundle were gone already
            return Completer.refuse(irp, NtStatus.STATUS_NOT_SUPPORTED, attached.bundle());
        }
        if (dispatch != null && !(dispatch instanceof WskClientConnectionDispatch)) {
            return Completer.refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached.bundle());
        }
        ConnectionSocket socket = new ConnectionSocket(
                this,
                lastId.incrementAndGet(),
                attached,
                new EngineSocket.SocketOwner(owningProcess == null ? attached.bundle() : owningProcess, owningThread),
                addressFamily,
                socketContext,
                (WskClientConnectionDispatch) dispatch);
        socket.begin(irp, "WskSocket");
        try {
            NtStatus status = open(socket, addressFamily, socketType, protocol);
            if (!status.isSuccess()) {
                return Completer.end(irp, status, attached.bundle());
            }
            return socket.finish(irp, socket.request(irp, EngineSocket.CREATE, 0), status, 0, socket);
        } finally {
            socket.leave();
        }
    }

    /** Leases a transport, makes the endpoint, and counts the socket with its client; all of it or nothing. */
    private NtStatus open(ConnectionSocket socket, int addressFamily, int socketType, int protocol) {
        Ptr<TransportLease> lease = new Ptr<>();
        NtStatus status = transports.lease(addressFamily, socketType, protocol, StreamTransport.class, socket, lease);
        if (!status.isSuccess()) {
            return status;
        }
        socket.setLease(lease.get());
        Ptr<StreamEndpoint> endpoint = new Ptr<>();
        StreamTransport transport = (StreamTransport) lease.get().transport();
        status = socket.guarded(() -> transport.openStream(lease.get().triple(), protocol, socket, endpoint));
        if (!status.isSuccess()) {
            lease.get().release();
            return status;
        }
        socket.setEndpoint(endpoint.get());
        sockets.put(socket.id(), socket);
        if (stopping) {
            socket.abandon();
        }
        return socket.published() ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_DEVICE_NOT_READY;
    }

    /** A socket is gone. */
    void forget(EngineSocket socket) {
        if (sockets.remove(socket.id()) != null && sockets.isEmpty()) {
            synchronized (emptied) {
                emptied.notifyAll();
            }
        }
    }

    boolean verifies() {
        return verifier;
    }

    boolean tracksOrigin() {
        return tracksOrigin;
    }

    BufferCheck buffers() {
        return buffers;
    }

    WskProviderConnectionDispatch connectionDispatch() {
        return connectionDispatch;
    }

    /** The closes that have not completed, and the engine's own end. */
    @Override
    public List<WaitReport> waits() {
        Stream<WaitReport> closes = sockets.values().stream()
                .sorted(Comparator.comparingLong(EngineSocket::id))
                .flatMap(socket -> closing(socket).stream());
        return Stream.concat(closes, waits.reports().stream()).toList();
    }

    private static Optional<WaitReport> closing(EngineSocket socket) {
        Instant since = socket.closingSince();
        return since == null
                ? Optional.empty()
                : Optional.of(new WaitReport(
                        -socket.id(), // the engine's own waits count upwards
                        "WskCloseSocket of " + socket.describe(),
                        since,
                        null,
                        socket.busyWith()));
    }

    @Override
    public List<SocketReport> sockets() {
        return sockets.values().stream()
                .map(EngineSocket::report)
                .sorted(Comparator.comparingLong(SocketReport::id))
                .toList();
    }
}
