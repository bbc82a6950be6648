// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.WskVersion;

/**
 * Registers, captures, connects, does what its random numbers say, and takes everything down again, over and over.
 *
 * <p>What it knows of each connection: how many bytes of the pattern it offered, how many sends reported as sent, and how many
 * it got back. A connection that it ends gracefully must have carried exactly these; one that it aborts, a beginning of them.
 *
 * <p>Threads: its own; completions come from any.
 */
final class RandomClient implements Runnable {

    private static final int BUFFER = 8 * 1024;

    private final WskRegistrar registrar;
    private final PatternPeer peer;
    private final Random random;
    private final int wanted;
    private long operations;

    RandomClient(WskRegistrar registrar, PatternPeer peer, long seed, int wanted) {
        this.registrar = registrar;
        this.peer = peer;
        this.random = new Random(seed);
        this.wanted = wanted;
    }

    long operations() {
        return operations;
    }

    @Override
    public void run() {
        while (operations < wanted) {
            WskRegistration registration = new WskRegistration();
            WskClientNpi npi = new WskClientNpi(null, new WskClientDispatch(WskVersion.make(1, 0), 0, null));
            assertThat(registrar.wskRegister(npi, registration)).isEqualTo(NtStatus.STATUS_SUCCESS);
            WskProviderNpi provider = new WskProviderNpi();
            assertThat(registrar.wskCaptureProviderNPI(registration, 10_000, provider))
                    .isEqualTo(NtStatus.STATUS_SUCCESS);
            int connections = 1 + random.nextInt(20);
            for (int i = 0; i < connections; i++) {
                live(provider);
            }
            registrar.wskReleaseProviderNPI(registration);
            registrar.wskDeregister(registration);
            operations += 4;
        }
    }

    /** One connection from its beginning to its end. */
    private void live(WskProviderNpi provider) {
        RecordedIrp connect = RecordedIrp.ready();
        NtStatus returned = provider.dispatch()
                .wskSocketConnect(
                        provider.client(),
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        new SockAddrIn(),
                        SockAddrIn.of(InetAddress.getLoopbackAddress(), peer.port()),
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        connect.irp());
        if (random.nextInt(20) == 0) {
            connect.irp().cancel();
        }
        assertThatIrp(connect).fits(returned);
        operations++;
        if (!connect.status().isSuccess()) {
            assertThatIrp(connect).isCancelled();
            return;
        }
        new Connection(connect.object(WskSocket.class)).live();
    }

    /** What is known of one connection. */
    private final class Connection {

        private final WskSocket socket;
        private final WskProviderConnectionDispatch dispatch;
        private final int port;
        private final Deque<Transfer> sends = new ArrayDeque<>();
        private final Deque<Transfer> receives = new ArrayDeque<>();
        private long offered;
        private long sent;
        private long received;
        private boolean peerEnded;

        private Connection(WskSocket socket) {
            this.socket = socket;
            this.dispatch = (WskProviderConnectionDispatch) socket.dispatch();
            SockAddrIn local = new SockAddrIn();
            RecordedIrp query = RecordedIrp.ready();
            assertThatIrp(query)
                    .fits(dispatch.wskGetLocalAddress(socket, local, query.irp()))
                    .completedWith(NtStatus.STATUS_SUCCESS);
            this.port = local.port();
            peer.forget(port);
        }

        private void live() {
            int steps = random.nextInt(40);
            for (int i = 0; i < steps; i++) {
                operations++;
                int dice = random.nextInt(100);
                if (dice < 45) {
                    send();
                } else if (dice < 90) {
                    receive();
                } else if (dice < 95) {
                    cancelAReceive();
                } else {
                    collect(sends);
                }
                if (sends.size() > 8) {
                    collect(sends);
                }
            }
            if (random.nextBoolean()) {
                endGracefully();
            } else {
                abort();
            }
            operations++;
        }

        private void send() {
            Transfer transfer = new Transfer(1 + random.nextInt(BUFFER));
            Pattern.fill(transfer.memory, offered);
            offered += transfer.length;
            transfer.returned = dispatch.wskSend(socket, transfer.buffer(), 0, transfer.irp.irp());
            sends.add(transfer);
        }

        private void receive() {
            Transfer transfer = new Transfer(1 + random.nextInt(BUFFER));
            transfer.returned = dispatch.wskReceive(socket, transfer.buffer(), 0, transfer.irp.irp());
            receives.add(transfer);
            while (!receives.isEmpty() && receives.peek().irp.completions() > 0) {
                account(receives.poll());
            }
        }

        private void cancelAReceive() {
            Transfer last = receives.peekLast();
            if (last != null) {
                last.irp.irp().cancel();
            }
        }

        private void collect(Deque<Transfer> transfers) {
            // the peer sends everything back, and stops reading when nobody takes it: so take it
            while (!transfers.isEmpty()) {
                Transfer transfer = transfers.peek();
                while (transfer.irp.completions() == 0) {
                    takeOne();
                }
                transfers.poll();
                assertThatIrp(transfer.irp).fits(transfer.returned).succeededWith(transfer.length);
                sent += transfer.length;
            }
        }

        private void takeOne() {
            if (receives.isEmpty()) {
                receive();
            }
            Transfer first = receives.poll();
            if (first != null) {
                account(first);
            }
        }

        private void account(Transfer transfer) {
            assertThatIrp(transfer.irp).fits(transfer.returned);
            if (transfer.irp.status() == NtStatus.STATUS_CANCELLED) {
                return;
            }
            assertThatIrp(transfer.irp).completedWith(NtStatus.STATUS_SUCCESS);
            int count = (int) transfer.irp.information();
            peerEnded |= count == 0;
            assertThat(Pattern.mismatch(transfer.memory, count, received))
                    .as("byte %d of those received", received)
                    .isNegative();
            received += count;
        }

        private void endGracefully() {
            collect(sends);
            RecordedIrp disconnect = RecordedIrp.ready();
            assertThatIrp(disconnect)
                    .fits(dispatch.wskDisconnect(socket, null, 0, disconnect.irp()))
                    .completedWith(NtStatus.STATUS_SUCCESS);
            while (!peerEnded) {
                takeOne();
            }
            receives.forEach(this::account);
            close();
            assertThat(received).isEqualTo(sent).isEqualTo(offered);
            assertThat(bytesAtPeer()).isEqualTo(sent);
        }

        private void abort() {
            if (random.nextBoolean()) {
                RecordedIrp disconnect = RecordedIrp.ready();
                assertThatIrp(disconnect)
                        .fits(dispatch.wskDisconnect(socket, null, WskConstants.WSK_FLAG_ABORTIVE, disconnect.irp()))
                        .completedWith(NtStatus.STATUS_SUCCESS);
            }
            close();
            List<Transfer> all = new ArrayList<>(sends);
            all.addAll(receives);
            for (Transfer transfer : all) { // closing has completed each of them, exactly once
                assertThat(transfer.irp.completions()).isEqualTo(1);
                assertThatIrp(transfer.irp).fits(transfer.returned);
                assertThat(transfer.irp.status())
                        .isIn(NtStatus.STATUS_SUCCESS, NtStatus.STATUS_CANCELLED, NtStatus.STATUS_CONNECTION_ABORTED);
            }
            assertThat(bytesAtPeer()).isLessThanOrEqualTo(offered);
        }

        private void close() {
            RecordedIrp close = RecordedIrp.ready();
            assertThatIrp(close)
                    .fits(dispatch.wskCloseSocket(socket, close.irp()))
                    .completedWith(NtStatus.STATUS_SUCCESS);
        }

        private long bytesAtPeer() {
            try {
                return peer.awaitBytesFrom(port);
            } catch (Exception e) {
                throw new AssertionError("the peer did not see the end of the connection from port " + port, e);
            }
        }
    }

    /** One send or receive. */
    private static final class Transfer {

        private final RecordedIrp irp = RecordedIrp.ready();
        private final int length;
        private final ByteBuffer memory;
        private NtStatus returned;

        private Transfer(int length) {
            this.length = length;
            this.memory = ByteBuffer.allocateDirect(length);
        }

        private WskBuf buffer() {
            return new WskBuf(Mdl.allocate(memory), 0, length);
        }
    }
}
