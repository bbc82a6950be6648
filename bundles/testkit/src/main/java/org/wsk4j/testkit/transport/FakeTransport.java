// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.wsk4j.transport.ControlTransport;
import org.wsk4j.transport.ListenEndpoint;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.ListenTransport;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/**
 * A transport in memory, for tests of what calls transports. Written from the Javadoc of {@code org.wsk4j.transport}
 * alone.
 *
 * <p>{@link #stepped()}: it has no thread. What a test makes happen ({@link FakeEndpoint#deliver(String...)},
 * {@link FakeEndpoint#completeNext}, {@link FakePeer#close}, {@link FakeListener#connect()}, ...) is told before the call returns, in the test's
 * thread, at DISPATCH_LEVEL. Everything else, such as the completion of a request that was cancelled or closed, waits
 * for {@link #run} or {@link #step}; after {@link #pause} so does all of it. Connects, sends, disconnects, aborts and
 * closes end at once unless they are held.
 *
 * <p>{@link #live()}: it has one I/O thread, as a real transport has, connects are always pending, and so are sends
 * that the peer has no room for.
 *
 * <p>Threads: safe for all.
 */
public final class FakeTransport implements StreamTransport, ListenTransport, ControlTransport, AutoCloseable {
    private static final Guid PROVIDER_ID = Guid.parse("{7B1F8C5E-0A53-4E3C-9D0B-6B0C3F1E2D4A}");
    private static final List<TransportTriple> TRIPLES = List.of(
            new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
            new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP));

    private final FakeIo io;
    private final FakeOptions options = new FakeOptions(); // @GuardedBy("this"): what endpoints start with
    private final FakeAddresses addresses = new FakeAddresses();
    private final FakeInventory inventory = new FakeInventory();
    private final FakeDecisions decisions;
    private final Map<Integer, FakeOperation> operations = new ConcurrentHashMap<>(); // by control code

    private FakeTransport(boolean live) {
        io = new FakeIo(live);
        decisions = new FakeDecisions(live ? FakePeer.WINDOW : Long.MAX_VALUE);
    }

    /**
     * A transport that does nothing by itself.
     *
     * @return the transport
     */
    public static FakeTransport stepped() {
        return new FakeTransport(false);
    }

    /**
     * A transport with an I/O thread. Closing the transport ends it.
     *
     * @return the transport
     */
    public static FakeTransport live() {
        return new FakeTransport(true);
    }

    FakeIo io() {
        return io;
    }

    FakeAddresses addresses() {
        return addresses;
    }

    FakeInventory inventory() {
        return inventory;
    }

    FakeDecisions decisions() {
        return decisions;
    }

    synchronized FakeOptions newOptions() {
        return options.copy();
    }

    /** Runs a control operation that a test has added. */
    NtStatus control(int code, Object input, Object output, SizeT written) {
        FakeOperation operation = operations.get(code);
        return operation == null ? NtStatus.STATUS_NOT_SUPPORTED : operation.run(input, output, written);
    }

    // ---- StreamTransport, ListenTransport and ControlTransport

    @Override
    public String name() {
        return "fake";
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
        return TRIPLES;
    }

    /** The options of endpoints that are made from now on. */
    @Override
    public List<TransportCapability> capabilities(TransportTriple triple) {
        return newOptions().capabilities();
    }

    @Override
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        NtStatus refusal = decisions.openRefusal();
        if (refusal != null) {
            return refusal;
        }
        FakeEndpoint made = new FakeEndpoint(this, triple.addressFamily(), observer);
        inventory.add(made);
        endpoint.set(made);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus openListener(
            TransportTriple triple, int protocol, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        NtStatus refusal = decisions.openRefusal();
        if (refusal != null) {
            return refusal;
        }
        FakeListener made = new FakeListener(this, triple.addressFamily(), observer);
        inventory.add(made);
        endpoint.set(made);
        return NtStatus.STATUS_SUCCESS;
    }

    @Override
    public NtStatus listen(StreamEndpoint bound, ListenObserver observer, Ptr<? super ListenEndpoint> endpoint) {
        if (!(bound instanceof FakeEndpoint stream) || stream.transport != this) {
            throw new IllegalArgumentException(bound + " is not an endpoint of " + this);
        }
        NtStatus refusal = decisions.openRefusal();
        return refusal == null ? stream.listen(observer, endpoint) : refusal;
    }

    @Override
    public NtStatus openControl(TransportTriple triple, int protocol, Ptr<? super TransportEndpoint> endpoint) {
        NtStatus refusal = decisions.openRefusal();
        if (refusal != null) {
            return refusal;
        }
        FakeControlEndpoint made = new FakeControlEndpoint(this, triple.addressFamily());
        inventory.add(made);
        endpoint.set(made);
        return NtStatus.STATUS_SUCCESS;
    }

    // ---- what the test decides

    /**
     * Decides whether endpoints are made.
     *
     * @param status what {@link #openStream}, {@link #openListener}, {@link #openControl} and {@link #listen} answer from now
     *     on, or null to make endpoints again
     */
    public void refuseOpen(NtStatus status) {
        decisions.refuseOpen(status);
    }

    /**
     * Adds an option to the endpoints that are made from now on: a {@code ULong}, which can be set and read. A listener
     * that is made of an endpoint starts with the values of that, a connection that arrives with those of its listener.
     *
     * @param level the option's level
     * @param option the option at that level
     * @param value what it is at first
     */
    public synchronized void addOption(int level, int option, int value) {
        options.add(level, option, value);
    }

    /**
     * Takes an option away from the endpoints that are made from now on.
     *
     * @param level the option's level
     * @param option the option at that level
     */
    public synchronized void removeOption(int level, int option) {
        options.remove(level, option);
    }

    /**
     * Adds a control operation to all endpoints, or changes it. Those of connections have the queries of the two backlogs
     * without it.
     *
     * @param code the control code
     * @param operation what it does
     */
    public void addControl(int code, FakeOperation operation) {
        operations.put(code, operation);
    }

    /**
     * Decides whether peers answer.
     *
     * @param status what connects end with from now on, or null to let them succeed again
     */
    public void refuseConnect(NtStatus status) {
        decisions.refuseConnect(status);
    }

    /** From now on connects wait. */
    public void holdConnects() {
        decisions.holdConnects();
    }

    /** From now on sends, the bytes of connects, and disconnects wait. */
    public void holdSends() {
        decisions.holdSends();
    }

    /** From now on aborts take effect, but wait before they complete. */
    public void holdAborts() {
        decisions.holdAborts();
    }

    /** From now on closes take effect, but wait before they complete. */
    public void holdCloses() {
        decisions.holdCloses();
    }

    /** Nothing is held any more; what waits goes on. */
    public void releaseHolds() {
        decisions.releaseHolds();
        goOn();
    }

    /**
     * Decides how many bytes the peers hold that they have not read; sends that find no room wait.
     *
     * @param bytes the count; at first 64 KiB on a live transport, no limit on a stepped one
     */
    public void setPeerWindow(long bytes) {
        decisions.setPeerWindow(bytes);
        goOn();
    }

    private void goOn() {
        inventory.open().forEach(TurnEndpoint::changed);
        io.caused();
    }

    // ---- stepping

    /** From now on what the test makes happen waits for {@link #step} or {@link #run}. Stepped transports only. */
    public void pause() {
        io.setPaused(true);
    }

    /** Ends a {@link #pause}, and tells what waits. */
    public void resume() {
        io.setPaused(false);
        io.caused();
    }

    /**
     * Completes one request or makes one call of an observer, in the calling thread at DISPATCH_LEVEL. Stepped
     * transports only. From within such a call it does nothing.
     *
     * @return false when nothing was due
     */
    public boolean step() {
        return io.step();
    }

    /** Steps until nothing is due. Stepped transports only. */
    public void run() {
        io.run();
    }

    // ---- looking

    /**
     * All endpoints of connections that were ever made or handed over.
     *
     * @return a snapshot, oldest first
     */
    public List<FakeEndpoint> endpoints() {
        return inventory.endpoints();
    }

    /**
     * The endpoint of a connection that was made or handed over last.
     *
     * @return the endpoint
     */
    public FakeEndpoint endpoint() {
        return last(endpoints(), "endpoint");
    }

    /**
     * All listeners that were ever made.
     *
     * @return a snapshot, oldest first
     */
    public List<FakeListener> listeners() {
        return inventory.listeners();
    }

    /**
     * The listener that was made last.
     *
     * @return the listener
     */
    public FakeListener listener() {
        return last(listeners(), "listener");
    }

    private static <T> T last(List<T> made, String what) {
        if (made.isEmpty()) {
            throw new IllegalStateException("no " + what + " was made");
        }
        return made.get(made.size() - 1);
    }

    /**
     * How many endpoints are not closed.
     *
     * @return the count, listeners included, connections in their backlogs not
     */
    public int openEndpoints() {
        return inventory.open().size();
    }

    /**
     * The peer of the next connection that our side has made, in the order of their making; waits for it, up to a deadline.
     *
     * @return a peer that this method has not returned before
     */
    public FakePeer nextPeer() {
        return inventory.nextPeer();
    }

    /**
     * Ends the I/O thread, and checks that whoever used the transport left it in good order.
     *
     * @throws IllegalStateException when an endpoint is open, or something was thrown at the I/O thread
     */
    @Override
    public void close() {
        Throwable problem = io.stop();
        if (problem != null) {
            throw new IllegalStateException("the I/O thread was thrown at", problem);
        }
        List<TurnEndpoint> left = inventory.open();
        if (!left.isEmpty()) {
            throw new IllegalStateException("endpoints left open: " + left);
        }
    }

    @Override
    public String toString() {
        return "FakeTransport[" + (io.isLive() ? "live, " : "stepped, ") + openEndpoints() + " open]";
    }
}
