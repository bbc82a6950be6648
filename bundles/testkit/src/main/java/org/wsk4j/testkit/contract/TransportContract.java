// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** What the contracts share: a transport for each test, whose endpoints are closed afterwards. */
public abstract class TransportContract implements TransportSource {
    private static final int NO_OPTION = 0x7ABC;

    private final List<TransportEndpoint> endpoints = Collections.synchronizedList(new ArrayList<>());
    private TransportUnderTest transport;

    /** For contracts. */
    TransportContract() {}

    @BeforeEach
    final void openTransport() {
        transport = open();
    }

    @AfterEach
    final void closeTransport() {
        for (TransportEndpoint endpoint : List.copyOf(endpoints)) {
            succeeds(close(endpoint).await());
        }
        transport.close();
    }

    final TransportUnderTest transport() {
        return transport;
    }

    final Served served(int socketType) {
        return Served.by(transport.transport(), transport.home().family(), socketType);
    }

    /** Takes an endpoint into care that was just made. */
    final <E extends TransportEndpoint> E own(E endpoint) {
        endpoints.add(endpoint);
        return endpoint;
    }

    /** Begins to close an endpoint. */
    final RecordedRequest close(TransportEndpoint endpoint) {
        endpoints.remove(endpoint);
        RecordedRequest close = RecordedRequest.empty();
        close.start(endpoint::close);
        return close;
    }

    final SockAddr localOf(TransportEndpoint endpoint) {
        SockAddr local = transport.home();
        succeeds(endpoint.localAddress(local));
        return local;
    }

    static void succeeds(NtStatus status) {
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    /** Starts a request that must be pending. */
    static RecordedRequest pends(RecordedRequest request, Function<TransportRequest, NtStatus> function) {
        assertThat(request.start(function)).isEqualTo(NtStatus.STATUS_PENDING);
        return request;
    }

    /** Starts a request and waits for its success. */
    static RecordedRequest ends(RecordedRequest request, Function<TransportRequest, NtStatus> function) {
        request.start(function);
        succeeds(request.await());
        return request;
    }

    /** Starts a request and waits for its failure. */
    static void fails(RecordedRequest request, Function<TransportRequest, NtStatus> function, NtStatus status) {
        request.start(function);
        assertThat(request.await()).isEqualTo(status);
    }

    static RecordedRequest post(TransportEndpoint endpoint, Consumer<RecordedRequest> then) {
        RecordedRequest posted = RecordedRequest.empty().then(then);
        posted.request().finish(NtStatus.STATUS_SUCCESS);
        endpoint.post(posted.request());
        return posted;
    }

    /** Returns when the I/O thread has told what it had to tell of an endpoint, and has looked for more once. */
    static void settle(TransportEndpoint endpoint) {
        RecordedRequest last = RecordedRequest.empty();
        last.request().finish(NtStatus.STATUS_SUCCESS);
        post(endpoint, over -> endpoint.post(last.request()));
        last.await();
    }

    static List<TransportRequest> pendingIn(TransportEndpoint endpoint) {
        List<TransportRequest> pending = new ArrayList<>();
        endpoint.forEachPending(pending::add);
        return pending;
    }

    // ---- what endpoints of every kind do

    final void expectPostCompletesInTheIoThread(TransportEndpoint endpoint) {
        RecordedRequest first = post(endpoint, over -> {});
        RecordedRequest second = post(endpoint, over -> {});

        succeeds(first.await());
        succeeds(second.await());
        assertThat(first.irql()).isEqualTo(Irql.DISPATCH_LEVEL);
        assertThat(first.thread()).isNotSameAs(Thread.currentThread()).isSameAs(second.thread());
    }

    final void expectPostAndCancelWhenClosed(TransportEndpoint endpoint) {
        succeeds(close(endpoint).await());

        endpoint.cancel(RecordedRequest.empty().request());
        expectPostCompletesInTheIoThread(endpoint);
        assertThat(pendingIn(endpoint)).isEmpty();
    }

    final void expectOptions(TransportEndpoint endpoint, int socketType) {
        TransportUnderTest.Option option = transport.option(socketType);
        ULong value = new ULong(77);
        SizeT written = new SizeT(99);

        succeeds(endpoint.setOption(option.level(), option.number(), new ULong(1)));
        succeeds(endpoint.getOption(option.level(), option.number(), value, written));
        assertThat(value.get()).isEqualTo(1);
        assertThat(written.get()).isEqualTo(Integer.BYTES);
        assertThat(endpoint.setOption(option.level(), option.number(), "1"))
                .isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
    }

    final int valueOf(TransportEndpoint endpoint, int socketType) {
        TransportUnderTest.Option option = transport.option(socketType);
        ULong value = new ULong(77);
        succeeds(endpoint.getOption(option.level(), option.number(), value, new SizeT()));
        return value.get();
    }

    static void expectNoUnknownOptions(TransportEndpoint endpoint) {
        ULong value = new ULong();
        SizeT written = new SizeT();

        assertThat(endpoint.setOption(NO_OPTION, NO_OPTION, new ULong(1))).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.getOption(NO_OPTION, NO_OPTION, value, written)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        assertThat(endpoint.control(NO_OPTION, null, null, written)).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
    }

    final void expectNoAddress(TransportEndpoint endpoint) {
        assertThat(endpoint.localAddress(transport.home())).isEqualTo(NtStatus.STATUS_INVALID_DEVICE_STATE);
    }

    static int portOf(SockAddr address) {
        return address instanceof SockAddrIn in ? in.port() : ((SockAddrIn6) address).port();
    }
}
