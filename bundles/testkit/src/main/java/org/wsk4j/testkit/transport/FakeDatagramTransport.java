// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.DatagramEndpoint;
import org.wsk4j.transport.DatagramObserver;
import org.wsk4j.transport.DatagramTransport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.ws2def.SocketType;

/**
 * A transport of datagrams in memory, for tests of what calls transports. Written from the Javadoc of
 * {@code org.wsk4j.transport} alone.
 *
 * <p>Stepped or live, it runs as {@link FakeTransport} does, which it has inside for its I/O, its options, its addresses and
 * its holds. What a test makes happen to an endpoint ({@link FakeDatagramEndpoint#deliver(FakeDatagram...)},
 * {@link FakeDatagramEndpoint#completeSend}, ...) is told before the call returns if it is stepped. Sends and closes end at
 * once unless they are held.
 *
 * <p>Its datagrams go nowhere: each endpoint notes what was {@linkplain FakeDatagramEndpoint#sent sent}, and gets what the
 * test delivers. Addresses are those of IPv4 and IPv6.
 *
 * <p>Threads: safe for all.
 */
public final class FakeDatagramTransport implements DatagramTransport, ControlTransport, AutoCloseable {
    /** How many bytes a datagram has at most, as long as the test does not decide otherwise: what UDP can send. */
    public static final int LARGEST_DATAGRAM = 65_507;

    private static final Guid PROVIDER_ID = Guid.parse("{3D2A9E17-64C1-4B0B-8E52-9A0F5C7B1D63}");
    private static final List<TransportTriple> TRIPLES = List.of(
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP),
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP),
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_RAW, TransportTriple.ANY_PROTOCOL),
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_RAW, TransportTriple.ANY_PROTOCOL));

    private final FakeTransport host;
    private final List<TransportTriple> triples;
    private final List<FakeDatagramEndpoint> endpoints = new ArrayList<>(); // @GuardedBy("this"): all there ever were
    private final List<FakeControlEndpoint> controls = new ArrayList<>(); // @GuardedBy("this"): likewise
    private volatile Runnable whenOpening = () -> {}; // set by the test, run by any thread
    private volatile NtStatus openRefusal; // set by the test, read by any thread; null for none
    private volatile boolean sendsControl = true; // likewise
    private volatile int largestDatagram = LARGEST_DATAGRAM; // likewise

    private FakeDatagramTransport(FakeTransport host, List<TransportTriple> triples) {
        this.host = host;
        this.triples = List.copyOf(triples);
        addOption(SocketOptions.SOL_SOCKET, SocketOptions.SO_BROADCAST, 0);
    }

    /**
     * A transport that does nothing by itself. Serves UDP and raw sockets, both over IPv4 and IPv6.
     *
     * @return the transport
     */
    public static FakeDatagramTransport stepped() {
        return stepped(TRIPLES);
    }

    /**
     * A transport that does nothing by itself.
     *
     * @param triples what it serves, IPv4 or IPv6
     * @return the transport
     */
    public static FakeDatagramTransport stepped(List<TransportTriple> triples) {
        return new FakeDatagramTransport(FakeTransport.stepped(), triples);
    }

    /**
     * A transport with an I/O thread. Closing the transport ends it. Serves UDP and raw sockets, both over IPv4 and IPv6.
     *
     * @return the transport
     */
    public static FakeDatagramTransport live() {
        return live(TRIPLES);
    }

    /**
     * A transport with an I/O thread. Closing the transport ends it.
     *
     * @param triples what it serves, IPv4 or IPv6
     * @return the transport
     */
    public static FakeDatagramTransport live(List<TransportTriple> triples) {
        return new FakeDatagramTransport(FakeTransport.live(), triples);
    }

    FakeTransport host() {
        return host;
    }

    // ---- DatagramTransport and ControlTransport

    @Override
    public String name() {
        return "fakedgram";
    }

    @Override
    public Guid providerId() {
        return PROVIDER_ID;
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TransportTriple> triples() {
        return triples;
    }

    /** The options of endpoints that are made from now on. */
    @Override
    public List<TransportCapability> capabilities(TransportTriple triple) {
        return host.newOptions().capabilities();
    }

    @Override
    public NtStatus openDatagram(
            TransportTriple triple, int protocol, DatagramObserver observer, Ptr<? super DatagramEndpoint> endpoint) {
        NtStatus status = opening(triple, protocol);
        if (status.isSuccess()) {
            FakeDatagramEndpoint made = new FakeDatagramEndpoint(this, triple, protocol, observer);
            synchronized (this) {
                endpoints.add(made);
            }
            endpoint.set(made);
        }
        return status;
    }

    @Override
    public NtStatus openControl(TransportTriple triple, int protocol, Ptr<? super TransportEndpoint> endpoint) {
        NtStatus status = opening(triple, protocol);
        if (status.isSuccess()) {
            FakeControlEndpoint made = new FakeControlEndpoint(host, triple.addressFamily());
            synchronized (this) {
                controls.add(made);
            }
            endpoint.set(made);
        }
        return status;
    }

    private NtStatus opening(TransportTriple triple, int protocol) {
        if (!triples.contains(triple) || !triple.serves(triple.addressFamily(), triple.socketType(), protocol)) {
            throw new IllegalArgumentException(triple + " with protocol " + protocol + " is not served");
        }
        whenOpening.run();
        NtStatus refusal = openRefusal;
        return refusal == null ? NtStatus.STATUS_SUCCESS : refusal;
    }

    // ---- what the test decides

    /**
     * Runs something whenever an endpoint is about to be made, also one that is then refused.
     *
     * @param action what to run, in the thread of the caller
     */
    public void whenOpening(Runnable action) {
        whenOpening = action;
    }

    /**
     * Decides whether endpoints are made.
     *
     * @param status what {@link #openDatagram} and {@link #openControl} answer from now on, or null to make endpoints again
     */
    public void refuseOpen(NtStatus status) {
        openRefusal = status;
    }

    /**
     * Adds an option to the endpoints that are made from now on: a {@code ULong}, which can be set and read. There are
     * {@code SO_RCVBUF} and {@code SO_BROADCAST} without it.
     *
     * @param level the option's level
     * @param option the option at that level
     * @param value what it is at first
     */
    public void addOption(int level, int option, int value) {
        host.addOption(level, option, value);
    }

    /**
     * Adds a control operation to all endpoints, or changes it. There is none without it.
     *
     * @param code the control code
     * @param operation what it does
     */
    public void addControl(int code, FakeOperation operation) {
        host.addControl(code, operation);
    }

    /**
     * Decides whether control information can be sent.
     *
     * @param can false: sends that have any are answered with {@code STATUS_NOT_SUPPORTED} from now on
     */
    public void setSendsControl(boolean can) {
        sendsControl = can;
    }

    /**
     * Decides how long a datagram can be that is sent.
     *
     * @param bytes the count
     */
    public void setLargestDatagram(int bytes) {
        largestDatagram = bytes;
    }

    /** From now on sends wait. */
    public void holdSends() {
        host.holdSends();
    }

    /** From now on closes take effect, but wait before they complete. */
    public void holdCloses() {
        host.holdCloses();
    }

    /** Nothing is held any more; what waits goes on. */
    public void releaseHolds() {
        host.releaseHolds();
        all().forEach(TurnEndpoint::changed);
        host.io().caused();
    }

    boolean sendsControl() {
        return sendsControl;
    }

    int largestDatagram() {
        return largestDatagram;
    }

    // ---- stepping

    /** From now on what the test makes happen waits for {@link #step} or {@link #run}. Stepped transports only. */
    public void pause() {
        host.pause();
    }

    /** Ends a {@link #pause}, and tells what waits. */
    public void resume() {
        host.resume();
    }

    /**
     * Completes one request or makes one call of an observer, in the calling thread at DISPATCH_LEVEL. Stepped transports
     * only. From within such a call it does nothing.
     *
     * @return false when nothing was due
     */
    public boolean step() {
        return host.step();
    }

    /** Steps until nothing is due. Stepped transports only. */
    public void run() {
        host.run();
    }

    // ---- looking

    /**
     * All endpoints of datagrams that were ever made.
     *
     * @return a snapshot, oldest first
     */
    public synchronized List<FakeDatagramEndpoint> endpoints() {
        return List.copyOf(endpoints);
    }

    /**
     * The endpoint of datagrams that was made last.
     *
     * @return the endpoint
     */
    public synchronized FakeDatagramEndpoint endpoint() {
        if (endpoints.isEmpty()) {
            throw new IllegalStateException("no endpoint was made");
        }
        return endpoints.get(endpoints.size() - 1);
    }

    /**
     * All endpoints of control operations that were ever made.
     *
     * @return a snapshot, oldest first
     */
    public synchronized List<FakeControlEndpoint> controlEndpoints() {
        return List.copyOf(controls);
    }

    private synchronized List<TurnEndpoint> all() {
        List<TurnEndpoint> all = new ArrayList<>(endpoints);
        all.addAll(controls);
        return all;
    }

    private List<TurnEndpoint> openNow() {
        return all().stream().filter(endpoint -> !endpoint.isClosed()).toList();
    }

    /**
     * How many endpoints are not closed.
     *
     * @return the count, those of control operations included
     */
    public int openEndpoints() {
        return openNow().size();
    }

    /**
     * How many buffers observers have and did not release.
     *
     * @return the sum of all endpoints
     */
    public int buffersOnLoan() {
        return endpoints().stream()
                .mapToInt(FakeDatagramEndpoint::buffersOnLoan)
                .sum();
    }

    /**
     * Ends the I/O thread, and checks that whoever used the transport left it in good order.
     *
     * @throws IllegalStateException when an endpoint is open, or something was thrown at the I/O thread
     */
    @Override
    public void close() {
        host.close();
        List<TurnEndpoint> left = openNow();
        if (!left.isEmpty()) {
            throw new IllegalStateException("endpoints left open: " + left);
        }
    }

    @Override
    public String toString() {
        return "FakeDatagramTransport[" + (host.io().isLive() ? "live, " : "stepped, ") + openEndpoints() + " open]";
    }
}
