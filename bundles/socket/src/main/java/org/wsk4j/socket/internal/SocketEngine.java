// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.time.Instant;
import java.util.Arrays;
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
import org.wsk4j.report.ControlReport;
import org.wsk4j.report.ControlReporter;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.SocketReporter;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;
import org.wsk4j.report.Waits;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.ThreadToken;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.spi.CachedDescriptors;
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
        service = {PfnWskSocket.class, SocketReporter.class, ControlReporter.class, WaitReporter.class},
        configurationPid = SocketEngine.PID)
@Designate(ocd = SocketEngineConfig.class)
public final class SocketEngine implements PfnWskSocket, SocketReporter, ControlReporter, WaitReporter {
    static final String PID = "org.wsk4j.socket";

    private static final Logger LOG = LoggerFactory.getLogger(SocketEngine.class);

    private final TransportRegistry transports;
    private final boolean verifier;
    private final long stopTimeout; // milliseconds
    private final boolean tracksOrigin;
    private final BufferCheck buffers;
    private final AddressLists addressLists;
    private final AddressTable addresses = new AddressTable();
    private final DispatchTables tables = new DispatchTables();
    private final ConcurrentHashMap<Long, EngineSocket> sockets = new ConcurrentHashMap<>();
    private final AtomicLong lastId = new AtomicLong();
    private final Waits waits = new Waits();
    private final Object emptied = new Object(); // notified when the last socket goes
    private volatile boolean stopping; // set once by stop, before it looks for sockets; read by open after it added one

    /** Called by Declarative Services. */
    @Activate
    public SocketEngine(@Reference(name = "transports") TransportRegistry transports, SocketEngineConfig config) {
        this(transports, config.verifier(), config.stopTimeout(), config.trackOrigin(), config.addressListInterval());
    }

    SocketEngine(
            TransportRegistry transports,
            boolean verifier,
            long stopTimeout,
            boolean tracksOrigin,
            long addressListInterval) {
        this.transports = transports;
        this.verifier = verifier;
        this.stopTimeout = stopTimeout;
        this.tracksOrigin = tracksOrigin;
        this.buffers = new BufferCheck(verifier);
        this.addressLists = new AddressLists(addressListInterval);
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
        SocketCategory category = SocketCategory.of(flags);
        if (category == null || !category.takes(dispatch)) {
            return Completer.refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached.bundle());
        }
        if (!category.takesType(socketType) || stopping) { // as if this bundle were gone already
            return Completer.refuse(irp, NtStatus.STATUS_NOT_SUPPORTED, attached.bundle());
        }
        EngineSocket.SocketOwner owner = new EngineSocket.SocketOwner(
                owningProcess == null ? attached.bundle() : owningProcess,
                owningThread == null ? null : ThreadToken.of(owningThread));
        EngineSocket socket = category.make(this, attached, owner, addressFamily, socketContext, dispatch);
        socket.begin(irp, "WskSocket");
        try {
            NtStatus status = securityDescriptor == null
                    ? open(socket, addressFamily, socketType, protocol)
                    : open(socket, addressFamily, socketType, protocol, securityDescriptor);
            if (!status.isSuccess()) {
                return Completer.end(irp, status, attached.bundle());
            }
            return socket.finish(irp, socket.request(irp, EngineSocket.CREATE, 0), status, 0, socket);
        } finally {
            socket.leave();
        }
    }

    /** Counts the socket, leases a transport, makes the endpoint, and tells the client; all of it or nothing. */
    private NtStatus open(EngineSocket socket, int addressFamily, int socketType, int protocol) {
        NtStatus refused = socket.allowance().open();
        if (refused != null) {
            return refused;
        }
        boolean opened = false;
        NtStatus status;
        try {
            status = openEndpoint(socket, addressFamily, socketType, protocol);
            opened = status.isSuccess();
        } finally {
            if (!opened) {
                socket.allowance().close();
            }
        }
        if (!opened) {
            return status;
        }
        return publish(socket) ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_DEVICE_NOT_READY;
    }

    private NtStatus openEndpoint(EngineSocket socket, int addressFamily, int socketType, int protocol) {
        Ptr<TransportLease> lease = new Ptr<>();
        NtStatus status =
                transports.lease(addressFamily, socketType, protocol, socket.ability(socketType), socket, lease);
        if (!status.isSuccess()) {
            return status;
        }
        socket.setLease(lease.get());
        socket.allowance().setProtocol(protocol);
        status = socket.guarded(() -> socket.openEndpoint(lease.get(), protocol));
        if (!status.isSuccess()) {
            lease.get().release();
        }
        return status;
    }

    /** Likewise, of a socket whose local address is shared as a cached descriptor says, which is in use meanwhile. */
    private NtStatus open(
            EngineSocket socket, int addressFamily, int socketType, int protocol, SecurityDescriptor descriptor) {
        CachedDescriptors cached = socket.client().securityDescriptors();
        if (!cached.use(descriptor)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        try {
            socket.sharing().setDescriptor(descriptor);
            return open(socket, addressFamily, socketType, protocol);
        } finally {
            cached.endUse(descriptor);
        }
    }

    /**
     * A socket has its endpoint, and its client's account has counted it: from now on it is known; false when it may not live,
     * and nothing of it stays.
     */
    boolean publish(EngineSocket socket) {
        sockets.put(socket.id(), socket);
        if (stopping) {
            socket.abandon();
        }
        return socket.published();
    }

    /** The number of the next socket. */
    long nextId() {
        return lastId.incrementAndGet();
    }

    /** A socket is gone. */
    void forget(EngineSocket socket) {
        if (sockets.remove(socket.id()) == null) {
            return; // it was taken away before its client closed it
        }
        socket.allowance().close();
        if (sockets.isEmpty()) {
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

    /** The local addresses of sockets. */
    AddressTable addresses() {
        return addresses;
    }

    /** The local addresses of transports. */
    AddressLists addressLists() {
        return addressLists;
    }

    BufferCheck buffers() {
        return buffers;
    }

    DispatchTables tables() {
        return tables;
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
    public List<ControlReport> controls() {
        return Arrays.stream(SocketControl.values()).map(SocketControl::report).toList();
    }

    @Override
    public List<SocketReport> sockets() {
        return sockets.values().stream()
                .map(EngineSocket::report)
                .sorted(Comparator.comparingLong(SocketReport::id))
                .toList();
    }
}
