// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.wsk4j.wdm.NtStatusException;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * An echo server: the sample to read first.
 *
 * <p>Where to look for what:
 *
 * <ul>
 * <li>here: how a bundle becomes a WSK client, and how it stops being one;
 * <li>{@link Listener}: a listening socket, from its creation to its events; accepting connections;
 * <li>{@link EventConnection} and {@link Echo}: receiving by callback, retaining data, sending it without a copy;
 * <li>{@link IrpConnection}: the same server with one IRP and memory of its own;
 * <li>{@link DatagramEcho} and {@link DatagramReplies}: the same for datagrams, where one socket is everything;
 * <li>{@link Connection}: how a connection ends, gracefully or not;
 * <li>{@link SocketGuard}: when a socket may be closed.
 * </ul>
 *
 * <p>The reference does what a kernel module has to do by hand: WskRegister and WskCaptureProviderNPI before this object
 * is made, WskReleaseProviderNPI and WskDeregister after it was deactivated. When the provider goes, Declarative Services
 * deactivates the server; when another one comes, they make a new one.
 *
 * <p>Threads: those of Declarative Services, at PASSIVE_LEVEL: they may wait. Everything else in this bundle runs in
 * callbacks and completion routines, which may not.
 */
@Component(
        service = {},
        configurationPid = EchoConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EchoConfig.class)
public final class EchoServer {
    private final WskProviderNpi wsk;
    private final EchoSettings settings;
    private final Connections connections = new Connections();
    private EchoSocket socket; // Declarative Services: set by the start, before the stop

    /**
     * Opens nothing yet: a component whose provider goes while it is being made is dropped without being deactivated.
     * Called by Declarative Services, once there are a provider and a configuration.
     *
     * @throws IllegalArgumentException when the configuration is of no use; Declarative Services log it, and wait for
     *     another one
     */
    @Activate
    public EchoServer(@Reference(name = "wsk") WskProviderNpi wsk, EchoConfig config) {
        this.wsk = wsk;
        this.settings = EchoSettings.of(config);
    }

    /**
     * Listens. From now on Declarative Services see to it that {@link #stop} is called.
     *
     * @throws IllegalStateException when it cannot; then nothing is left open
     */
    @Activate
    void start() {
        SockAddr address = settings.address();
        try {
            socket = switch (settings.protocol()) {
                case TCP -> Listener.open(wsk, address, settings, connections);
                case UDP -> DatagramEcho.open(wsk, address);
            };
        } catch (CompletionException e) { // what join() throws: the status is in its cause
            throw new IllegalStateException(
                    "cannot listen on " + address + ": " + e.getCause().getMessage(), e);
        } catch (CancellationException | NtStatusException e) {
            throw new IllegalStateException("cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /** Ends everything: first the socket that brings new connections, then the connections. */
    @Deactivate
    void stop() {
        socket.close();
        connections.closeAll();
    }
}
