// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.client.FakeDescriptors;
import org.wsk4j.testkit.client.StrictClient;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.OwnedSocket;

/** A client object that counts what keeps it attached. Threads: safe for all. */
final class FakeClient extends StrictClient {
    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final FakeAccount account = new FakeAccount();
    private final Set<OwnedSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<OwnedRequest> pending = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger mistakes = new AtomicInteger();

    private volatile boolean detaching; // set by the test, read by any thread

    void detach() {
        detaching = true;
    }

    Set<OwnedSocket> sockets() {
        return sockets;
    }

    Set<OwnedRequest> pending() {
        return pending;
    }

    int requests() {
        return pending.size();
    }

    void assertIdle() {
        Eventually.isTrue("the client has no request left", pending::isEmpty);
        Eventually.isTrue("the client has no call left", () -> calls.get() == 0);
        Eventually.isTrue("the client has no socket left", sockets::isEmpty);
        assertThat(mistakes.get()).as("mistakes in counting").isZero();
        assertThat(account.sockets()).as("sockets of the account").isZero();
        assertThat(account.mistakes()).as("mistakes in the account").isEmpty();
    }

    @Override
    public FakeAccount account() {
        return account;
    }

    @Override
    public int staticEvents() {
        return 0;
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
        calls.incrementAndGet();
        return true;
    }

    @Override
    public void release() {
        if (calls.decrementAndGet() < 0) {
            mistakes.incrementAndGet();
        }
    }

    @Override
    public boolean begun(OwnedRequest request) {
        if (detaching) {
            return false;
        }
        if (!pending.add(request)) {
            mistakes.incrementAndGet();
        }
        return true;
    }

    @Override
    public void ended(OwnedRequest request) {
        if (!pending.remove(request)) {
            mistakes.incrementAndGet();
        }
    }

    @Override
    public boolean opened(OwnedSocket socket) {
        if (detaching) {
            return false;
        }
        if (!sockets.add(socket)) {
            mistakes.incrementAndGet();
        }
        return true;
    }

    @Override
    public void closed(OwnedSocket socket) {
        if (!sockets.remove(socket)) {
            mistakes.incrementAndGet();
        }
    }
}
