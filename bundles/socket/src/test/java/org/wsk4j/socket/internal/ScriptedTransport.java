// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/**
 * A transport without any traffic, whose endpoints answer what a test says, when it says so.
 *
 * <p>Threads: safe for all; what completes later is completed by its only I/O thread, at DISPATCH_LEVEL, unless
 * the test completes it elsewhere.
 */
final class ScriptedTransport implements StreamTransport, AutoCloseable {
    private static final Runnable END = () -> {};

    private final List<ScriptedEndpoint> endpoints = new CopyOnWriteArrayList<>();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
    private final Thread ioThread = new Thread(this::run, "scripted I/O");

    volatile NtStatus openAnswer = STATUS_SUCCESS; // all of these are the test's to set
    volatile Runnable whenOpening = () -> {};
    volatile boolean endsInline; // abort and close are done when they return
    volatile boolean cancelsInline; // a cancelled request completes before cancel returns

    ScriptedTransport() {
        ioThread.start();
    }

    private void run() {
        Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            for (Runnable next = work.take(); next != END; next = work.take()) {
                try {
                    next.run();
                } catch (RuntimeException | Error e) {
                    mistake("thrown at the I/O thread: " + e);
                }
            }
        } catch (InterruptedException e) {
            mistake("interrupted");
        }
    }

    /** Lets the I/O thread do something. */
    void io(Runnable job) {
        work.add(job);
    }

    Thread ioThread() {
        return ioThread;
    }

    /** The endpoint made last. */
    ScriptedEndpoint endpoint() {
        return endpoints.get(endpoints.size() - 1);
    }

    List<ScriptedEndpoint> endpoints() {
        return endpoints;
    }

    /** Forgets the endpoints made so far. */
    void forgetEndpoints() {
        endpoints.clear();
    }

    /** Endpoints that were not closed. */
    long openEndpoints() {
        return endpoints.stream().filter(endpoint -> !endpoint.isClosed()).count();
    }

    void mistake(String what) {
        mistakes.add(what);
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Guid providerId() {
        return Guid.parse("{5C91D4C0-3C1B-4F0E-9D52-0B0C64F1F9A7}");
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public List<TransportTriple> triples() {
        return List.of(
                new TransportTriple(AddressFamily.AF_INET, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP),
                new TransportTriple(AddressFamily.AF_INET6, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP));
    }

    @Override
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        whenOpening.run();
        if (!openAnswer.isSuccess()) {
            return openAnswer;
        }
        ScriptedEndpoint made = new ScriptedEndpoint(this, observer);
        endpoints.add(made);
        endpoint.set(made);
        return STATUS_SUCCESS;
    }

    /** The transport is gone: nothing is done any more. */
    void leave() {
        work.add(END);
    }

    @Override
    public void close() {
        leave();
        try {
            ioThread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mistakes.isEmpty()) {
            throw new AssertionError("the engine broke rules of the transport's: " + mistakes);
        }
    }
}
