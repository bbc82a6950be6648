// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import org.wsk4j.transport.StreamEndpoint;
import org.wsk4j.transport.StreamObserver;
import org.wsk4j.transport.StreamTransport;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * A transport behind which another one works: a test sees each request on its way there, and may answer it itself.
 *
 * <p>Threads: safe for all.
 */
final class InterposedTransport<T extends StreamTransport> implements StreamTransport {
    private final T behind;

    volatile Before before = (function, request) -> null; // the test's to set; any thread calls them
    volatile After after = (function, answer) -> {}; // likewise

    /** What happens before a request is handed over. */
    interface Before {
        /** The final answer to the request, or null to hand it over. */
        NtStatus answer(String function, TransportRequest request);
    }

    /** What happens between the answer, null for a function that has none, and its return to the engine. */
    interface After {
        void answered(String function, NtStatus answer);
    }

    InterposedTransport(T behind) {
        this.behind = behind;
    }

    T behind() {
        return behind;
    }

    @Override
    public String name() {
        return behind.name();
    }

    @Override
    public Guid providerId() {
        return behind.providerId();
    }

    @Override
    public int version() {
        return behind.version();
    }

    @Override
    public List<TransportTriple> triples() {
        return behind.triples();
    }

    @Override
    public NtStatus openStream(
            TransportTriple triple, int protocol, StreamObserver observer, Ptr<? super StreamEndpoint> endpoint) {
        Ptr<StreamEndpoint> made = new Ptr<>();
        NtStatus status = behind.openStream(triple, protocol, observer, made);
        if (status.isSuccess()) {
            endpoint.set(interposed(made.get()));
        }
        return status;
    }

    private StreamEndpoint interposed(StreamEndpoint endpoint) {
        return (StreamEndpoint) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {StreamEndpoint.class}, (proxy, method, arguments) -> {
                    boolean request = arguments != null && arguments[0] instanceof TransportRequest;
                    if (request && method.getReturnType() == NtStatus.class) {
                        TransportRequest handed = (TransportRequest) arguments[0];
                        NtStatus answer = before.answer(method.getName(), handed);
                        if (answer != null) {
                            return handed.finish(answer);
                        }
                    }
                    try {
                        Object answer = method.invoke(endpoint, arguments);
                        if (request) {
                            after.answered(method.getName(), answer instanceof NtStatus status ? status : null);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
