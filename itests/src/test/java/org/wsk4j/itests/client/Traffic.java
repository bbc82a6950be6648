// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * What a client does with the NPI: connects to the echo peer, exchanges bytes, cancels now and then, and ends connections
 * in every way, or keeps some of them open.
 *
 * <p>It takes any answer that a provider in dissolution may give, and enters every other one as a problem.
 *
 * <p>Threads: the client's own.
 */
public final class Traffic {

    private static final int MOST_HELD = 4;
    private static final int LONGEST = 4 * 1024;
    private static final Set<NtStatus> GONE = EnumSet.of(
            NtStatus.STATUS_DEVICE_NOT_READY,
            NtStatus.STATUS_NOT_SUPPORTED,
            NtStatus.STATUS_INVALID_HANDLE,
            NtStatus.STATUS_FILE_FORCED_CLOSED);

    private final Ledger ledger;
    private final ThreadLocalRandom random = ThreadLocalRandom.current();
    private final Queue<WskSocket> held = new ArrayDeque<>();

    Traffic(Ledger ledger) {
        this.ledger = ledger;
    }

    /** One connection from its beginning to its end, if it ends. */
    void connection(WskProviderNpi npi) {
        WskSocket socket = connect(npi);
        if (socket == null) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // there may be no provider for a while
            return;
        }
        int exchanges = random.nextInt(4);
        boolean works = true;
        for (int i = 0; i < exchanges && works; i++) {
            works = exchange(socket);
        }
        switch (random.nextInt(10)) {
            case 0 -> disconnect(socket, 0);
            case 1 -> disconnect(socket, WskConstants.WSK_FLAG_ABORTIVE);
            case 2, 3 -> hold(socket);
            default -> close(socket);
        }
    }

    /** Closes what is open. */
    void closeAll() {
        while (!held.isEmpty()) {
            close(held.poll());
        }
    }

    private WskSocket connect(WskProviderNpi npi) {
        CountedIrp irp = new CountedIrp(ledger);
        irp.startedBy(own -> npi.dispatch()
                .wskSocketConnect(
                        npi.client(),
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        new SockAddrIn(),
                        SockAddrIn.of(InetAddress.getLoopbackAddress(), ledger.port()),
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        own));
        boolean cancelled = random.nextInt(20) == 0;
        if (cancelled) {
            irp.cancel();
        }
        return succeeded("connect", irp, cancelled) ? irp.object(WskSocket.class) : null;
    }

    /** Sends bytes and awaits them; false when the connection is of no use any more. */
    private boolean exchange(WskSocket socket) {
        byte[] bytes = new byte[1 + random.nextInt(LONGEST)];
        random.nextBytes(bytes);
        ByteBuffer out = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        ByteBuffer in = ByteBuffer.allocateDirect(bytes.length);
        WskProviderConnectionDispatch dispatch = dispatch(socket);
        CountedIrp receive = new CountedIrp(ledger);
        receive.startedBy(irp -> dispatch.wskReceive(socket, buffer(in), WskConstants.WSK_FLAG_WAITALL, irp));
        CountedIrp send = new CountedIrp(ledger);
        send.startedBy(irp -> dispatch.wskSend(socket, buffer(out), 0, irp));
        boolean cancelled = random.nextInt(20) == 0;
        if (cancelled) {
            receive.cancel();
        }
        boolean sent = succeeded("send", send, false);
        if (!succeeded("receive", receive, cancelled) || !sent) {
            return false;
        }
        if (receive.information() != bytes.length || !in.equals(out.rewind())) {
            ledger.problem("received something else than what was sent");
            return false;
        }
        ledger.echoed();
        return true;
    }

    private void disconnect(WskSocket socket, int flags) {
        CountedIrp irp = new CountedIrp(ledger);
        irp.startedBy(own -> dispatch(socket).wskDisconnect(socket, null, flags, own));
        succeeded("disconnect", irp, true);
        close(socket);
    }

    /** Keeps a connection for later, half of them with a request that nobody answers. */
    private void hold(WskSocket socket) {
        if (random.nextBoolean()) {
            ByteBuffer in = ByteBuffer.allocateDirect(1);
            new CountedIrp(ledger).startedBy(irp -> dispatch(socket).wskReceive(socket, buffer(in), 0, irp));
        }
        held.add(socket);
        if (held.size() > MOST_HELD) {
            close(held.poll());
        }
    }

    private void close(WskSocket socket) {
        CountedIrp irp = new CountedIrp(ledger);
        irp.startedBy(own -> dispatch(socket).wskCloseSocket(socket, own));
        NtStatus status = irp.await();
        if (status != NtStatus.STATUS_SUCCESS) {
            ledger.problem("close answered " + status);
        }
    }

    /** Awaits a request; a failure is a problem unless the provider is going or the request was given up. */
    private boolean succeeded(String what, CountedIrp irp, boolean givenUp) {
        NtStatus status = irp.await();
        if (status == NtStatus.STATUS_SUCCESS) {
            return true;
        }
        boolean cancelled =
                givenUp && (status == NtStatus.STATUS_CANCELLED || status == NtStatus.STATUS_INVALID_DEVICE_STATE);
        if (!cancelled && !GONE.contains(status)) {
            ledger.problem(what + " answered " + status);
        }
        return false;
    }

    private static WskBuf buffer(ByteBuffer memory) {
        return new WskBuf(Mdl.allocate(memory), 0, memory.remaining());
    }

    private static WskProviderConnectionDispatch dispatch(WskSocket socket) {
        return (WskProviderConnectionDispatch) socket.dispatch();
    }
}
