// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.nmr.internal.Step.Action;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/** A provider that follows the schedule. */
final class SteppedProvider extends SteppedModule {
    private final NmrProviderHandle handle = new NmrProviderHandle();
    private final NpiProviderCharacteristics characteristics = new NpiProviderCharacteristics(
            this::attach,
            context -> {
                BindingContext mine = (BindingContext) context;
                stage.orFail(() -> stage.witness(mine.binding()).checkProviderContext(mine));
                return detach(mine.binding(), Callback.PROVIDER_DETACH);
            },
            context -> {
                BindingContext mine = (BindingContext) context;
                stage.orFail(() -> stage.witness(mine.binding()).checkProviderContext(mine));
                cleanUp(mine.binding(), Callback.PROVIDER_CLEANUP);
            },
            new NpiRegistrationInstance(NmrFixture.NPI, RecordingClient.moduleId("P"), 0, this));

    SteppedProvider(Stage stage, int number) {
        super(stage, number);
    }

    @Override
    NmrHandle handle() {
        return handle;
    }

    @Override
    NtStatus register() {
        return stage.registrar().nmrRegisterProvider(characteristics, this, handle);
    }

    @Override
    NtStatus deregister() {
        return stage.registrar().nmrDeregisterProvider(handle);
    }

    @Override
    NtStatus await() {
        return stage.registrar().nmrWaitForProviderDeregisterComplete(handle);
    }

    private NtStatus attach(
            NmrBindingHandle bindingHandle,
            Object context,
            NpiRegistrationInstance client,
            Object clientContext,
            Object clientDispatch,
            Ptr<Object> contextOut,
            Ptr<Object> dispatchOut) {
        int binding = stage.scenario().bindingOf(((SteppedClient) client.npiSpecificCharacteristics()).number, number);
        BindingWitness witness = stage.witness(binding);
        stage.enter(binding, Callback.PROVIDER_ATTACH);
        stage.orFail(() -> {
            Stage.expect(witness.handle(), bindingHandle, "The binding handle");
            Stage.expect(this, context, "The provider's registration context");
            Stage.expect(client.npiSpecificCharacteristics(), clientDispatch, "The client's dispatch table");
            witness.checkClientContext(clientContext);
        });
        boolean accepts = stage.answer().action() == Action.ACCEPT;
        BindingContext mine = new BindingContext(binding);
        contextOut.set(mine);
        dispatchOut.set(this);
        witness.answerAttach(accepts ? NtStatus.STATUS_SUCCESS : refusalStatus(), mine);
        stage.leave(binding, Callback.CLIENT_ATTACH);
        return accepts ? NtStatus.STATUS_SUCCESS : refusal();
    }
}
