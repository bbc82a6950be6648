// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/** A client that waits for a provider on the thread that activates it, as nobody should. */
@Component(service = {})
public final class CapturingInActivation {
    private final WskRegistrar registrar;
    private final WskRegistration registration = new WskRegistration();

    /** Waits for as long as it takes. */
    @Activate
    public CapturingInActivation(@Reference(name = "registrar") WskRegistrar registrar) {
        this.registrar = registrar;
        registrar.wskRegister(
                new WskClientNpi(null, new WskClientDispatch(WskVersion.make(1, 0), 0, null)), registration);
        registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, new WskProviderNpi());
    }

    @Deactivate
    void stop() {
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
    }
}
