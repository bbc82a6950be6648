// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;
import org.wsk4j.wsk.spi.OwnedSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/** A socket that a test opens for a client; when it is taken away it closes, unless it was made obstinate. */
final class FakeSocket implements OwnedSocket {
    private final WskClientObject owner;
    private final String description;
    private final Runnable onAbandon;
    private final AtomicInteger abandoned = new AtomicInteger();

    volatile List<WaitCause> busyWith = List.of(); // the test's to set
    volatile boolean completingHere; // likewise

    FakeSocket(WskClientObject owner, String description) {
        this.owner = owner;
        this.description = description;
        this.onAbandon = () -> owner.closed(this);
    }

    FakeSocket(WskClientObject owner, String description, Runnable onAbandon) {
        this.owner = owner;
        this.description = description;
        this.onAbandon = onAbandon;
    }

    boolean open() {
        return owner.opened(this);
    }

    void close() {
        owner.closed(this);
    }

    int abandoned() {
        return abandoned.get();
    }

    @Override
    public void abandon() {
        abandoned.incrementAndGet();
        onAbandon.run();
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public List<WaitCause> busyWith() {
        return busyWith;
    }

    @Override
    public List<Holding> holdings() {
        return List.of(new Holding("sockets", description, null));
    }

    @Override
    public boolean isCompletingHere() {
        return completingHere;
    }
}
