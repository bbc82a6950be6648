// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.wsk4j.socket.internal.SocketEngine;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.transporttcpip.internal.TcpIpTransport;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * WskSocketConnect over the real engine and real TCP, with a client and a listener; nothing may be left after a test.
 *
 * <p>A test sets the arguments that it cares for and calls; the others are good for {@link #listenerAddress}.
 */
final class ConnectFixture implements BeforeEachCallback, AfterEachCallback {
    private final Queue<WskSocket> sockets = new ConcurrentLinkedQueue<>(); // to close after the test

    private TcpIpTransport transport; // this and the rest: the test's thread
    private CountingRegistry registry;
    private SocketEngine engine;
    private FakeClient client;
    private SocketConnect connect;
    private ServerSocket listener;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        transport = Component.activate(TcpIpTransport.class);
        registry = new CountingRegistry(transport);
        engine = Component.activate(SocketEngine.class, registry);
        client = new FakeClient();
        connect = new SocketConnect(engine);
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        listener.setSoTimeout((int) TimeUnit.SECONDS.toMillis(RecordedIrp.DEADLINE_SECONDS));
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        try {
            for (WskSocket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
                close(socket);
            }
            if (context.getExecutionException().isEmpty()) {
                assertNothingIsLeft();
            }
        } finally {
            listener.close();
            Component.deactivate(engine, "stop");
            transport.deactivate();
        }
    }

    /** No socket, lease, or count of the client's. */
    void assertNothingIsLeft() {
        Eventually.isTrue("all leases are given back", () -> registry.leases() == 0);
        Eventually.isTrue("the engine has no socket", () -> engine.sockets().isEmpty());
        client.assertIdle();
    }

    FakeClient client() {
        return client;
    }

    SocketEngine engine() {
        return engine;
    }

    ServerSocket listener() {
        return listener;
    }

    SockAddrIn listenerAddress() {
        return SockAddrIn.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort()));
    }

    /** An address at which nobody listens: a port that was free a moment ago. */
    static SockAddrIn closedPort() throws IOException {
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return SockAddrIn.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), closed.getLocalPort()));
        }
    }

    Socket accept() {
        try {
            return listener.accept();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** One call of WskSocketConnect. */
    final class Call {
        private WskClient caller = client;
        private int type = SocketType.SOCK_STREAM;
        private int protocol = IpProtocol.IPPROTO_TCP;
        private SockAddr local = new SockAddrIn();
        private SockAddr remote = listenerAddress();
        private int flags;
        private Object context;
        private WskClientConnectionDispatch callbacks;
        private SecurityDescriptor descriptor;
        private RecordedIrp irp = RecordedIrp.ready();
        private NtStatus returned;

        Call by(WskClient newCaller) {
            caller = newCaller;
            return this;
        }

        Call of(int newType, int newProtocol) {
            type = newType;
            protocol = newProtocol;
            return this;
        }

        Call from(SockAddr newLocal) {
            local = newLocal;
            return this;
        }

        Call to(SockAddr newRemote) {
            remote = newRemote;
            return this;
        }

        Call with(int newFlags) {
            flags = newFlags;
            return this;
        }

        Call callingBack(Object newContext, WskClientConnectionDispatch newCallbacks) {
            context = newContext;
            callbacks = newCallbacks;
            return this;
        }

        Call protectedBy(SecurityDescriptor newDescriptor) {
            descriptor = newDescriptor;
            return this;
        }

        Call on(RecordedIrp newIrp) {
            irp = newIrp;
            return this;
        }

        /** Makes the call. */
        Call start() {
            returned = start(irp.irp());
            return this;
        }

        /** Makes the call with this IRP, or with none. */
        NtStatus start(Irp with) {
            return connect.wskSocketConnect(
                    caller, type, protocol, local, remote, flags, context, callbacks, null, null, descriptor, with);
        }

        RecordedIrp irp() {
            return irp;
        }

        NtStatus returned() {
            return returned;
        }

        /** It ended with a failure, in the return value and in the IRP, once, and nothing is left. */
        void failsWith(NtStatus status) {
            assertThatIrp(irp).fits(returned).completedWith(status);
            assertNothingIsLeft();
        }

        /** The same, before it returned. */
        void failsAtOnceWith(NtStatus status) {
            assertThat(returned).isEqualTo(status);
            failsWith(status);
        }

        /** It ended well; the fixture closes the socket. */
        WskSocket succeeds() {
            assertThatIrp(irp).fits(returned).completedWith(STATUS_SUCCESS);
            WskSocket socket = irp.object(WskSocket.class);
            assertThat(socket).isNotNull();
            sockets.add(socket);
            return socket;
        }
    }

    Call call() {
        return new Call();
    }

    /** Closes a socket now. */
    void close(WskSocket socket) {
        sockets.remove(socket);
        RecordedIrp irp = RecordedIrp.ready();
        NtStatus returned = dispatch(socket).wskCloseSocket(socket, irp.irp());
        assertThatIrp(irp).fits(returned).completedWith(STATUS_SUCCESS);
    }

    static WskProviderConnectionDispatch dispatch(WskSocket socket) {
        return (WskProviderConnectionDispatch) socket.dispatch();
    }

    /** A whole connection, made and closed again: the provider works. */
    void assertStillWorks() throws IOException {
        WskSocket socket = call().start().succeeds();
        try (Socket peer = accept()) {
            assertThat(peer.isConnected()).isTrue();
        }
        close(socket);
    }
}
