// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;
import org.wsk4j.transport.TransportRequest;

/**
 * What a socket is busy with, and what its client holds by it, for reports: the requests that wait in its endpoint, the
 * completion routine that runs.
 *
 * <p>Threads: safe for all; the answer is about a moment that may be over.
 */
final class SocketBusiness {
    private final EngineSocket socket;
    private final List<WaitCause> causes = new ArrayList<>();
    private final long now = System.nanoTime();

    private SocketBusiness(EngineSocket socket) {
        this.socket = socket;
    }

    /** What the client holds by a socket; the origins may be null. */
    static List<Holding> holdings(EngineSocket socket, Origins origins) {
        List<Holding> holdings = new ArrayList<>();
        holdings.add(new Holding(
                socket.phase().isClosing() ? "sockets being closed" : "sockets",
                socket.describe(),
                origins == null ? null : origins.ofSocket()));
        socket.forEachWaiting(request -> holdings.add(new Holding(
                "IRPs in flight",
                socket.nameOf(request.operation()),
                origins == null ? null : origins.of(IrpHolder.irpOf(request.context())))));
        for (int i = socket.retained(); i > 0; i--) {
            holdings.add(new Holding("retained indications", socket.describe(), null));
        }
        return holdings;
    }

    static List<WaitCause> of(EngineSocket socket) {
        SocketBusiness business = new SocketBusiness(socket);
        business.addRoutine();
        business.addCallback();
        socket.forEachWaiting(business::addPending);
        if (business.causes.isEmpty() && socket.closingSince() != null) {
            business.causes.add(new WaitCause("the transport, which closes its " + socket.endpoint()));
        }
        return business.causes;
    }

    private void addRoutine() {
        Thread thread = socket.clientCode().routine();
        if (thread == null || !isCompleting(thread)) {
            return;
        }
        causes.add(new WaitCause(
                "a completion routine of " + socket.describe()
                        + (socket.wasClosedBy(thread)
                                ? ", which has closed that very socket: the close completes after it has returned"
                                : ""),
                thread));
    }

    private void addCallback() {
        Thread thread = socket.events().runner();
        if (thread != null) {
            causes.add(new WaitCause(
                    "an event callback of " + socket.describe()
                            + (socket.wasClosedBy(thread)
                                    ? ", which has closed that very socket: the close completes after it has returned"
                                    : ""),
                    thread));
        }
    }

    /** Under the lock of the endpoint's queue: reads, and calls nothing. */
    private void addPending(TransportRequest request) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(now - request.pendingSince());
        causes.add(new WaitCause(socket.nameOf(request.operation()) + ", pending for " + seconds + " s"));
    }

    private static boolean isCompleting(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Completer.class.getName()));
    }
}
