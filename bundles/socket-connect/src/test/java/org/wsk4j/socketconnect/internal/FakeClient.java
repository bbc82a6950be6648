// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socketconnect.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.Bundle;
import org.wsk4j.testkit.client.FakeAccount;
import org.wsk4j.testkit.client.FakeDescriptors;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskVersion;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/** A client object that counts what keeps it attached. Threads: safe for all. */
final class FakeClient implements WskClientObject {
    private final FakeDescriptors descriptors = new FakeDescriptors();
    private final FakeAccount account = new FakeAccount();
    private final WskClientDispatch dispatch = new WskClientDispatch(WskVersion.make(1, 0), 0, null);
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
    public Bundle bundle() {
        return null;
    }

    @Override
    public FakeAccount account() {
        return account;
    }

    @Override
    public Object clientContext() {
        return null;
    }

    @Override
    public WskClientDispatch clientDispatch() {
        return dispatch;
    }

    @Override
    public int staticEvents() {
        return 0;
    }

    @Override
    public boolean enableStatically(int events) {
        throw new AssertionError("sockets enable nothing for their client");
    }

    @Override
    public FakeDescriptors securityDescriptors() {
        return descriptors;
    }

    @Override
    public boolean hasOpened() {
        throw new AssertionError("sockets do not ask for it");
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
    public void given(OwnedMemory memory) {
        throw new AssertionError("sockets are given no memory");
    }

    @Override
    public boolean givenBack(OwnedMemory memory) {
        throw new AssertionError("sockets are given no memory");
    }

    @Override
    public boolean onDetach(Runnable note) {
        throw new AssertionError("sockets do not ask for the detach");
    }

    @Override
    public void forgetOnDetach(Runnable note) {
        throw new AssertionError("sockets do not ask for the detach");
    }

    @Override
    public void closed(OwnedSocket socket) {
        if (!sockets.remove(socket)) {
            mistakes.incrementAndGet();
        }
    }
}
