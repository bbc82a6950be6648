// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskClientListenDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskControlSocketType;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskEventCallbackControl;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskReceiveFromEvent;
import org.wsk4j.wsk.WskSocket;

/** A provider with listening and datagram sockets, which do as a test tells them. Threads: the test's. */
final class FakeProvider {
    /** What can be told to fail. */
    enum Step {
        SOCKET,
        BIND,
        EVENTS,
        ADDRESS
    }

    /** What the client did, in its order, in words. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final Map<Step, NtStatus> failures = new EnumMap<>(Step.class);
    private final WskProviderNpi npi = new WskProviderNpi();
    private final WskClient client = new WskClient() {};
    private final WskSocket socket = new Listening();
    private final FakeDatagramSocket datagrams = new FakeDatagramSocket(calls);
    private final WskSocket datagramSocket = new Datagrams();
    private WskClientListenDispatch callbacks;
    private WskReceiveFromEvent receiveFrom;
    private int events;

    FakeProvider() {
        npi.set(client, proxy(WskProviderDispatch.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("wskSocket")) {
                throw new AssertionError(method);
            }
            calls.add("socket " + arguments[4]);
            if (arguments[6] instanceof WskClientDatagramDispatch dispatch) {
                receiveFrom = dispatch.wskReceiveFromEvent();
                return end(Step.SOCKET, (Irp) arguments[10], datagramSocket);
            }
            callbacks = (WskClientListenDispatch) arguments[6];
            return end(Step.SOCKET, (Irp) arguments[10], socket);
        }));
    }

    /** A server of this provider that has started. */
    EchoServer serve(EchoConfig config) {
        EchoServer server = new EchoServer(npi(), config);
        server.start();
        return server;
    }

    WskProviderNpi npi() {
        return npi;
    }

    FakeProvider failing(Step step, NtStatus status) {
        failures.put(step, status);
        return this;
    }

    int events() {
        return events;
    }

    /** A peer connects: the accept event is called as it is for a client that has enabled it. */
    FakeConnection connect() {
        if ((events & WskConstants.WSK_EVENT_ACCEPT) == 0) {
            throw new AssertionError("the accept event is not enabled");
        }
        FakeConnection connection = new FakeConnection(calls);
        accept(connection, NtStatus.STATUS_SUCCESS);
        return connection;
    }

    /** The listening socket stops working. */
    void breakListener() {
        accept(null, NtStatus.STATUS_REQUEST_NOT_ACCEPTED);
    }

    /** What happens on the datagram socket. */
    FakeDatagramSocket datagrams() {
        return datagrams;
    }

    /** Datagrams arrive in one list: the receive event is called. */
    NtStatus indicate(String... texts) {
        return datagrams.indicate(this::indicate, texts);
    }

    /** Calls the receive event, null for a socket that works no longer. */
    NtStatus indicate(WskDatagramIndication list) {
        if ((events & WskConstants.WSK_EVENT_RECEIVE_FROM) == 0) {
            throw new AssertionError("the receive event is not enabled");
        }
        return receiveFrom.wskReceiveFromEvent(null, 0, list);
    }

    private void accept(FakeConnection connection, NtStatus expected) {
        Ptr<Object> context = new Ptr<>();
        Ptr<WskClientConnectionDispatch> dispatch = new Ptr<>();
        SockAddr address = SockAddrIn.of("127.0.0.1", 40_000);
        NtStatus answer =
                callbacks.wskAcceptEvent().wskAcceptEvent(null, 0, address, address, connection, context, dispatch);
        if (answer != expected) {
            throw new AssertionError(answer);
        }
        if (connection != null) {
            connection.accepted(context.get(), dispatch.get());
        }
    }

    private NtStatus end(Step step, Irp irp, Object result) {
        irp.setNextStackLocation();
        NtStatus failure = failures.get(step);
        return irp.complete(failure == null ? NtStatus.STATUS_SUCCESS : failure, result);
    }

    private final class Listening implements WskSocket {
        private final WskProviderListenDispatch table =
                proxy(WskProviderListenDispatch.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "wskBind" -> {
                        calls.add("bind " + arguments[1]);
                        yield end(Step.BIND, (Irp) arguments[3], null);
                    }
                    case "wskControlSocket" -> enable(arguments);
                    case "wskGetLocalAddress" -> {
                        calls.add("local address");
                        yield end(Step.ADDRESS, (Irp) arguments[2], null);
                    }
                    case "wskCloseSocket" -> {
                        calls.add("close listener");
                        Irp irp = (Irp) arguments[1];
                        irp.setNextStackLocation();
                        yield irp.complete(NtStatus.STATUS_SUCCESS, 0);
                    }
                    default -> throw new AssertionError(method);
                });

        @Override
        public WskProviderBasicDispatch dispatch() {
            return table;
        }
    }

    private final class Datagrams implements WskSocket {
        private final WskProviderDatagramDispatch table =
                proxy(WskProviderDatagramDispatch.class, (proxy, method, arguments) -> switch (method.getName()) {
                    case "wskBind" -> {
                        calls.add("bind " + arguments[1]);
                        yield end(Step.BIND, (Irp) arguments[3], null);
                    }
                    case "wskControlSocket" -> enable(arguments);
                    case "wskGetLocalAddress" -> {
                        calls.add("local address");
                        yield end(Step.ADDRESS, (Irp) arguments[2], null);
                    }
                    case "wskSendTo" -> datagrams.sendTo((WskBuf) arguments[1], arguments[3], (Irp) arguments[6]);
                    case "wskRelease" -> datagrams.release((WskDatagramIndication) arguments[1]);
                    case "wskCloseSocket" -> datagrams.close((Irp) arguments[1]);
                    default -> throw new AssertionError(method);
                });

        @Override
        public WskProviderBasicDispatch dispatch() {
            return table;
        }
    }

    private NtStatus enable(Object... arguments) {
        if (arguments[1] != WskControlSocketType.WskSetOption
                || !arguments[2].equals(WskConstants.SO_WSK_EVENT_CALLBACK)
                || arguments[9] != null) {
            throw new AssertionError("enabling takes no IRP");
        }
        calls.add("enable");
        NtStatus failure = failures.get(Step.EVENTS);
        if (failure != null) {
            return failure;
        }
        events = ((WskEventCallbackControl) arguments[5]).eventMask();
        return NtStatus.STATUS_SUCCESS;
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FakeProvider.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
