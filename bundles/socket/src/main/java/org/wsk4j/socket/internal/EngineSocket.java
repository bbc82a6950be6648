// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.report.Holding;
import org.wsk4j.report.SocketReport;
import org.wsk4j.report.WaitCause;
import org.wsk4j.transport.TransportEndpoint;
import org.wsk4j.transport.TransportLease;
import org.wsk4j.transport.TransportProvider;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.RundownRef;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * What sockets of every category share: whose they are, the requests under way, and the end.
 *
 * <p>The path of a request: the dispatch table checks its arguments, {@link #begin} counts it in {@link #uses} and takes
 * the IRP, the category's class checks the state and hands a {@link TransportRequest} to the endpoint, and
 * {@link SocketRequests} completes the IRP. The count ends after the completion routine has returned.
 *
 * <p>State: {@link SocketPhase}, which {@link SocketEnd} leads it through, and the category's own.
 *
 * <p>Threads: safe for all. Locks: none; nothing is ever held while client code runs.
 *
 * <p>Spec: CLOSE-05, CLOSE-09, CLOSE-12.
 */
abstract class EngineSocket implements WskSocket, OwnedSocket, TransportRegistry.LeaseHolder {
    /** Operations of every category; {@link SocketEnd} has some, and those of a category start at {@link #FIRST_OF_CATEGORY}. */
    static final int CREATE = 1;

    /** Part of an operation that cannot be cancelled, although it may be pending. */
    static final int FINAL = 1 << 17;

    static final int QUERY = 2;
    static final int ADDRESS_CHANGE = 3;
    static final int FIRST_OF_CATEGORY = 16;
    private static final Logger LOG = LoggerFactory.getLogger(EngineSocket.class);

    private final SocketEngine engine;
    private final long id;
    private final WskClientObject client;
    private final Allowance allowance;
    private final SocketOwner owner;
    private final int addressFamily;
    private final Instant opened = Instant.now();
    private final RundownRef uses = new RundownRef(); // calls, requests, and work of the engine for the socket
    private final ClientCode clientCode;
    private final Origins origins; // null unless they are tracked
    private final AddressSharing sharing = new AddressSharing();
    private final SocketEnd end = new SocketEnd(this, uses);
    private final SocketRequests requests;

    EngineSocket(SocketEngine engine, long id, WskClientObject client, SocketOwner owner, int addressFamily) {
        this.engine = engine;
        this.id = id;
        this.client = client;
        this.allowance = new Allowance(client.account());
        this.owner = owner;
        this.addressFamily = addressFamily;
        this.clientCode = new ClientCode(engine.verifies());
        this.origins = engine.tracksOrigin() ? new Origins() : null;
        this.requests = new SocketRequests(this, end, origins);
    }

    /** What the transport has to be able to do for a socket of that type. */
    abstract Class<? extends TransportProvider> ability(int socketType);

    /** Lets the leased transport make the endpoint. */
    abstract NtStatus openEndpoint(TransportLease lease, int protocol);

    /** The transport's side of the socket. */
    abstract TransportEndpoint endpoint();

    /** Which event callbacks are enabled, and which one runs. */
    abstract EventSwitch events();

    /** Whether events may be switched in the state that the socket is in. */
    abstract boolean mayControlEvents();

    /** Events are going to be enabled: what is not known of the callbacks yet has to be now. */
    void beforeEnabling() {}

    /** Other events are enabled now: lets the endpoint know what is wanted. */
    abstract void eventsChanged();

    /** Notes the outcome of an operation of the category, in its state and where the client wants it, before the IRP completes. */
    abstract void settle(TransportRequest request, int operation, NtStatus status);

    /** What an operation of the category reports as IoStatus.Information when it has succeeded. */
    abstract long information(int operation, TransportRequest request);

    /** Aborts what the endpoint does because the socket is taken away; answers as {@link TransportEndpoint#close}. */
    abstract NtStatus abortEndpoint(TransportRequest request);

    /** The function that an operation of the category carries out. */
    abstract String functionOf(int operation);

    /** Whether a callback is to be told when the socket is taken away. */
    abstract boolean tellsEnd();

    /** Tells the callbacks that the socket works no longer. I/O thread. */
    abstract void indicateGone();

    /** The socket as it is now. */
    abstract SocketReport report();

    /** Which category it is of. */
    abstract SocketCategory category();

    /** Whether the socket has a local address. */
    abstract boolean isBound();

    /** Whether the socket is connected, whatever has ended of that since. */
    boolean isConnected() {
        return false;
    }

    /** Whether the socket is in a state that allows for control operations at all. */
    boolean mayBeControlled() {
        return true;
    }

    /**
     * Carries out an option or control code of the engine's own, whose arguments are those of its row; null when it is the
     * transport's.
     */
    NtStatus control(ControlCall call, SizeT written) {
        return CommonControls.run(this, call, written);
    }

    /** Calls the endpoint's function that an operation of the category is. */
    NtStatus carryOut(TransportRequest request) {
        throw new IllegalStateException("operation " + request.operation());
    }

    /** Whether a request that the endpoint has completed goes on. */
    boolean goesOn(TransportRequest request) {
        return false;
    }

    /** The IRP of an operation of the category has completed, and its routine has returned. */
    void routineReturned(int operation) {}

    /** The socket is being closed or taken away: ends with a status what waits anywhere but in the endpoint. */
    void closing(NtStatus status) {}

    /** Gives up a request that waits anywhere but in the endpoint; false when there is no such request. */
    boolean cancelWaiting(TransportRequest request) {
        return false;
    }

    /** Shows the requests that wait in the endpoint, or in the category's own queues. */
    void forEachPending(Consumer<TransportRequest> visitor) {
        endpoint().forEachPending(visitor);
    }

    /** Shows the requests that wait anywhere. */
    final void forEachWaiting(Consumer<TransportRequest> visitor) {
        forEachPending(visitor);
        engine.addressLists().forEachPending(this, visitor);
    }

    /** What an operation is, for reports. */
    final String nameOf(int operation) {
        return switch (operation) {
            case CREATE -> "WskSocket";
            case QUERY -> "WskControlSocket";
            case ADDRESS_CHANGE -> "WskControlSocket with SIO_ADDRESS_LIST_CHANGE";
            default -> SocketEnd.isMeant(operation) ? "the end of the socket" : functionOf(operation);
        };
    }

    /** How many lists of indications the client retains. */
    int retained() {
        return 0;
    }

    /** The clauses of the category's WskRelease. */
    String rulesOfRelease() {
        return "RELEASE-DATA";
    }

    final void setLease(TransportLease lease) {
        end.setLease(lease);
    }

    final TransportLease lease() {
        return end.lease();
    }

    final SocketEngine engine() {
        return engine;
    }

    final long id() {
        return id;
    }

    final WskClientObject client() {
        return client;
    }

    final SocketOwner owner() {
        return owner;
    }

    final Instant opened() {
        return opened;
    }

    final SocketPhase phase() {
        return end.phase();
    }

    /** Since when the client has waited for the close; null unless it does. */
    final Instant closingSince() {
        return end.closingSince();
    }

    /** Whether it was this thread that called WskCloseSocket, from within a completion routine. */
    final boolean wasClosedBy(Thread thread) {
        return end.wasClosedBy(thread);
    }

    final ClientCode clientCode() {
        return clientCode;
    }

    final int requestsUnderWay() {
        return uses.uses();
    }

    // ---- a request's way in

    /** Counts a call and takes its IRP; {@link #leave} ends the call, the end of the request ends the count. */
    final void begin(Irp irp, String function) {
        enter(function);
        try {
            irp.setNextStackLocation();
        } catch (BugCheck e) {
            uses.release();
            throw e;
        }
        clientCode.enters();
        if (origins != null) {
            origins.begins(irp);
        }
    }

    /** Ends a call that {@link #begin} began. */
    final void leave() {
        clientCode.leaves();
    }

    /** Counts a call without an IRP; {@link #exit} ends it. */
    final void enter(String function) {
        if (!uses.acquire()) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    function + " on " + describe() + end.whyUnusable());
        }
    }

    /** Counts work of the engine for the socket; false when the socket is being closed. {@link #exit} ends it. */
    final boolean enter() {
        return uses.acquire();
    }

    /** Ends what {@link #enter()} began. */
    final void exit() {
        uses.release();
    }

    /** Likewise, for a call of the endpoint; false when that is being closed. {@link #exitEndpoint} ends it. */
    final boolean enterEndpoint() {
        return end.enterEndpoint();
    }

    /** Ends what {@link #enterEndpoint} began. */
    final void exitEndpoint() {
        end.exitEndpoint();
    }

    /** Whether the socket works. */
    final boolean isFunctional() {
        return end.phase() == SocketPhase.OPEN;
    }

    final boolean isOfFamily(SockAddr address) {
        return address != null && address.family() == addressFamily;
    }

    /** Why a function that needs no particular state is refused, or null; whether its arguments are good is known. */
    final NtStatus refusal(boolean valid) {
        if (!isFunctional()) {
            return NtStatus.STATUS_FILE_FORCED_CLOSED;
        }
        return valid ? null : NtStatus.STATUS_INVALID_PARAMETER;
    }

    /** What the client's policy lets it do. */
    final Allowance allowance() {
        return allowance;
    }

    /** What it wants of its local address. */
    final AddressSharing sharing() {
        return sharing;
    }

    /** The way of its requests. */
    final SocketRequests requests() {
        return requests;
    }

    /** The request that travels with an IRP, ready for an operation. */
    final TransportRequest request(Irp irp, int operation, int flags) {
        return requests.of(irp, irp, operation, flags);
    }

    /** What the endpoint answered: pending, or over, and then the IRP is completed here. */
    final NtStatus answer(Irp irp, TransportRequest request, NtStatus status) {
        return requests.answer(irp, request, status);
    }

    /** Completes an IRP in the caller's thread, or from the I/O thread when the stack is too deep already. */
    final NtStatus finish(Irp irp, TransportRequest request, NtStatus status, long information, Object object) {
        return requests.finish(irp, request, status, information, object);
    }

    /** Ends a request that reached no endpoint. */
    final NtStatus finish(Irp irp, NtStatus status) {
        return requests.finish(irp, request(irp, QUERY, 0), status, 0, null);
    }

    /** Completes an IRP that was pending outside of any endpoint, here or once the stack is less deep. */
    final void completePending(Irp irp, NtStatus status, Object object) {
        requests.completePending(irp, status, object);
    }

    /** Gives the endpoint a local address, which is not the client's memory, if all who have a say let it. */
    final NtStatus bindEndpoint(SockAddr localAddress) {
        return engine.addresses().bind(this, localAddress);
    }

    /** The endpoint is closed, and what it had as a local address is free. */
    final void unbound() {
        engine.addresses().release(this);
    }

    /** Calls a function of the endpoint that the socket has at this moment, as {@link #onEndpoint(Supplier)}. */
    NtStatus onEndpoint(Function<TransportEndpoint, NtStatus> call) {
        return onEndpoint(() -> call.apply(endpoint()));
    }

    /** Calls a function of the endpoint, {@link #guarded}, unless that is being closed because the socket was taken away. */
    final NtStatus onEndpoint(Supplier<NtStatus> call) {
        if (!enterEndpoint()) {
            return NtStatus.STATUS_FILE_FORCED_CLOSED;
        }
        try {
            return guarded(call);
        } finally {
            exitEndpoint();
        }
    }

    /** Calls a transport, which is foreign code: what it throws is a failure of the request, not of the caller. */
    final NtStatus guarded(Supplier<NtStatus> call) {
        try {
            return call.get();
        } catch (RuntimeException | Error e) {
            return thrown(e);
        }
    }

    /** What a request ends with whose endpoint threw. */
    final NtStatus thrown(Throwable problem) {
        LOG.error("The transport of a socket of {} threw", Completer.name(client.bundle()), problem);
        return problem instanceof OutOfMemoryError
                ? NtStatus.STATUS_INSUFFICIENT_RESOURCES
                : NtStatus.STATUS_UNSUCCESSFUL;
    }

    // ---- the end

    /** WskCloseSocket. */
    final NtStatus close(Irp irp) {
        end.requireOpen();
        if (clientCode.hasOtherCallers()) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskCloseSocket on " + describe()
                            + " while another thread executes one of its functions (CLOSE-05).");
        }
        if (retained() > 0) {
            complainOfRetained();
        }
        irp.setNextStackLocation();
        irp.markPending();
        return end.close(irp);
    }

    /** Closing does not give back what the client retains: the memory is never used again, and left to the collector. */
    private void complainOfRetained() {
        String sentence = "WskCloseSocket on " + describe() + " with " + retained()
                + " retained lists of indications: each is released before (" + rulesOfRelease() + "-04).";
        if (engine.verifies()) {
            throw new BugCheck(BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION, sentence);
        }
        LOG.warn(sentence);
    }

    /** The socket is not given to the client after all: takes it away. */
    final void drop() {
        end.takeAway();
    }

    /** The client turned the socket down when it was offered. */
    final void refuse() {
        end.refuse();
    }

    @Override
    public final void abandon() {
        end.takeAway(); // the client object is told at the end, also when somebody else began it
    }

    @Override
    public final void revoked() {
        end.takeAway();
    }

    /** The socket has its endpoint; see {@link SocketEnd#published}. */
    final boolean published() {
        return end.published();
    }

    // ---- reports

    @Override
    public final String describe() {
        SocketReport now = report();
        return now.category() + " socket " + id + " (" + now.state()
                + (now.remoteAddress() == null ? ", no peer" : ", peer " + now.remoteAddress())
                + ") of " + Completer.name(client.bundle());
    }

    @Override
    public final List<WaitCause> busyWith() {
        return SocketBusiness.of(this);
    }

    @Override
    public final List<Holding> holdings() {
        return SocketBusiness.holdings(this, origins);
    }

    @Override
    public final boolean isCompletingHere() {
        return clientCode.routine() == Thread.currentThread() || events().isRunningHere();
    }

    @Override
    public final String toString() {
        return describe();
    }

    /**
     * In whose name a socket works.
     *
     * @param process the owning process of WskSocket
     * @param impersonation what the owning thread was at that moment, if it was somebody else; or null
     */
    record SocketOwner(Bundle process, AccessToken impersonation) {
        /** What is held against the descriptor of a socket whose address this one wants to share. */
        AccessToken context() {
            return impersonation != null ? impersonation : AccessToken.ofBundle(process);
        }
    }
}
