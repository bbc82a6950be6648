// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.Irql;

/**
 * One I/O thread: waits until channels are ready, tells their endpoints, and gives endpoints that asked for it a turn.
 *
 * <p>A pass ({@link #step}) first gives turns, then lets alarms ring, then selects. Whoever asks for a turn puts the endpoint on a stack and
 * wakes the selector, unless it is awake anyway. Everything that an endpoint does with its selection key it does in its
 * turn, so that keys, registrations and the end of descriptors belong to one thread.
 *
 * <p>State: running, stopping, ended. After the end, whoever asks for a turn takes it in its own thread, one at a time:
 * what is left then is a completion or two.
 *
 * <p>Threads: {@link #adopt}, {@link #add}, {@link #remove}, {@link #schedule}, {@link #isCurrent}, {@link #hasEnded},
 * {@link #stop} and {@link #awaitEnd} are safe for all; its creator starts or discards it. The rest belongs to the loop's
 * thread, which runs at DISPATCH_LEVEL.
 *
 * <p>Locks: none.
 */
final class IoLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);
    private static final int SCRATCH = 64 * 1024;
    private static final int MOST_NAMES = 5; // in one line of the log
    private static final VarHandle SCHEDULED;
    private static final VarHandle SLEEPING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SCHEDULED = lookup.findVarHandle(IoLoop.class, "scheduled", LoopEndpoint.class);
            SLEEPING = lookup.findVarHandle(IoLoop.class, "sleeping", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final Selector selector;
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private final Set<LoopEndpoint> endpoints = ConcurrentHashMap.newKeySet(); // those not closed yet
    private final AtomicBoolean afterTheEnd = new AtomicBoolean(); // true while somebody takes turns then

    private volatile LoopEndpoint scheduled; // top of the stack of those that asked for a turn; changed with SCHEDULED
    private volatile boolean
            sleeping; // true while a wakeup is needed; set by the loop, cleared with SLEEPING by anybody
    private volatile boolean stopping; // set by whoever stops, read by the loop
    private volatile boolean ended; // set by the loop, once; read by whoever asks for a turn
    private volatile Thread thread; // written once, before any endpoint knows the loop

    private List<LoopEndpoint> releasing =
            new ArrayList<>(); // loop thread only: keys are cancelled, descriptors not free
    private List<LoopEndpoint> released = new ArrayList<>(); // loop thread only, empty between passes
    private final Alarms alarms = new Alarms(); // loop thread only
    private final BufferPool buffers;
    private final BufferPool datagramBuffers;
    private final ViewArray views = new ViewArray(); // loop thread only
    private ByteBuffer scratch; // loop thread only

    IoLoop(String name, long bufferMemory) throws IOException {
        this.name = name;
        this.buffers = new BufferPool(this, bufferMemory);
        this.datagramBuffers = BufferPool.ofDatagrams(this, bufferMemory);
        this.selector = Selector.open();
    }

    /** Starts the loop's own thread. */
    void start() {
        // its creator is whichever client came first: nothing of that one may stay with it
        Thread started = new Thread(null, this, name, 0, false);
        started.setContextClassLoader(IoLoop.class.getClassLoader());
        started.setDaemon(true);
        runOn(started);
        started.start();
    }

    /** Frees what a loop holds that never got a thread. */
    void discard() throws IOException {
        selector.close();
    }

    /** Whether the loop has stopped or died, so that nobody serves its endpoints any more. */
    boolean hasEnded() {
        return ended;
    }

    /** Says which thread is the loop's: its own, or in tests one that calls {@link #step} by hand. */
    void runOn(Thread loopThread) {
        thread = loopThread;
    }

    /** Whether the calling thread is the loop's. */
    boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /** Counts an endpoint in, so that the end of the loop is the end of it, too; false when the loop has ended. */
    boolean add(LoopEndpoint endpoint) {
        endpoints.add(endpoint);
        if (ended) {
            endpoints.remove(endpoint);
            return false;
        }
        return true;
    }

    /**
     * Makes an endpoint of a channel, and counts it in; null when the loop has ended. Without an endpoint, nobody else
     * closes the channel.
     */
    <C extends Channel, E extends LoopEndpoint> E adopt(C channel, EndpointMaker<C, E> maker) throws IOException {
        E adopted = null;
        try {
            E made = maker.make(this, channel);
            if (add(made)) {
                adopted = made;
            }
        } finally {
            if (adopted == null) {
                channel.close();
            }
        }
        return adopted;
    }

    /** Forgets an endpoint that is closed. */
    void remove(LoopEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    /**
     * Gives an endpoint a turn soon, once for all calls until then. The end of the loop is the end of all its endpoints,
     * and an endpoint that is over asks with no lock held: the turn may be taken here and now.
     */
    void schedule(LoopEndpoint endpoint) {
        if (!endpoint.markScheduled()) {
            return;
        }
        LoopEndpoint top;
        do {
            top = scheduled;
            endpoint.nextScheduled = top;
        } while (!SCHEDULED.weakCompareAndSet(this, top, endpoint));
        if (ended) {
            stepAfterTheEnd();
        } else if (sleeping && !isCurrent() && SLEEPING.compareAndSet(this, true, false)) {
            selector.wakeup();
        }
    }

    /** Registers the channel of an endpoint. Loop thread. */
    SelectionKey register(LoopEndpoint endpoint, int operations) throws IOException {
        return endpoint.channel().register(selector, operations, endpoint);
    }

    /** Calls {@link LoopEndpoint#released} when the endpoint's cancelled key has left the selector. Loop thread. */
    void awaitRelease(LoopEndpoint endpoint) {
        releasing.add(endpoint);
    }

    /** Lets an alarm ring once when so much time has passed; it is not set yet. Loop thread. */
    void wakeLater(Alarm alarm, int millis) {
        alarms.set(alarm, millis);
    }

    /** Views for one I/O call of the loop thread. */
    ViewArray views() {
        return views;
    }

    /** Memory for received bytes that no request waits for. */
    BufferPool buffers() {
        return buffers;
    }

    /**
     * Memory for datagrams that no request waits for; apart, so that what a borrower has attached to a buffer of a stream
     * does not meet one of a datagram.
     */
    BufferPool datagramBuffers() {
        return datagramBuffers;
    }

    /** Memory for bytes that nobody wants; empty, of the loop thread. */
    ByteBuffer scratch() {
        if (scratch == null) {
            scratch = ByteBuffer.allocateDirect(SCRATCH);
        }
        return scratch.clear();
    }

    @Override
    public void run() {
        Irql.raise(Irql.DISPATCH_LEVEL);
        LOG.debug("{} runs", name);
        try {
            while (!stopping) {
                step();
            }
        } catch (IOException e) {
            LOG.error("{} cannot wait for its channels any more, and ends", name, e);
        } finally {
            end();
        }
    }

    /** One pass: turns, then whatever is ready, waiting for it when there is nothing else to do. */
    void step() throws IOException {
        giveTurns();
        if (Thread.interrupted()) {
            LOG.debug("{} was interrupted, which means nothing here", name);
        }
        alarms.ring();
        if (!releasing.isEmpty()) {
            selector.selectNow(dispatch); // takes cancelled keys out
            finishReleases();
            return;
        }
        sleeping = true;
        if (scheduled != null || stopping) { // asked for in the meantime, by somebody who may have seen us awake
            sleeping = false;
            selector.selectNow(dispatch);
        } else {
            selector.select(dispatch, alarms.millis());
            sleeping = false;
        }
    }

    /** Stops the loop; its thread ends soon. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /** Waits for the end of the loop's thread; true when it has ended. The thread itself does not wait. */
    boolean awaitEnd(long millis) throws InterruptedException {
        if (isCurrent()) {
            return false;
        }
        thread.join(millis);
        return !thread.isAlive();
    }

    /** The last pass: closes what is still open. Loop thread. */
    void end() {
        afterTheEnd.set(true); // until we are done
        ended = true; // from now on nobody waits for us
        reportOpenOnes();
        for (LoopEndpoint endpoint : endpoints) {
            forceClosed(endpoint);
        }
        giveTurns();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.error("{} could not close its selector", name, e);
        }
        finishReleases();
        closeChannels();
        buffers.close();
        datagramBuffers.close();
        afterTheEnd.set(false);
        stepAfterTheEnd();
        LOG.debug("{} has ended", name);
    }

    /** One line for all endpoints that nobody has closed, however many there are. */
    private void reportOpenOnes() {
        StringBuilder names = new StringBuilder();
        int count = 0;
        for (LoopEndpoint endpoint : endpoints) {
            if (count++ < MOST_NAMES) {
                names.append(names.length() == 0 ? "" : ", ").append(endpoint);
            }
        }
        if (count > 0) {
            LOG.warn(
                    "{} ends, and closes {} endpoints that are open: {}{}",
                    name,
                    count,
                    names,
                    count > MOST_NAMES ? ", ..." : "");
        }
    }

    /**
     * Frees the descriptors of endpoints that could not be ended, with what the JDK has: when a client's routine has kept
     * this thread until the bundle was gone, a class that was not needed before cannot be loaded any more.
     */
    private void closeChannels() {
        for (LoopEndpoint endpoint : endpoints) {
            try {
                endpoint.channel().close();
            } catch (IOException | RuntimeException | Error e) {
                LOG.error("The channel of {} could not be closed", endpoint, e);
            }
        }
    }

    private void stepAfterTheEnd() {
        while (scheduled != null && afterTheEnd.compareAndSet(false, true)) {
            try {
                giveTurns();
                finishReleases();
            } finally {
                afterTheEnd.set(false);
            }
        }
    }

    private void giveTurns() {
        if (scheduled == null) {
            return;
        }
        LoopEndpoint newestFirst = (LoopEndpoint) SCHEDULED.getAndSet(this, null);
        LoopEndpoint oldestFirst = null;
        while (newestFirst != null) {
            LoopEndpoint endpoint = newestFirst;
            newestFirst = endpoint.nextScheduled;
            endpoint.nextScheduled = oldestFirst;
            oldestFirst = endpoint;
        }
        while (oldestFirst != null) {
            LoopEndpoint endpoint = oldestFirst;
            oldestFirst = endpoint.nextScheduled;
            endpoint.nextScheduled = null;
            endpoint.clearScheduled();
            try {
                endpoint.takeTurn();
            } catch (RuntimeException | Error e) {
                crashed(endpoint, e);
            }
        }
    }

    private void dispatch(SelectionKey key) {
        if (sleeping) {
            sleeping = false;
        }
        LoopEndpoint endpoint = (LoopEndpoint) key.attachment();
        try {
            if (key.isValid()) {
                endpoint.ready(key.readyOps());
            }
        } catch (RuntimeException | Error e) {
            crashed(endpoint, e);
        }
    }

    private void finishReleases() {
        List<LoopEndpoint> free = releasing;
        releasing = released;
        released = free;
        for (int i = 0; i < free.size(); i++) {
            LoopEndpoint endpoint = free.get(i);
            try {
                endpoint.released();
            } catch (RuntimeException | Error e) {
                LOG.error("{} could not be let go", endpoint, e);
            }
        }
        free.clear();
    }

    private void crashed(LoopEndpoint endpoint, Throwable thrown) {
        LOG.error("{} failed, and is given up", endpoint, thrown);
        forceClosed(endpoint);
    }

    private void forceClosed(LoopEndpoint endpoint) {
        try {
            endpoint.forceClose();
        } catch (RuntimeException | Error e) {
            LOG.error("{} could not be given up", endpoint, e);
        }
    }

    @Override
    public String toString() {
        return name + " (" + endpoints.size() + " endpoints)";
    }
}
