// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.transport.ListenObserver;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Notes what a listening endpoint tells, as lines such as {@code accepted 192.0.2.1:1024}, and keeps the connections,
 * which the test has to close. Two calls at a time, or a call below DISPATCH_LEVEL, throw at the endpoint.
 *
 * <p>Threads: safe for all.
 */
public final class RecordingListenObserver implements ListenObserver {
    private final CallRecorder calls = new CallRecorder();
    private final List<Accepted> accepted = new ArrayList<>(); // guarded by this
    private RecordingObserver announced; // guarded by this; from connecting() to accepted()
    private boolean enough; // guarded by this

    /**
     * A connection that was handed over.
     *
     * @param endpoint our end
     * @param observer who hears of the peer
     */
    public record Accepted(StreamEndpoint endpoint, RecordingObserver observer) {
        /**
         * Our end, when it is one of a {@link FakeTransport}.
         *
         * @return the endpoint
         */
        public FakeEndpoint fake() {
            return (FakeEndpoint) endpoint;
        }
    }

    /** An observer that always wants more. */
    public RecordingListenObserver() {}

    /**
     * Decides whether more connections are wanted.
     *
     * @param more what {@link #accepted(StreamEndpoint, StreamObserver)} answers
     * @return this
     */
    public synchronized RecordingListenObserver wanting(boolean more) {
        enough = !more;
        return this;
    }

    /**
     * Runs something within each call, after it was noted.
     *
     * @param action what to run, or null
     * @return this
     */
    public RecordingListenObserver during(Runnable action) {
        calls.during(action);
        return this;
    }

    @Override
    public StreamObserver connecting() {
        RecordingObserver made = new RecordingObserver();
        synchronized (this) {
            announced = made;
        }
        calls.call("connecting");
        return made;
    }

    @Override
    public boolean accepted(StreamEndpoint endpoint, StreamObserver observer) {
        synchronized (this) {
            if (observer != announced) {
                throw new AssertionError("accepted with " + observer + ", but connecting() had made " + announced);
            }
            accepted.add(new Accepted(endpoint, announced));
            announced = null;
        }
        calls.call("accepted " + remote(endpoint));
        synchronized (this) {
            return !enough;
        }
    }

    private static SockAddr remote(StreamEndpoint endpoint) {
        SockAddr in = new SockAddrIn();
        SockAddr in6 = new SockAddrIn6();
        return endpoint.remoteAddress(in).isSuccess()
                        || !endpoint.remoteAddress(in6).isSuccess()
                ? in
                : in6;
    }

    @Override
    public void failed(NtStatus reason) {
        calls.call("failed " + reason);
    }

    /**
     * What was told so far.
     *
     * @return one line for each call, in order
     */
    public List<String> calls() {
        return calls.calls();
    }

    /**
     * Waits until so many calls were made.
     *
     * @param count how many
     * @return one line for each call, in order
     */
    public List<String> await(int count) {
        return calls.await(count);
    }

    /**
     * The connections that were handed over.
     *
     * @return a snapshot, oldest first
     */
    public synchronized List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    /**
     * The connection that was handed over last.
     *
     * @return the connection
     */
    public synchronized Accepted last() {
        if (accepted.isEmpty()) {
            throw new IllegalStateException("no connection was handed over");
        }
        return accepted.get(accepted.size() - 1);
    }
}
