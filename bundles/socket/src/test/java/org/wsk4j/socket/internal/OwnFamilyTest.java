// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SocketType;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskSocket;

/** Address families are open: a transport with a family and addresses of its own carries datagrams through the engine. */
@Timeout(60)
class OwnFamilyTest {
    private static final int FAMILY = 4711;
    private static final int PROTOCOL = 42;

    @RegisterExtension
    final SocketFixture wsk = SocketFixture.over(Pigeons::new);

    private DatagramClient bound(String name) {
        Call call =
                wsk.create(FAMILY, SocketType.SOCK_DGRAM, PROTOCOL, WskConstants.WSK_FLAG_DATAGRAM_SOCKET, null, null);
        call.completedWith(STATUS_SUCCESS);
        WskSocket made = call.irp().object(WskSocket.class);
        wsk.adoptAny(made);
        DatagramClient socket = new DatagramClient(made);
        socket.bind(new Loft(name)).completedWith(STATUS_SUCCESS);
        return socket;
    }

    @Test
    void carriesADatagramBetweenAddressesThatTheEngineDoesNotKnow() {
        DatagramClient sender = bound("Vienna");
        DatagramClient receiver = bound("Prague");
        Bytes room = Bytes.room(16);
        Loft from = new Loft();
        Loft local = new Loft();
        Call receive = receiver.receiveFrom(room.buf(), from).isPending();

        sender.sendTo("hello", new Loft("Prague")).succeededWith(5);

        receive.succeededWith(5);
        assertThat(from).isEqualTo(new Loft("Vienna"));
        assertThat(room.text()).startsWith("hello");
        receiver.getLocalAddress(local).completedWith(STATUS_SUCCESS);
        assertThat(local).isEqualTo(new Loft("Prague"));
        assertThat(wsk.engine().sockets())
                .extracting(report -> String.valueOf(report.localAddress()))
                .containsExactly("Vienna", "Prague");
    }

    @Test
    void keepsFamiliesApart() {
        DatagramClient socket = bound("Vienna");

        socket.sendTo("a", SockAddrIn.of("127.0.0.1", 7)).completedWith(STATUS_INVALID_PARAMETER);
        socket.getLocalAddress(new SockAddrIn()).completedWith(STATUS_INVALID_PARAMETER);
        wsk.create(FAMILY, SocketType.SOCK_DGRAM, 17, WskConstants.WSK_FLAG_DATAGRAM_SOCKET, null, null)
                .completedWith(STATUS_NOT_SUPPORTED);
    }

    /** An address of the family: a name. */
    private static final class Loft extends SockAddr {
        private String name;

        Loft() {
            this("");
        }

        Loft(String name) {
            this.name = name;
        }

        @Override
        public int family() {
            return FAMILY;
        }

        @Override
        public int size() {
            return 32;
        }

        @Override
        public boolean copyFrom(SockAddr other) {
            if (!(other instanceof Loft loft)) {
                return false;
            }
            name = loft.name;
            return true;
        }

        @Override
        public Loft copy() {
            return new Loft(name);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Loft loft && loft.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** The transport: a datagram arrives when somebody waits for it. One thread. */
    private static final class Pigeons implements DatagramTransport {
        private final Map<SockAddr, Pigeon> lofts = new ConcurrentHashMap<>();

        @Override
        public String name() {
            return "pigeons";
        }

        @Override
        public Guid providerId() {
            return Guid.parse("{4711AAAA-0000-0000-0000-000000000000}");
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<TransportTriple> triples() {
            return List.of(new TransportTriple(FAMILY, SocketType.SOCK_DGRAM, PROTOCOL));
        }

        @Override
        public NtStatus openDatagram(
                TransportTriple triple, int protocol, DatagramObserver observer, Ptr<? super DatagramEndpoint> out) {
            out.set(new Pigeon(this));
            return STATUS_SUCCESS;
        }
    }

    private static final class Pigeon implements DatagramEndpoint {
        private final Pigeons all;
        private final TransportRequestQueue receives = new TransportRequestQueue();
        private SockAddr local;

        private Pigeon(Pigeons all) {
            this.all = all;
        }

        @Override
        public NtStatus bind(SockAddr localAddress) {
            local = localAddress.copy();
            return all.lofts.putIfAbsent(local, this) == null ? STATUS_SUCCESS : NtStatus.STATUS_ADDRESS_ALREADY_EXISTS;
        }

        @Override
        public NtStatus shareAddress() {
            return STATUS_NOT_SUPPORTED;
        }

        @Override
        public NtStatus localAddress(SockAddr localAddress) {
            return localAddress.copyFrom(local) ? STATUS_SUCCESS : STATUS_INVALID_PARAMETER;
        }

        @Override
        public NtStatus sendTo(TransportRequest request) {
            Pigeon receiver = all.lofts.get(request.address());
            TransportRequest receive = receiver == null ? null : receiver.receives.poll();
            ByteBuffer bytes = request.claim();
            int length = bytes.remaining();
            if (receive != null) {
                ByteBuffer room = receive.claim();
                room.put(bytes);
                receive.unclaim(room, length);
                receive.address().copyFrom(local);
                receive.finish(STATUS_SUCCESS);
                receive.complete();
            }
            request.unclaim(bytes, length);
            return request.finish(STATUS_SUCCESS);
        }

        @Override
        public NtStatus receiveFrom(TransportRequest request) {
            if (!request.pend()) {
                return request.finish(STATUS_CANCELLED);
            }
            receives.add(request);
            return NtStatus.STATUS_PENDING;
        }

        @Override
        public void observe(boolean observing) {}

        @Override
        public NtStatus restrict(SockAddr remoteAddress) {
            return STATUS_NOT_SUPPORTED;
        }

        @Override
        public NtStatus abort(TransportRequest request, NtStatus pending) {
            end(pending);
            return request.finish(STATUS_SUCCESS);
        }

        private void end(NtStatus status) {
            for (TransportRequest next = receives.poll(); next != null; next = receives.poll()) {
                next.finish(status);
                next.complete();
            }
        }

        @Override
        public long bytesSent() {
            return 0;
        }

        @Override
        public long bytesReceived() {
            return 0;
        }

        @Override
        public NtStatus setOption(int level, int option, Object input) {
            return STATUS_NOT_SUPPORTED;
        }

        @Override
        public NtStatus getOption(int level, int option, Object output, SizeT written) {
            return STATUS_NOT_SUPPORTED;
        }

        @Override
        public NtStatus control(int code, Object input, Object output, SizeT written) {
            return STATUS_NOT_SUPPORTED;
        }

        @Override
        public void cancel(TransportRequest request) {
            if (receives.remove(request)) {
                request.finish(STATUS_CANCELLED);
                request.complete();
            }
        }

        @Override
        public void forEachPending(Consumer<TransportRequest> visitor) {
            receives.forEach(visitor);
        }

        @Override
        public void post(TransportRequest request) {
            request.complete();
        }

        @Override
        public NtStatus close(TransportRequest request) {
            end(STATUS_CANCELLED);
            if (local != null) {
                all.lofts.remove(local, this);
            }
            return request.finish(STATUS_SUCCESS);
        }
    }
}
