// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.wsk4j.wsk.WskProviderNpi;

/**
 * A client that stays when the provider goes, and does not care much: it goes on with an NPI that it has lost until it
 * notices. Threads: one of its own, and those of Declarative Services.
 */
@Component(service = {})
public final class DynamicClient {

    private final Worker worker;
    private volatile WskProviderNpi npi; // written by bind and unbind

    /** The provider may be there later. */
    @Activate
    public DynamicClient(
            @Reference(name = "ledger", target = Ledger.FILTER)
                    Map.Entry<Map<String, Object>, Function<String, LongAdder>> ledger) {
        worker = new Worker("dynamic", new Ledger("dynamic", ledger), this::work);
    }

    @Reference(name = "npi", cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void bind(WskProviderNpi arrived) {
        npi = arrived;
    }

    void unbind(WskProviderNpi leaving) {
        if (npi == leaving) {
            npi = null;
        }
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

    private void work(Traffic traffic) {
        WskProviderNpi now = npi;
        if (now == null) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        } else {
            traffic.connection(now);
        }
    }
}
