// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.client.FakeDescriptors;
import org.wsk4j.testkit.client.StrictClient;
import org.wsk4j.wsk.spi.OwnedSocket;

/**
 * A client object that records what keeps the client attached.
 *
 * <p>Threads: safe for all.
 */
final class FakeClient extends StrictClient {
    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final Bundle bundle;
    // a limit that nobody reaches, so that all bytes are charged and every test sees whether they come back
    private final FakeAccount account = new FakeAccount().limitBytes(Long.MAX_VALUE - 1);
    private final Set<OwnedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final List<String> mistakes = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger everOpened = new AtomicInteger();

    private volatile boolean detaching; // set by the test, read by any thread
    private volatile int staticEvents; // likewise
    private volatile Runnable whenOpening = () -> {}; // likewise

    FakeClient(String symbolicName, long bundleId) {
        this.bundle = bundle(symbolicName, bundleId);
    }

    private static Bundle bundle(String symbolicName, long bundleId) {
        return (Bundle) Proxy.newProxyInstance(
                FakeClient.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSymbolicName", "toString" -> symbolicName;
                    case "getBundleId" -> bundleId;
                    case "hashCode" -> symbolicName.hashCode();
                    case "equals" -> proxy == arguments[0];
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** From now on nothing new may begin. */
    FakeClient detach() {
        detaching = true;
        return this;
    }

    /** What happens just before a new socket counts. */
    void whenOpening(Runnable action) {
        whenOpening = action;
    }

    /** The sockets that keep the client attached. */
    Set<OwnedSocket> sockets() {
        return sockets;
    }

    /** How many sockets the client ever had. */
    int everOpened() {
        return everOpened.get();
    }

    /** Nothing keeps the client attached, and nobody miscounted. */
    void assertIdle() {
        SocketFixture.eventually("the client has no sockets left: " + sockets, sockets::isEmpty);
        assertThat(requests.get()).as("requests that keep the client attached").isZero();
        assertThat(mistakes).as("mistakes in counting").isEmpty();
        assertThat(account.sockets()).as("sockets of the account").isZero();
        assertThat(account.bytes()).as("bytes of the account").isZero();
        assertThat(account.mistakes()).as("mistakes in the account").isEmpty();
    }

    @Override
    public Bundle bundle() {
        return bundle;
    }

    @Override
    public FakeAccount account() {
        return account;
    }

    /** What the client has enabled on all of its sockets. */
    FakeClient withStaticEvents(int events) {
        staticEvents = events;
        return this;
    }

    @Override
    public int staticEvents() {
        return staticEvents;
    }

    @Override
    public FakeDescriptors securityDescriptors() {
        return descriptors;
    }

    @Override
    public boolean acquire() {
        if (detaching) {
            return false;
        }
        requests.incrementAndGet();
        return true;
    }

    @Override
    public void release() {
        if (requests.decrementAndGet() < 0) {
            mistakes.add("released more often than acquired");
        }
    }

    @Override
    public boolean opened(OwnedSocket socket) {
        whenOpening.run();
        if (detaching) {
            return false;
        }
        everOpened.incrementAndGet();
        if (!sockets.add(socket)) {
            mistakes.add(socket + " opened twice");
        }
        return true;
    }

    @Override
    public void closed(OwnedSocket socket) {
        if (!sockets.remove(socket)) {
            mistakes.add(socket + " closed, but not open");
        }
    }
}
