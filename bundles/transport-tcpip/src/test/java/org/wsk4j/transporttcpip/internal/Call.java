// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * One request, its owner, and a record of what the endpoint did with it: the rules of every request are checked here.
 */
final class Call implements TransportRequest.Owner {
    /** How long anything may take, in seconds. */
    static final long DEADLINE = 20;

    private final TransportRequest request = new TransportRequest();
    private final AtomicInteger pends = new AtomicInteger();
    private final AtomicInteger completions = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(1);
    private ByteBuffer memory; // of one piece, if made here
    private boolean cancelledBefore;
    private Consumer<Call> routine = call -> {};
    private NtStatus answer; // the caller's thread
    private volatile NtStatus outcome; // the completing thread, read by others
    private volatile Thread completer; // likewise
    private volatile Irql level; // likewise

    private Call(int flags) {
        request.prepare(this, null, flags);
    }

    static Call empty() {
        return new Call(0);
    }

    static Call flagged(int flags) {
        return new Call(flags);
    }

    static Call to(SockAddr peer) {
        Call call = new Call(0);
        call.request.setAddress(peer);
        return call;
    }

    /** A send of a text. */
    static Call of(String text) {
        return empty().bytes(Bytes.direct(text));
    }

    /** A receive into that many bytes. */
    static Call into(int size) {
        return into(size, 0);
    }

    static Call into(int size, int flags) {
        return new Call(flags).bytes(ByteBuffer.allocateDirect(size));
    }

    Call bytes(ByteBuffer buffer) {
        memory = buffer;
        request.setBytes(Mdl.allocate(buffer), 0, buffer.remaining());
        return this;
    }

    Call bytes(Mdl chain, int offset, long length) {
        request.setBytes(chain, offset, length);
        return this;
    }

    /** What runs when the request completes, in the thread that completes it. */
    Call then(Consumer<Call> newRoutine) {
        routine = newRoutine;
        return this;
    }

    /** As if it had been cancelled before the endpoint had it. */
    Call cancelledBefore() {
        cancelledBefore = true;
        return this;
    }

    TransportRequest request() {
        return request;
    }

    /** Hands the request over. */
    Call start(Function<TransportRequest, NtStatus> function) {
        answer = function.apply(request);
        if (!answer.isPending()) {
            assertThat(request.status()).as("the stored outcome").isEqualTo(answer);
            assertThat(completions)
                    .as("completions of a request that ended at once")
                    .hasValue(0);
            outcome = answer;
            over.countDown();
        }
        return this;
    }

    /** Hands it over; it has to wait. */
    Call pends(Function<TransportRequest, NtStatus> function) {
        start(function);
        assertThat(answer).isEqualTo(NtStatus.STATUS_PENDING);
        return this;
    }

    /** Hands it over; it has to end at once, with the status. */
    Call ends(Function<TransportRequest, NtStatus> function, NtStatus expected) {
        start(function);
        assertThat(answer).isEqualTo(expected);
        return this;
    }

    /** Waits for the end, which has to be this. */
    Call awaits(NtStatus expected) {
        assertThat(await()).as("outcome of %s", request).isEqualTo(expected);
        return this;
    }

    /** Waits for the end. */
    NtStatus await() {
        try {
            assertThat(over.await(DEADLINE, TimeUnit.SECONDS))
                    .as("%s ends in time", request)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(pends.get()).as("times it was announced as pending").isLessThanOrEqualTo(1);
        return outcome;
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    boolean hasPended() {
        return answer.isPending();
    }

    /** How often it was announced as pending. */
    int announcements() {
        return pends.get();
    }

    int completions() {
        return completions.get();
    }

    Thread completer() {
        return completer;
    }

    Irql level() {
        return level;
    }

    long transferred() {
        return request.transferred();
    }

    /** The bytes that were received. */
    String text() {
        return Bytes.text(memory, (int) request.transferred());
    }

    @Override
    public boolean pending(TransportRequest pending) {
        assertThat(pends.incrementAndGet())
                .as("times it is announced as pending")
                .isEqualTo(1);
        return !cancelledBefore;
    }

    @Override
    public void completed(TransportRequest completed) {
        completer = Thread.currentThread();
        level = Irql.current();
        outcome = completed.status();
        int times = completions.incrementAndGet();
        try {
            routine.accept(this);
        } finally {
            over.countDown();
        }
        assertThat(times).as("completions").isEqualTo(1);
    }
}
