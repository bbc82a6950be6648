// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrClientHandle;
import org.wsk4j.netioddk.NmrHandle;
import org.wsk4j.netioddk.NpiClientCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.nmr.internal.Step.Action;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/** A client that follows the schedule. */
final class SteppedClient extends SteppedModule {
    private static final Object UNTOUCHED = "untouched";

    private final NmrClientHandle handle = new NmrClientHandle();
    private final NpiClientCharacteristics characteristics = new NpiClientCharacteristics(
            this::attach,
            context -> {
                BindingContext mine = (BindingContext) context;
                stage.orFail(() -> stage.witness(mine.binding()).checkClientContext(mine));
                return detach(mine.binding(), Callback.CLIENT_DETACH);
            },
            context -> {
                BindingContext mine = (BindingContext) context;
                stage.orFail(() -> stage.witness(mine.binding()).checkClientContext(mine));
                cleanUp(mine.binding(), Callback.CLIENT_CLEANUP);
            },
            new NpiRegistrationInstance(NmrFixture.NPI, RecordingClient.moduleId("C"), 0, this));

    SteppedClient(Stage stage, int number) {
        super(stage, number);
    }

    @Override
    NmrHandle handle() {
        return handle;
    }

    @Override
    NtStatus register() {
        return stage.registrar().nmrRegisterClient(characteristics, this, handle);
    }

    @Override
    NtStatus deregister() {
        return stage.registrar().nmrDeregisterClient(handle);
    }

    @Override
    NtStatus await() {
        return stage.registrar().nmrWaitForClientDeregisterComplete(handle);
    }

    private NtStatus attach(NmrBindingHandle bindingHandle, Object context, NpiRegistrationInstance instance) {
        SteppedProvider provider = (SteppedProvider) instance.npiSpecificCharacteristics();
        int binding = stage.scenario().bindingOf(number, provider.number);
        stage.enter(binding, Callback.CLIENT_ATTACH);
        stage.orFail(() -> {
            Stage.expect(this, context, "The client's registration context");
            stage.witness(binding).offer(bindingHandle);
        });
        Action action = stage.answer().action();
        while (action == Action.ASK) {
            ask(binding, provider);
            action = stage.answer().action();
        }
        if (action == Action.KEEP) {
            stage.witness(binding).keep();
        }
        stage.leave(binding, Callback.NONE);
        if (action == Action.KEEP || (action == Action.DECLINE && stage.variety() % 7 == 0)) {
            return NtStatus.STATUS_SUCCESS; // the latter is a lie
        }
        return refusal();
    }

    private void ask(int binding, SteppedProvider provider) {
        BindingContext context = new BindingContext(binding);
        Ptr<Object> contextOut = Ptr.of(UNTOUCHED);
        Ptr<Object> dispatchOut = Ptr.of(UNTOUCHED);
        BindingWitness witness = stage.witness(binding);
        witness.ask(context);
        boolean reachesTheProvider = stage.picture().callback(binding) == Callback.PROVIDER_ATTACH;
        NtStatus status =
                stage.registrar().nmrClientAttachProvider(witness.handle(), context, this, contextOut, dispatchOut);
        stage.orFail(() -> {
            NtStatus expected = reachesTheProvider ? witness.providersAnswer() : NtStatus.STATUS_NOINTERFACE;
            Stage.expect(expected, status, "NmrClientAttachProvider");
            boolean attached = status == NtStatus.STATUS_SUCCESS;
            Stage.expect(attached ? witness.providerContext() : UNTOUCHED, contextOut.get(), "The context");
            Stage.expect(attached ? provider : UNTOUCHED, dispatchOut.get(), "The dispatch table");
        });
    }
}
