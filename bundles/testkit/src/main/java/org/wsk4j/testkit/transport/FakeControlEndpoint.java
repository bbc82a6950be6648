// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.util.function.Consumer;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;

/**
 * An endpoint in memory that takes control operations only.
 *
 * <p>Threads and locks: as {@link TurnEndpoint}.
 */
public final class FakeControlEndpoint extends TurnEndpoint {
    FakeControlEndpoint(FakeTransport transport, int family) {
        super(transport, family);
    }

    /** Has no address. */
    @Override
    public NtStatus bind(SockAddr localAddress) {
        synchronized (lock) {
            requireOpen("bind");
            return NtStatus.STATUS_NOT_SUPPORTED;
        }
    }

    /** Does nothing: no request waits in it. */
    @Override
    public void cancel(TransportRequest request) {}

    /** Does nothing: no request waits in it. */
    @Override
    public void forEachPending(Consumer<TransportRequest> visitor) {}

    @Override
    void serve() {}

    @Override
    Runnable nextCall() {
        return null;
    }

    @Override
    void end() {}

    @Override
    public String toString() {
        return "FakeControlEndpoint[" + description() + "]";
    }
}
