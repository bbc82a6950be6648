// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.wsk4j.testkit.transport.RecordedRequest;
import org.wsk4j.testkit.transport.RecordingDatagramObserver;
import org.wsk4j.testkit.transport.RecordingListenObserver;
import org.wsk4j.testkit.transport.RecordingObserver;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenTransport;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketType;

/**
 * Peers that are endpoints of the transport under test itself, perhaps of another family.
 *
 * <p>Threads: the test's only.
 */
public final class EndpointPeers implements StreamPeers, DatagramPeers, AutoCloseable {
    private final TransportProvider transport;
    private final SockAddr home;
    private final UnaryOperator<SockAddr> ours;
    private final List<TransportEndpoint> open = new ArrayList<>();

    /**
     * Peers of the family under test.
     *
     * @param transport whose endpoints they are
     * @param home where they are bound, and where they reach the endpoints under test: an address with port 0
     */
    public EndpointPeers(TransportProvider transport, SockAddr home) {
        this(transport, home, UnaryOperator.identity());
    }

    /**
     * Peers of another family.
     *
     * @param transport whose endpoints they are
     * @param home where they are bound, and where they reach the endpoints under test: an address with port 0
     * @param ours makes an address of a peer one as the endpoints under test see it
     */
    public EndpointPeers(TransportProvider transport, SockAddr home, UnaryOperator<SockAddr> ours) {
        this.transport = transport;
        this.home = home;
        this.ours = ours;
    }

    @Override
    public PeerListener listen() {
        RecordingListenObserver observer = new RecordingListenObserver();
        Ptr<ListenEndpoint> made = new Ptr<>();
        Served stream = Served.by(transport, home.family(), SocketType.SOCK_STREAM);
        succeeds(((ListenTransport) transport).openListener(stream.triple(), stream.protocol(), observer, made));
        ListenEndpoint listener = bound(made.get());
        listener.setAccepting(true);
        return new Listener(localOf(listener), observer);
    }

    @Override
    public StreamPeer dial(ListenEndpoint listener) {
        StreamEndpoint endpoint = stream();
        RecordedRequest connect = RecordedRequest.to(theirs(localOf(listener)));
        connect.start(endpoint::connect);
        succeeds(connect.await());
        return new Stream(endpoint);
    }

    @Override
    public boolean isRefused(ListenEndpoint listener, SockAddr address) {
        StreamEndpoint endpoint = stream();
        RecordedRequest connect = RecordedRequest.to(theirs(address));
        connect.start(endpoint::connect);
        return connect.await() == NtStatus.STATUS_CONNECTION_REFUSED;
    }

    /** An endpoint that is bound, and does not listen. */
    @Override
    public SockAddr nobody() {
        return localOf(stream());
    }

    @Override
    public DatagramPeer datagrams() {
        Ptr<DatagramEndpoint> made = new Ptr<>();
        Served served = Served.by(transport, home.family(), SocketType.SOCK_DGRAM);
        succeeds(((DatagramTransport) transport)
                .openDatagram(served.triple(), served.protocol(), new RecordingDatagramObserver(), made));
        return new Datagrams(bound(made.get()));
    }

    private StreamEndpoint stream() {
        Ptr<StreamEndpoint> made = new Ptr<>();
        Served served = Served.by(transport, home.family(), SocketType.SOCK_STREAM);
        succeeds(((StreamTransport) transport)
                .openStream(served.triple(), served.protocol(), new RecordingObserver(), made));
        return bound(made.get());
    }

    private <E extends TransportEndpoint> E bound(E endpoint) {
        open.add(endpoint);
        succeeds(endpoint.bind(home));
        return endpoint;
    }

    /** The local address of any endpoint, as the endpoints under test see it. */
    private SockAddr localOf(TransportEndpoint endpoint) {
        SockAddr local = home.copy();
        if (open.contains(endpoint)) {
            succeeds(endpoint.localAddress(local));
            return ours.apply(local);
        }
        local = ours.apply(local);
        succeeds(endpoint.localAddress(local));
        return local;
    }

    /** Where the peers reach an endpoint under test. */
    private SockAddr theirs(SockAddr local) {
        int port = TransportContract.portOf(local);
        SockAddr address = home.copy();
        if (address instanceof SockAddrIn in) {
            in.setPort(port);
        } else {
            ((SockAddrIn6) address).setPort(port);
        }
        return address;
    }

    private static void succeeds(NtStatus status) {
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    /** Closes all of them. */
    @Override
    public void close() {
        for (TransportEndpoint endpoint : open) {
            RecordedRequest close = RecordedRequest.empty();
            close.start(endpoint::close);
            succeeds(close.await());
        }
        open.clear();
    }

    private final class Listener implements PeerListener {
        private final SockAddr address;
        private final RecordingListenObserver observer;
        private int taken;

        Listener(SockAddr address, RecordingListenObserver observer) {
            this.address = address;
            this.observer = observer;
        }

        @Override
        public SockAddr address() {
            return address;
        }

        @Override
        public StreamPeer accept() {
            observer.await(2 * (taken + 1)); // each is announced, then handed over
            StreamEndpoint endpoint = observer.accepted().get(taken++).endpoint();
            open.add(endpoint);
            return new Stream(endpoint);
        }
    }

    private final class Stream implements StreamPeer {
        private final StreamEndpoint endpoint;

        Stream(StreamEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public SockAddr address() {
            return localOf(endpoint);
        }

        @Override
        public void write(String text) {
            RecordedRequest send = RecordedRequest.of(text);
            send.start(endpoint::send);
            succeeds(send.await());
        }

        @Override
        public String read(int count) {
            RecordedRequest receive = RecordedRequest.room(count, TransportRequest.WAITALL);
            receive.start(endpoint::receive);
            succeeds(receive.await());
            return receive.text();
        }

        @Override
        public void end() {
            RecordedRequest disconnect = RecordedRequest.empty();
            disconnect.start(endpoint::disconnect);
            succeeds(disconnect.await());
        }

        @Override
        public void reset() {
            RecordedRequest abort = RecordedRequest.empty();
            abort.start(request ->
                    endpoint.abort(request, NtStatus.STATUS_CONNECTION_ABORTED, NtStatus.STATUS_CONNECTION_ABORTED));
            succeeds(abort.await());
        }

        @Override
        public void awaitEnd() {
            assertThat(read(1)).as("after the end").isEmpty();
        }

        @Override
        public void awaitReset() {
            NtStatus status = NtStatus.STATUS_SUCCESS;
            while (status.isSuccess()) {
                RecordedRequest receive = RecordedRequest.room(8192);
                receive.start(endpoint::receive);
                status = receive.await();
                assertThat(status.isSuccess() && receive.text().isEmpty())
                        .as("it ended in good order")
                        .isFalse();
            }
            assertThat(status).isEqualTo(NtStatus.STATUS_CONNECTION_RESET);
        }
    }

    private final class Datagrams implements DatagramPeer {
        private final DatagramEndpoint endpoint;

        Datagrams(DatagramEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public SockAddr address() {
            return localOf(endpoint);
        }

        @Override
        public void send(String text, DatagramEndpoint to) {
            RecordedRequest send = RecordedRequest.of(text).address(theirs(localOf(to)));
            send.start(endpoint::sendTo);
            succeeds(send.await());
        }

        @Override
        public String receive(DatagramEndpoint from) {
            SockAddr sender = home.copy();
            RecordedRequest receive = RecordedRequest.room(0xFFFF).address(sender);
            receive.start(endpoint::receiveFrom);
            succeeds(receive.await());
            assertThat(sender).isEqualTo(theirs(localOf(from)));
            return receive.text();
        }
    }
}
