// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * The shell as a WSK client: has the provider's NPI while a provider is attached, makes connections with it, by
 * connecting or by listening for one, and datagram sockets, and knows which of them use it.
 *
 * <p>The reference does what a client has to do otherwise: getting the service registers and captures, ungetting it
 * releases and deregisters. What is left is to stop using the NPI before {@link #unbindNpi} returns.
 *
 * <p>Threads: safe for all. {@link #connect}, {@link #accept}, {@link #exchange}, {@link #receive} and {@code unbindNpi} block.
 * <p>Locks: {@code lock} for both fields; nothing is called under it but {@link ProviderUse#endSoon}, which only sets an
 * event.
 */
@Component(service = ShellClient.class, immediate = true)
public final class ShellClient {
    private static final Logger LOG = LoggerFactory.getLogger(ShellClient.class);
    private static final long DETACH_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Object lock = new Object();
    private final List<ProviderUse> uses = new ArrayList<>(); // @GuardedBy("lock")
    private WskProviderNpi npi; // @GuardedBy("lock"); null while no provider is attached

    /** A client without a provider so far. */
    @Activate
    public ShellClient() {}

    @Reference(name = "npi", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bindNpi(WskProviderNpi arrived) {
        synchronized (lock) {
            npi = arrived;
        }
    }

    /** Ends whatever uses the NPI, and waits for a bounded time until its sockets are closed. */
    void unbindNpi(WskProviderNpi gone) {
        boolean unused;
        synchronized (lock) {
            if (npi == gone) {
                npi = null;
            }
            for (ProviderUse use : uses) {
                if (use.uses(gone)) {
                    use.endSoon();
                }
            }
            unused = awaitUnusedLocked(gone);
        }
        if (!unused) {
            LOG.warn("The provider goes while a command of the shell still uses it");
        }
    }

    private boolean awaitUnusedLocked(WskProviderNpi gone) {
        long deadline = System.nanoTime() + DETACH_NANOS;
        while (uses.stream().anyMatch(use -> use.uses(gone))) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Connects to a host, at the first of its addresses where that works.
     *
     * @return the connection, which the caller closes
     * @throws CommandFailure when none works, no provider is attached, or the host is not known
     * @throws InterruptedException when the thread is interrupted; nothing is open then
     */
    Connection connect(Destination destination) throws CommandFailure, InterruptedException {
        List<SockAddr> addresses;
        try {
            addresses = destination.resolve();
        } catch (UnknownHostException e) {
            throw CommandFailure.of("connect to " + destination, NtStatus.STATUS_NO_MATCH);
        }
        List<String> failures = new ArrayList<>();
        for (SockAddr address : addresses) {
            Connection connection = newConnection(address);
            if (connection == null) {
                throw CommandFailure.of("connect to " + destination, NtStatus.STATUS_DEVICE_NOT_READY);
            }
            NtStatus status = NtStatus.STATUS_UNSUCCESSFUL;
            try {
                status = connection.open();
            } finally {
                if (!status.isSuccess()) {
                    connection.close();
                }
            }
            if (status.isSuccess()) {
                return connection;
            }
            if (connection.isEnding()) {
                throw CommandFailure.of("connect to " + address, NtStatus.STATUS_DEVICE_NOT_READY);
            }
            failures.add(CommandFailure.line("connect to " + address, status));
        }
        throw CommandFailure.of(failures);
    }

    /**
     * Listens at the first address of a host, and takes one connection.
     *
     * @param local where; with port 0 at any that is free
     * @param onListening is told the address and port before the first connection is waited for
     * @return the connection, which the caller closes
     * @throws CommandFailure when it cannot listen, no provider is attached, or the host is not known
     * @throws InterruptedException when the thread is interrupted; nothing is open then
     */
    Connection accept(Destination local, Consumer<SockAddr> onListening) throws CommandFailure, InterruptedException {
        SockAddr address;
        try {
            address = local.resolve().get(0);
        } catch (UnknownHostException e) {
            throw CommandFailure.of("listen on " + local, NtStatus.STATUS_NO_MATCH);
        }
        Connection connection = newConnection(Destination.wildcardFor(address)); // the peer's address is stored there
        if (connection == null) {
            throw CommandFailure.of("listen on " + address, NtStatus.STATUS_DEVICE_NOT_READY);
        }
        NtStatus status = NtStatus.STATUS_UNSUCCESSFUL;
        try {
            status = connection.open(address, onListening);
        } finally {
            if (!status.isSuccess()) {
                connection.close();
            }
        }
        if (status.isSuccess()) {
            return connection;
        }
        throw CommandFailure.of(
                "listen on " + address, connection.isEnding() ? NtStatus.STATUS_DEVICE_NOT_READY : status);
    }

    /**
     * Opens a datagram socket that exchanges datagrams with one host, at the first of its addresses where that works.
     *
     * @return the socket, which the caller closes
     * @throws CommandFailure when none works, no provider is attached, or the host is not known
     * @throws InterruptedException when the thread is interrupted; nothing is open then
     */
    Datagrams exchange(Destination destination) throws CommandFailure, InterruptedException {
        List<SockAddr> addresses;
        try {
            addresses = destination.resolve();
        } catch (UnknownHostException e) {
            throw CommandFailure.of("udp to " + destination, NtStatus.STATUS_NO_MATCH);
        }
        List<String> failures = new ArrayList<>();
        for (SockAddr address : addresses) {
            Datagrams datagrams = newDatagrams(Destination.wildcardFor(address), address);
            NtStatus status = openOrClose(datagrams);
            if (status.isSuccess()) {
                return datagrams;
            }
            if (status == NtStatus.STATUS_DEVICE_NOT_READY) {
                throw CommandFailure.of("udp to " + address, status);
            }
            failures.add(CommandFailure.line("udp to " + address, status));
        }
        throw CommandFailure.of(failures);
    }

    /**
     * Opens a datagram socket for whatever comes, at the first address of a host.
     *
     * @param local where; with port 0 at any that is free
     * @return the socket, which the caller closes
     * @throws CommandFailure when it cannot be bound there, no provider is attached, or the host is not known
     * @throws InterruptedException when the thread is interrupted; nothing is open then
     */
    Datagrams receive(Destination local) throws CommandFailure, InterruptedException {
        SockAddr address;
        try {
            address = local.resolve().get(0);
        } catch (UnknownHostException e) {
            throw CommandFailure.of("listen on " + local, NtStatus.STATUS_NO_MATCH);
        }
        Datagrams datagrams = newDatagrams(address, null);
        NtStatus status = openOrClose(datagrams);
        if (!status.isSuccess()) {
            throw CommandFailure.of("listen on " + local, status);
        }
        return datagrams;
    }

    /** Opens a socket; where that fails, it is closed, and {@code STATUS_DEVICE_NOT_READY} when there is no provider. */
    private static NtStatus openOrClose(Datagrams datagrams) throws InterruptedException {
        if (datagrams == null) {
            return NtStatus.STATUS_DEVICE_NOT_READY;
        }
        NtStatus status = NtStatus.STATUS_UNSUCCESSFUL;
        try {
            status = datagrams.open();
        } finally {
            if (!status.isSuccess()) {
                datagrams.close();
            }
        }
        return !status.isSuccess() && datagrams.isEnding() ? NtStatus.STATUS_DEVICE_NOT_READY : status;
    }

    /**
     * Begins to look up names and addresses.
     *
     * @return what does it, which the caller closes; null while no provider is attached
     */
    Lookup lookUp() {
        return newUse(now -> new Lookup(now, this::closed));
    }

    private Connection newConnection(SockAddr remote) {
        return newUse(now -> new Connection(now, remote, this::closed));
    }

    private Datagrams newDatagrams(SockAddr local, SockAddr remote) {
        return newUse(now -> new Datagrams(now, local, remote, this::closed));
    }

    /** Null while no provider is attached. */
    private <U extends ProviderUse> U newUse(Function<WskProviderNpi, U> maker) {
        synchronized (lock) {
            if (npi == null) {
                return null;
            }
            U use = maker.apply(npi);
            uses.add(use);
            return use;
        }
    }

    private void closed(ProviderUse use) {
        synchronized (lock) {
            uses.remove(use);
            lock.notifyAll();
        }
    }
}
