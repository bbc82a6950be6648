// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests.client;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderCharacteristics;

/** A second provider of the WSK NPI, published for the whiteboard with a ranking: it has no sockets to give. */
@Component(service = NpiProviderCharacteristics.class, property = "service.ranking:Integer=10")
public final class SecondProvider extends NpiProviderCharacteristics {
    /** Describes it. */
    @Activate
    public SecondProvider(BundleContext context) {
        super(
                SecondProvider::attachClient,
                clientObject -> NtStatus.STATUS_SUCCESS,
                null,
                new NpiRegistrationInstance(
                        WskConstants.NPI_WSK_INTERFACE_ID,
                        NpiModuleId.of(context.getBundle()),
                        0,
                        new WskProviderCharacteristics(
                                RefusingDispatch.TABLE.version(), RefusingDispatch.TABLE.version())));
    }

    private static NtStatus attachClient(
            NmrBindingHandle binding,
            Object providerContext,
            NpiRegistrationInstance client,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch) {
        providerBindingContext.set(new Client());
        providerDispatch.set(RefusingDispatch.TABLE);
        return NtStatus.STATUS_SUCCESS;
    }

    private static final class Client implements WskClient {}
}
