// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * A request to a transport, and a record of what became of it. What the endpoint must not do throws at it.
 *
 * <p>Threads: safe for all. The completion may come from any thread; {@link #await} waits for it with a deadline.
 */
public final class RecordedRequest implements TransportRequest.Owner {
    private final TransportRequest request = new TransportRequest();
    private final ByteBuffer memory;

    private boolean cancelledBefore; // guarded by this
    private boolean announced; // guarded by this
    private boolean over; // guarded by this
    private NtStatus answer; // guarded by this; null before the function has returned
    private int completions; // guarded by this
    private Thread thread; // guarded by this
    private Irql irql; // guarded by this
    private Consumer<RecordedRequest> then; // guarded by this

    private RecordedRequest(ByteBuffer memory, int flags) {
        this.memory = memory;
        request.prepare(this, null, flags);
        if (memory.hasRemaining()) {
            request.setBytes(Mdl.allocate(memory), 0, memory.remaining());
        }
    }

    /**
     * A request without bytes.
     *
     * @return the request
     */
    public static RecordedRequest empty() {
        return room(0, 0);
    }

    /**
     * A request that connects.
     *
     * @param peer whom to connect to
     * @return the request
     */
    public static RecordedRequest to(SockAddr peer) {
        return empty().address(peer);
    }

    /**
     * A request with bytes to send.
     *
     * @param text in ASCII
     * @return the request
     */
    public static RecordedRequest of(String text) {
        return of(text, 0);
    }

    /**
     * A request with bytes to send.
     *
     * @param text in ASCII
     * @param flags of the operation
     * @return the request
     */
    public static RecordedRequest of(String text, int flags) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return new RecordedRequest(
                ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(), flags);
    }

    /**
     * A request with room for bytes to receive.
     *
     * @param size how many bytes
     * @return the request
     */
    public static RecordedRequest room(int size) {
        return room(size, 0);
    }

    /**
     * A request with room for bytes to receive.
     *
     * @param size how many bytes
     * @param flags of the operation
     * @return the request
     */
    public static RecordedRequest room(int size, int flags) {
        return new RecordedRequest(ByteBuffer.allocateDirect(size), flags);
    }

    /**
     * Adds an address.
     *
     * @param address the peer
     * @return this
     */
    public RecordedRequest address(SockAddr address) {
        request.setAddress(address);
        return this;
    }

    /**
     * As if it had been cancelled before an endpoint got it.
     *
     * @return this
     */
    public synchronized RecordedRequest cancelledBefore() {
        cancelledBefore = true;
        return this;
    }

    /**
     * Runs something when the request completes, after that was recorded.
     *
     * @param action gets this object
     * @return this
     */
    public synchronized RecordedRequest then(Consumer<RecordedRequest> action) {
        then = action;
        return this;
    }

    /**
     * The request itself.
     *
     * @return what to hand to an endpoint
     */
    public TransportRequest request() {
        return request;
    }

    /**
     * Hands the request to a function of an endpoint.
     *
     * @param function such as {@code endpoint::send}
     * @return what the function answered
     */
    public NtStatus start(Function<TransportRequest, NtStatus> function) {
        NtStatus answered = function.apply(request);
        synchronized (this) {
            answer = answered;
            if (!answered.isPending()) {
                check(completions == 0, "was completed and answered");
                check(request.status() == answered, "was answered with " + answered);
                over = true;
            }
            notifyAll();
        }
        return answered;
    }

    @Override
    public synchronized boolean pending(TransportRequest pending) {
        check(pending == request, "is not " + pending);
        check(!announced, "was announced as pending twice");
        announced = true;
        return !cancelledBefore;
    }

    @Override
    public void completed(TransportRequest completed) {
        Consumer<RecordedRequest> action;
        synchronized (this) {
            check(completed == request, "is not " + completed);
            completions++;
            check(!over, "was over before it was completed");
            check(!request.status().isPending(), "was completed without an outcome");
            over = true;
            thread = Thread.currentThread();
            irql = Irql.current();
            action = then;
            notifyAll();
        }
        if (action != null) {
            action.accept(this);
        }
    }

    private void check(boolean right, String problem) {
        if (!right) {
            throw new AssertionError(request + " " + problem);
        }
    }

    /**
     * Waits until the request is over.
     *
     * @return its final status
     */
    public synchronized NtStatus await() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordedIrp.DEADLINE_SECONDS);
        while (!over) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(request + " is not over within " + RecordedIrp.DEADLINE_SECONDS + " s");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + request, e);
            }
        }
        return request.status();
    }

    /**
     * Whether it is over.
     *
     * @return true once it was answered with a final status, or completed
     */
    public synchronized boolean isOver() {
        return over;
    }

    /**
     * The status that it ended with.
     *
     * @return {@code STATUS_PENDING} before the end
     */
    public NtStatus status() {
        return request.status();
    }

    /**
     * What the function answered that it was handed to.
     *
     * @return the status, or null before
     */
    public synchronized NtStatus answer() {
        return answer;
    }

    /**
     * Whether the endpoint announced that it would wait.
     *
     * @return true if it did, once
     */
    public synchronized boolean wasAnnounced() {
        return announced;
    }

    /**
     * How often it was completed after it had been pending.
     *
     * @return the count
     */
    public synchronized int completions() {
        return completions;
    }

    /**
     * Where it was completed.
     *
     * @return the thread, or null when it was not
     */
    public synchronized Thread thread() {
        return thread;
    }

    /**
     * At which level it was completed.
     *
     * @return the level, or null when it was not
     */
    public synchronized Irql irql() {
        return irql;
    }

    /**
     * The bytes that it moved.
     *
     * @return as ASCII
     */
    public String text() {
        ByteBuffer moved = memory.duplicate().limit((int) request.transferred());
        return StandardCharsets.US_ASCII.decode(moved).toString();
    }

    @Override
    public String toString() {
        return "Recorded" + request;
    }
}
