// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import org.wsk4j.wdm.NtStatus;

/**
 * How a test has decided that a fake transport behaves: what is refused, what is held, how much a peer takes.
 *
 * <p>Threads: safe for all; volatile, as they are set by the test and read by whoever calls or steps.
 */
final class FakeDecisions {
    private volatile NtStatus openRefusal; // null for none
    private volatile NtStatus connectRefusal; // likewise
    private volatile boolean connectsHeld;
    private volatile boolean sendsHeld;
    private volatile boolean abortsHeld;
    private volatile boolean closesHeld;
    private volatile long peerWindow;

    FakeDecisions(long peerWindow) {
        this.peerWindow = peerWindow;
    }

    NtStatus openRefusal() {
        return openRefusal;
    }

    void refuseOpen(NtStatus status) {
        openRefusal = status;
    }

    NtStatus connectRefusal() {
        return connectRefusal;
    }

    void refuseConnect(NtStatus status) {
        connectRefusal = status;
    }

    boolean holdsConnects() {
        return connectsHeld;
    }

    void holdConnects() {
        connectsHeld = true;
    }

    boolean holdsSends() {
        return sendsHeld;
    }

    void holdSends() {
        sendsHeld = true;
    }

    boolean holdsAborts() {
        return abortsHeld;
    }

    void holdAborts() {
        abortsHeld = true;
    }

    boolean holdsCloses() {
        return closesHeld;
    }

    void holdCloses() {
        closesHeld = true;
    }

    void releaseHolds() {
        connectsHeld = false;
        sendsHeld = false;
        abortsHeld = false;
        closesHeld = false;
    }

    long peerWindow() {
        return peerWindow;
    }

    void setPeerWindow(long bytes) {
        peerWindow = bytes;
    }
}
