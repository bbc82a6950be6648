// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint that only keeps options, those of its kind: it is never bound, and moves nothing.
 *
 * <p>Threads, Locks: see {@link LoopbackEndpoint}.
 */
final class LoopbackControl extends LoopbackEndpoint {
    LoopbackControl(Network network, IpFamily family, LoopbackOption.Use use) {
        super(network, family, use);
    }

    @Override
    NtStatus bindLocked(SockAddr localAddress) {
        return NtStatus.STATUS_NOT_SUPPORTED;
    }

    @Override
    SockAddr localLocked() {
        return null;
    }

    @Override
    void optionChangedLocked(LoopbackOption option) {
        // nothing depends on it
    }

    @Override
    boolean takeLocked(TransportRequest request) {
        return false;
    }

    @Override
    void forEachWaitingLocked(Consumer<TransportRequest> visitor) {
        // nothing ever waits here
    }

    @Override
    void failLocked(NtStatus status) {
        // nothing ever waits here
    }

    @Override
    boolean beginCallLocked() {
        return false;
    }

    @Override
    void call() {
        throw new IllegalStateException("there is no observer");
    }

    @Override
    void callFailed(NtStatus reason) {
        // there is no observer
    }
}
