// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
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
 * A client that registers, captures, opens sockets and never gives anything back. How many sockets, and to which port, say
 * the framework properties {@code sockets} and {@code port}.
 */
@Component(service = {})
public final class HoardingClient {

    /** The provider has to be there already. */
    @Activate
    public HoardingClient(BundleContext context, @Reference(name = "registrar") WskRegistrar registrar) {
        WskRegistration registration = new WskRegistration();
        WskProviderNpi npi = new WskProviderNpi();
        registrar.wskRegister(
                new WskClientNpi(null, new WskClientDispatch(WskVersion.make(1, 0), 0, null)), registration);
        NtStatus status = registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_NO_WAIT, npi);
        if (status != NtStatus.STATUS_SUCCESS) {
            throw new IllegalStateException("no provider: " + status);
        }
        OpenSockets.open(
                Integer.parseInt(context.getProperty("sockets")),
                npi,
                Integer.parseInt(context.getProperty("port")),
                () -> {});
    }
}
