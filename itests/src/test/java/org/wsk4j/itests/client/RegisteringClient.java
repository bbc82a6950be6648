// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/**
 * A client that calls the registration functions itself: register, capture with a wait, release, deregister, over and over.
 *
 * <p>Threads: one of its own. The one that stops it deregisters under its hands, as that is what ends a capture that waits.
 */
@Component(service = {})
public final class RegisteringClient {

    private static final WskClientDispatch DISPATCH = new WskClientDispatch(WskVersion.make(1, 0), 0, null);

    private final WskRegistrar registrar;
    private final Ledger ledger;
    private final Worker worker;
    private final AtomicReference<WskRegistration> current =
            new AtomicReference<>(); // whoever takes it out deregisters

    /** The functions are there, a provider perhaps later. */
    @Activate
    public RegisteringClient(
            @Reference(name = "registrar") WskRegistrar registrar,
            @Reference(name = "ledger", target = Ledger.FILTER)
                    Map.Entry<Map<String, Object>, Function<String, LongAdder>> ledger) {
        this.registrar = registrar;
        this.ledger = new Ledger("registering", ledger);
        worker = new Worker("registering", this.ledger, this::work);
    }

    @Activate
    void start() {
        worker.start();
    }

    @Deactivate
    void stop() {
        worker.stop();
        deregister();
        worker.join();
        deregister(); // what was registered after the first look
    }

    private void work(Traffic traffic) {
        WskRegistration registration = new WskRegistration();
        NtStatus status = registrar.wskRegister(new WskClientNpi(null, DISPATCH), registration);
        if (status == NtStatus.STATUS_DEVICE_NOT_READY) { // the functions go while this client is being stopped
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            return;
        }
        if (status != NtStatus.STATUS_SUCCESS) {
            ledger.problem("register answered " + status);
            return;
        }
        current.set(registration);
        if (worker.isStopped()) {
            return; // the stop may have looked too early: nobody would end the wait
        }
        WskProviderNpi npi = new WskProviderNpi();
        int wait = switch (ThreadLocalRandom.current().nextInt(3)) {
            case 0 -> WskConstants.WSK_NO_WAIT;
            case 1 -> WskConstants.WSK_INFINITE_WAIT;
            default -> 20;
        };
        status = registrar.wskCaptureProviderNPI(registration, wait, npi);
        if (status == NtStatus.STATUS_SUCCESS) {
            int connections = 1 + ThreadLocalRandom.current().nextInt(10);
            for (int i = 0; i < connections && !worker.isStopped(); i++) {
                traffic.connection(npi);
            }
            registrar.wskReleaseProviderNPI(registration);
        } else if (status != NtStatus.STATUS_DEVICE_NOT_READY) {
            ledger.problem("capture answered " + status);
        }
        if (ThreadLocalRandom.current().nextInt(4) > 0) {
            traffic.closeAll();
        }
        deregister();
    }

    private void deregister() {
        WskRegistration registration = current.getAndSet(null);
        if (registration != null) {
            registrar.wskDeregister(registration);
        }
    }
}
