// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskSocket;

/**
 * A client with one connection, driven by the words of a test: {@code attached}, {@code connect PORT}, {@code echo TEXT},
 * {@code close}. It follows the provider, and it leaves its socket behind when it is stopped: that is what the tests look at.
 *
 * <p>Threads: the test's, and those of Declarative Services.
 */
@Component(service = Function.class, property = "client=echoing")
public final class EchoingClient implements Function<String, String> {

    private volatile WskProviderNpi npi; // written by bind and unbind
    private WskSocket socket; // the test's thread

    /** The provider is there. */
    @Reference(name = "npi", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bind(WskProviderNpi arrived) {
        npi = arrived;
    }

    /** The provider goes. */
    void unbind(WskProviderNpi leaving) {
        if (npi == leaving) {
            npi = null;
        }
    }

    @Override
    public String apply(String words) {
        String[] command = words.split(" ", 2);
        return switch (command[0]) {
            case "attached" -> String.valueOf(npi != null);
            case "connect" -> connect(Integer.parseInt(command[1])).name();
            case "echo" -> echo(command[1]);
            case "close" -> close().name();
            default -> throw new IllegalArgumentException(words);
        };
    }

    private NtStatus connect(int port) {
        WskProviderNpi provider = npi;
        if (provider == null) {
            return NtStatus.STATUS_DEVICE_NOT_READY;
        }
        Request request = new Request();
        provider.dispatch()
                .wskSocketConnect(
                        provider.client(),
                        SocketType.SOCK_STREAM,
                        IpProtocol.IPPROTO_TCP,
                        new SockAddrIn(),
                        SockAddrIn.of(InetAddress.getLoopbackAddress(), port),
                        0,
                        null,
                        null,
                        null,
                        null,
                        null,
                        request.irp);
        NtStatus status = request.await();
        if (status.isSuccess()) {
            socket = request.irp.ioStatus().informationObject(WskSocket.class);
        }
        return status;
    }

    private String echo(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length);
        memory.put(bytes).flip();
        Request send = new Request();
        dispatch().wskSend(socket, new WskBuf(Mdl.allocate(memory), 0, bytes.length), 0, send.irp);
        NtStatus sent = send.await();
        if (!sent.isSuccess()) {
            return sent.name();
        }
        memory.clear();
        Request receive = new Request();
        dispatch().wskReceive(socket, new WskBuf(Mdl.allocate(memory), 0, bytes.length), 2, receive.irp);
        NtStatus received = receive.await();
        if (!received.isSuccess()) {
            return received.name();
        }
        byte[] answer = new byte[(int) receive.irp.ioStatus().information()];
        memory.get(answer);
        return new String(answer, StandardCharsets.UTF_8);
    }

    private NtStatus close() {
        Request request = new Request();
        dispatch().wskCloseSocket(socket, request.irp);
        return request.await();
    }

    private WskProviderConnectionDispatch dispatch() {
        return (WskProviderConnectionDispatch) socket.dispatch();
    }

    /** One IRP and the event that its completion sets. */
    private static final class Request {

        private final Irp irp = Irp.allocate(1);
        private final CountDownLatch done = new CountDownLatch(1);

        private Request() {
            irp.setCompletionRoutine(
                    (device, completed, context) -> {
                        done.countDown();
                        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
                    },
                    null,
                    true,
                    true,
                    true);
        }

        private NtStatus await() {
            try {
                if (!done.await(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException(irp + " does not complete");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
            return irp.ioStatus().status();
        }
    }
}
