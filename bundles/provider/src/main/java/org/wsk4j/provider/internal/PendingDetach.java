// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.report.Holding;
import org.wsk4j.report.Holdings;
import org.wsk4j.report.Waits;
import org.wsk4j.wsk.spi.OwnedSocket;

/**
 * The detach of one client, from the callback to its completion: by itself when nothing is left, else by force.
 *
 * <p>Until then the client's open sockets work on, their callbacks included; what is refused is what would be new: a
 * socket, a request of the client's own, and a connection that is to be accepted (NMR-PROVIDER-DETACH-02).
 *
 * <p>State: {@link State}; each transition is taken by one thread, and whoever moves it to COMPLETED completes the
 * detach.
 *
 * <p>Threads: safe for all. Sockets are taken away in a thread of their own, because that runs the client's completion
 * routines: one that does not return must not keep the timer from going on.
 *
 * <p>Locks: none.
 *
 * <p>Spec: NMR-PROVIDER-DETACH-04, NMR-PROVIDER-DETACH-06, NMR-WSK-08.
 */
final class PendingDetach {
    enum State {
        /** The callback runs. */
        STARTING,
        /** The client has its time. */
        WAITING,
        /** The time is over: its sockets are taken away. */
        ABANDONING,
        /** The registrar was told, or needs not to be. */
        COMPLETED
    }

    private static final Logger LOG = LoggerFactory.getLogger(PendingDetach.class);

    private final Attachment client;
    private final DetachTimer timer;
    private final Consumer<NmrBindingHandle> completion;
    private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
    private final Waits waits;
    private volatile Waits.Wait wait; // set by the thread that starts, closed by whoever completes
    private volatile Future<?> timeout; // replaced by the timer's thread, cancelled by whoever completes

    PendingDetach(Attachment client, DetachTimer timer, Waits waits, Consumer<NmrBindingHandle> completion) {
        this.client = client;
        this.timer = timer;
        this.waits = waits;
        this.completion = completion;
    }

    /** Lets the client drain. True: it has, and the completion is not called. */
    boolean start() {
        client.detach(this::drained);
        if (client.isCompletingHere() && state.compareAndSet(State.STARTING, State.COMPLETED)) {
            LOG.error(
                    "Client {} deregisters within a completion routine of its own socket, which has to return before the"
                            + " socket can be closed: it is not waited for, and its sockets are taken away",
                    client);
            takeAway(client.sockets());
            return true;
        }
        if (!state.compareAndSet(State.STARTING, State.WAITING)) {
            return true;
        }
        wait = waits.begin("The detach of client " + client + " from the WSK provider", null, client::usedBy);
        startTimeout(this::overdue);
        if (state.get() == State.COMPLETED) {
            wait.close(); // it came too late for whoever completed
        }
        return false;
    }

    private void startTimeout(Runnable expired) {
        if (state.get() == State.COMPLETED) {
            return;
        }
        timeout = timer.start(expired);
        if (state.get() == State.COMPLETED) {
            timeout.cancel(false);
        }
    }

    /** The last use has ended. */
    private void drained() {
        List<Holding> left = client.takeMemory();
        if (!left.isEmpty()) {
            LOG.warn("Client {} is detached and has not given back {}", client, new Holdings(left));
        }
        State before = state.getAndSet(State.COMPLETED);
        if (before == State.STARTING || before == State.COMPLETED) {
            return; // start answers for it, or it was completed by force
        }
        endWait();
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
        completion.accept(client.binding());
    }

    private void overdue() {
        if (!state.compareAndSet(State.WAITING, State.ABANDONING)) {
            return;
        }
        List<OwnedSocket> left = client.sockets();
        LOG.warn(
                "Client {} has not detached after {} ms and leaves {}: its sockets are taken away from it",
                client,
                timer.millis(),
                new Holdings(client.holdings()));
        takeAway(left);
        startTimeout(this::giveUp);
    }

    private void takeAway(List<OwnedSocket> left) {
        Thread thread =
                new Thread(null, () -> left.forEach(this::abandon), "wsk4j-provider-abandon-" + client, 0, false);
        thread.setContextClassLoader(PendingDetach.class.getClassLoader());
        thread.setDaemon(true);
        thread.start();
    }

    private void giveUp() {
        if (state.getAndSet(State.COMPLETED) == State.COMPLETED) {
            return;
        }
        endWait();
        LOG.error("Client {} is detached and still has {}", client, new Holdings(client.holdings()));
        completion.accept(client.binding());
    }

    private void endWait() {
        Waits.Wait ending = wait;
        if (ending != null) {
            ending.close();
        }
    }

    private void abandon(OwnedSocket socket) {
        try {
            socket.abandon();
        } catch (RuntimeException | Error e) {
            LOG.error("A socket of client {} could not be taken away: {}", client, Attachment.describe(socket), e);
        }
    }
}
