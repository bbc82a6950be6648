// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wsk.WskProviderNpi;

/** A client that lives exactly as long as the provider does. Threads: one of its own. */
@Component(service = {})
public final class StaticClient {

    private final Worker worker;

    /** The provider is there. */
    @Activate
    public StaticClient(
            @Reference(name = "npi") WskProviderNpi npi,
            @Reference(name = "ledger", target = Ledger.FILTER)
                    Map.Entry<Map<String, Object>, Function<String, LongAdder>> ledger) {
        worker = new Worker("static", new Ledger("static", ledger), traffic -> traffic.connection(npi));
    }

    @Activate
    void start() {
        worker.start();
    }

    @Deactivate
    void stop() {
        worker.stop();
        worker.join();
    }
}
