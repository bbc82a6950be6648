// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.nmr.internal.NmrModel.Status;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * Everything that is misuse in one state, tried on the thread whose turn it is. Each call has to say so, and to change
 * nothing: the schedule goes on afterwards, and the model knows nothing of it.
 */
final class MisuseProbe {
    /** For {@link #run}: every misuse. */
    static final int ALL = -1;

    private final Stage stage;
    private final Scenario scenario;
    private final Picture picture;
    private final Actor self;
    private final List<Runnable> misuses = new ArrayList<>();

    MisuseProbe(Stage stage, Picture picture, Actor self) {
        this.stage = stage;
        this.scenario = stage.scenario();
        this.picture = picture;
        this.self = self;
        for (int module = 0; module < scenario.modules(); module++) {
            addMisusesOf(module);
        }
        for (int binding = 0; binding < scenario.bindings(); binding++) {
            NmrBindingHandle handle = stage.witness(binding).handle();
            if (handle != null) {
                addMisusesOf(binding, handle);
            }
        }
    }

    /** Tries all, or the one that a number selects. */
    void run(int selector) {
        if (selector == ALL) {
            misuses.forEach(Runnable::run);
        } else {
            misuses.get(selector % misuses.size()).run();
        }
    }

    private void addMisusesOf(int number) {
        SteppedModule module = stage.module(number);
        Status status = picture.status(number);
        if (status == Status.REGISTERED || status == Status.DEREGISTERING) {
            misuses.add(() -> requireInvalid(module.register(), "a registration with a handle in use"));
        }
        if (status != Status.REGISTERED) {
            misuses.add(() -> requireInvalid(module.deregister(), "a deregistration of what is not registered"));
        }
        if (status != Status.DEREGISTERING) {
            misuses.add(() -> requireInvalid(module.await(), "a wait for what does not deregister"));
        } else if (self.callbacks.stream().anyMatch(binding -> scenario.concerns(binding, number))) {
            misuses.add(() -> requireInvalidState(module::await, "a wait in a callback that it would wait for"));
        }
    }

    private void addMisusesOf(int binding, NmrBindingHandle handle) {
        PairingRegistrar registrar = stage.registrar();
        if (!picture.clientMayComplete(binding)) {
            misuses.add(() -> requireInvalidState(
                    () -> registrar.nmrClientDetachProviderComplete(handle), "a client's completion"));
        }
        if (!picture.providerMayComplete(binding)) {
            misuses.add(() -> requireInvalidState(
                    () -> registrar.nmrProviderDetachClientComplete(handle), "a provider's completion"));
        }
        if (!picture.mayAsk(binding) || !self.callbacks.contains(binding)) {
            Ptr<Object> out = Ptr.of(null);
            misuses.add(() -> requireInvalidState(
                    () -> registrar.nmrClientAttachProvider(handle, this, this, out, out), "an attach"));
        }
    }

    private static void requireInvalid(NtStatus status, String what) {
        Stage.expect(NtStatus.STATUS_INVALID_PARAMETER, status, what);
    }

    private static void requireInvalidState(Runnable call, String what) {
        try {
            call.run();
        } catch (BugCheck bugCheck) {
            Stage.expect(BugCheck.Code.NMR_INVALID_STATE, bugCheck.code(), what);
            return;
        }
        throw new AssertionError("Nobody objected to " + what);
    }
}
