// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.client;

import org.osgi.framework.Bundle;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskVersion;
import org.wsk4j.wsk.spi.CachedDescriptors;
import org.wsk4j.wsk.spi.ClientAccount;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.OwnedRequest;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * A client object without a bundle that expects nothing to be asked of it: a fake extends it by what its test is about, and a
 * call of anything else fails the test.
 *
 * <p>Threads: safe for all.
 */
public abstract class StrictClient implements WskClientObject {
    private final WskClientDispatch dispatch = new WskClientDispatch(WskVersion.make(1, 0), 0, null);

    /** A client of version 1.0. */
    protected StrictClient() {}

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
    public ClientAccount account() {
        throw unexpected("account");
    }

    @Override
    public int staticEvents() {
        throw unexpected("staticEvents");
    }

    @Override
    public boolean enableStatically(int events) {
        throw unexpected("enableStatically");
    }

    @Override
    public boolean hasOpened() {
        throw unexpected("hasOpened");
    }

    @Override
    public CachedDescriptors securityDescriptors() {
        throw unexpected("securityDescriptors");
    }

    @Override
    public boolean acquire() {
        throw unexpected("acquire");
    }

    @Override
    public void release() {
        throw unexpected("release");
    }

    @Override
    public boolean begun(OwnedRequest request) {
        throw unexpected("begun");
    }

    @Override
    public void ended(OwnedRequest request) {
        throw unexpected("ended");
    }

    @Override
    public boolean opened(OwnedSocket socket) {
        throw unexpected("opened");
    }

    @Override
    public void closed(OwnedSocket socket) {
        throw unexpected("closed");
    }

    @Override
    public boolean onDetach(Runnable note) {
        throw unexpected("onDetach");
    }

    @Override
    public void forgetOnDetach(Runnable note) {
        throw unexpected("forgetOnDetach");
    }

    @Override
    public void given(OwnedMemory memory) {
        throw unexpected("given");
    }

    @Override
    public boolean givenBack(OwnedMemory memory) {
        throw unexpected("givenBack");
    }

    private static AssertionError unexpected(String function) {
        return new AssertionError(function + " was called on a client that does not expect it");
    }
}
