// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import org.osgi.framework.Bundle;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskVersion;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/** A client object that takes events until it has had a socket. Threads: one. */
final class FakeClient implements WskClientObject {
    private final WskClientDispatch dispatch = new WskClientDispatch(WskVersion.make(1, 0), 0, null);
    private int staticEvents;
    private boolean everOpened;

    @Override
    public Bundle bundle() {
        return null;
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
        return staticEvents;
    }

    @Override
    public boolean enableStatically(int events) {
        if (!everOpened) {
            staticEvents |= events;
        }
        return !everOpened;
    }

    @Override
    public boolean opened(OwnedSocket socket) {
        everOpened = true;
        return true;
    }

    @Override
    public void closed(OwnedSocket socket) {}

    @Override
    public boolean acquire() {
        throw unexpected();
    }

    @Override
    public void release() {
        throw unexpected();
    }

    @Override
    public boolean begun(OwnedRequest request) {
        throw unexpected();
    }

    @Override
    public void ended(OwnedRequest request) {
        throw unexpected();
    }

    @Override
    public void given(OwnedMemory memory) {
        throw unexpected();
    }

    @Override
    public boolean givenBack(OwnedMemory memory) {
        throw unexpected();
    }

    @Override
    public boolean onDetach(Runnable note) {
        throw unexpected();
    }

    @Override
    public void forgetOnDetach(Runnable note) {
        throw unexpected();
    }

    private static AssertionError unexpected() {
        return new AssertionError("what is done at once keeps no client attached");
    }
}
