// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.NtStatusException;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * A client that has as many sockets as a test wants, driven by its words: {@code connect ADDRESS PORT},
 * {@code send ADDRESS PORT}, {@code listen ADDRESS PORT}, {@code close}. It answers the status; what it has opened stays open
 * until the test says {@code close}.
 *
 * <p>Threads: the test's, several at a time.
 */
@Component(service = Function.class, property = "client=several")
public final class SeveralSockets implements Function<String, String> {

    private final WskProviderNpi npi;
    private final Queue<WskSocket> sockets = new ConcurrentLinkedQueue<>();

    /** The provider is there. */
    @Activate
    public SeveralSockets(@Reference(name = "npi") WskProviderNpi npi) {
        this.npi = npi;
    }

    @Override
    public String apply(String words) {
        String[] command = words.split(" ");
        try {
            switch (command[0]) {
                case "connect" -> connect(address(command));
                case "send" -> send(address(command));
                case "listen" -> listen(address(command));
                case "close" -> close();
                default -> throw new IllegalArgumentException(words);
            }
            return NtStatus.STATUS_SUCCESS.name();
        } catch (NtStatusException e) {
            return e.status().name();
        }
    }

    private static SockAddr address(String[] command) {
        return SockAddrIn.of(command[1], Integer.parseInt(command[2]));
    }

    private void connect(SockAddr peer) {
        sockets.add(join(IrpFuture.of(
                WskSocket.class,
                irp -> npi.dispatch()
                        .wskSocketConnect(
                                npi.client(),
                                SocketType.SOCK_STREAM,
                                IpProtocol.IPPROTO_TCP,
                                new SockAddrIn(),
                                peer,
                                0,
                                null,
                                null,
                                null,
                                null,
                                null,
                                irp))));
    }

    private void send(SockAddr peer) {
        WskSocket socket = socket(SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP, WskConstants.WSK_FLAG_DATAGRAM_SOCKET);
        WskProviderDatagramDispatch table = (WskProviderDatagramDispatch) socket.dispatch();
        WskBuf buffer = new WskBuf(Mdl.allocate(ByteBuffer.allocateDirect(1)), 0, 1);
        join(IrpFuture.ofCount(irp -> table.wskBind(socket, new SockAddrIn(), 0, irp)));
        join(IrpFuture.ofCount(irp -> table.wskSendTo(socket, buffer, 0, peer, 0, null, irp)));
    }

    private void listen(SockAddr local) {
        WskSocket socket = socket(SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP, WskConstants.WSK_FLAG_LISTEN_SOCKET);
        WskProviderListenDispatch table = (WskProviderListenDispatch) socket.dispatch();
        join(IrpFuture.ofCount(irp -> table.wskBind(socket, local, 0, irp)));
    }

    private WskSocket socket(int type, int protocol, int flags) {
        WskSocket socket = join(IrpFuture.of(
                WskSocket.class,
                irp -> npi.dispatch()
                        .wskSocket(
                                npi.client(),
                                AddressFamily.AF_INET,
                                type,
                                protocol,
                                flags,
                                null,
                                null,
                                null,
                                null,
                                null,
                                irp)));
        sockets.add(socket);
        return socket;
    }

    private static <T> T join(IrpFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof NtStatusException status ? status : e;
        }
    }

    @Deactivate
    void close() {
        for (WskSocket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            WskSocket closed = socket;
            join(IrpFuture.ofCount(irp -> closed.dispatch().wskCloseSocket(closed, irp)));
        }
    }
}
