// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.IoCompletionRoutine;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * The client of the README, which goes on where the README stops: it connects, sends, receives and closes, over and over,
 * until a connect fails because the provider goes. Declarative Services makes another one when the provider is back.
 *
 * <p>Threads: the one that activates it starts the first request, completion routines start every other; one at a time.
 */
@Component(service = {})
public final class ReadmeClient implements IoCompletionRoutine {

    private enum Stage {
        CONNECT,
        SEND,
        RECEIVE,
        CLOSE
    }

    private final WskProviderNpi wsk;
    private final Ledger ledger;
    private final Irp irp = Irp.allocate(1);
    private final ByteBuffer memory = ByteBuffer.allocateDirect(5);
    private final WskBuf buffer = new WskBuf(Mdl.allocate(memory), 0, memory.capacity());
    private Stage stage = Stage.CONNECT;
    private WskSocket socket;

    /** The provider is there. */
    @Activate
    public ReadmeClient(
            @Reference(name = "wsk") WskProviderNpi wsk,
            @Reference(name = "ledger", target = Ledger.FILTER)
                    Map.Entry<Map<String, Object>, Function<String, LongAdder>> ledger) {
        this.wsk = wsk;
        this.ledger = new Ledger("readme", ledger);
    }

    /** Goes on until the provider does not. */
    @Activate
    void start() {
        irp.reuse(NtStatus.STATUS_SUCCESS);
        irp.setCompletionRoutine(this, null, true, true, true);
        ledger.started();
        switch (stage) {
            case CONNECT ->
                wsk.dispatch()
                        .wskSocketConnect(
                                wsk.client(),
                                SOCK_STREAM,
                                IPPROTO_TCP,
                                new SockAddrIn(),
                                SockAddrIn.of("127.0.0.1", ledger.port()),
                                0,
                                null,
                                null,
                                null,
                                null,
                                null,
                                irp);
            case SEND -> dispatch().wskSend(socket, buffer, 0, irp);
            case RECEIVE -> dispatch().wskReceive(socket, buffer, WskConstants.WSK_FLAG_WAITALL, irp);
            case CLOSE -> dispatch().wskCloseSocket(socket, irp);
        }
    }

    private WskProviderConnectionDispatch dispatch() {
        return (WskProviderConnectionDispatch) socket.dispatch();
    }

    @Override
    public NtStatus completed(Object deviceObject, Irp completed, Object context) {
        ledger.completed();
        boolean succeeded = completed.ioStatus().status().isSuccess();
        if (stage == Stage.CONNECT) {
            socket = completed.ioStatus().informationObject(WskSocket.class);
            if (socket == null) {
                return NtStatus.STATUS_MORE_PROCESSING_REQUIRED; // the provider goes
            }
        }
        if (stage == Stage.RECEIVE && succeeded) {
            ledger.echoed();
        }
        stage = switch (stage) {
            case CONNECT -> Stage.SEND;
            case SEND -> succeeded ? Stage.RECEIVE : Stage.CLOSE;
            case RECEIVE -> Stage.CLOSE;
            case CLOSE -> Stage.CONNECT;
        };
        start();
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }
}
