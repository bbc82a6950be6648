// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.concurrent.CountDownLatch;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * A client whose completion routines do not return before a latch is opened. How many sockets it opens, and to which port,
 * say the framework properties {@code sockets} and {@code port}.
 */
@Component(service = {})
public final class BlockingClient {

    /** The provider is there. */
    @Activate
    public BlockingClient(
            BundleContext context,
            @Reference(name = "npi") WskProviderNpi npi,
            @Reference(name = "latch") CountDownLatch latch) {
        OpenSockets.open(
                Integer.parseInt(context.getProperty("sockets")),
                npi,
                Integer.parseInt(context.getProperty("port")),
                () -> await(latch));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts completion routines", e);
        }
    }
}
