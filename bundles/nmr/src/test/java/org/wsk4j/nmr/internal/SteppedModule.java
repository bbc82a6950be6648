// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.wsk4j.netioddk.NmrHandle;
import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.nmr.internal.Step.Action;
import org.wsk4j.wdm.NtStatus;

/** A module whose callbacks answer what the schedule of the {@link Stage} says. */
abstract sealed class SteppedModule permits SteppedClient, SteppedProvider {
    private static final RuntimeException THROWN = new Thrown();
    private static final NtStatus[] REFUSALS = {
        NtStatus.STATUS_NOINTERFACE, NtStatus.STATUS_INSUFFICIENT_RESOURCES, NtStatus.STATUS_PENDING
    };

    final Stage stage;
    final int number;

    SteppedModule(Stage stage, int number) {
        this.stage = stage;
        this.number = number;
    }

    abstract NmrHandle handle();

    abstract NtStatus register();

    abstract NtStatus deregister();

    abstract NtStatus await();

    /** Whether the wait would end now; does not end it. */
    final boolean isWaitOver() {
        return handle().reserved() instanceof Registration mine && mine.await(0);
    }

    /** Answers a detach callback. */
    final NtStatus detach(int binding, Callback callback) {
        stage.enter(binding, callback);
        boolean pends = stage.answer().action() == Action.PEND;
        stage.witness(binding).answerDetach(callback, pends);
        stage.leave(binding, Callback.NONE);
        return pends ? NtStatus.STATUS_PENDING : success();
    }

    final void cleanUp(int binding, Callback callback) {
        stage.enter(binding, callback);
        stage.answer();
        stage.leave(binding, Callback.NONE);
        success();
    }

    /** Says in one of its ways that a detach or a cleanup is done. */
    private NtStatus success() {
        return switch (stage.variety() % 4) {
            case 0 -> null;
            case 1 -> throw THROWN;
            case 2 -> NtStatus.STATUS_NO_MATCH;
            default -> NtStatus.STATUS_SUCCESS;
        };
    }

    /** Says in one of its ways that there will be no attachment. */
    final NtStatus refusal() {
        return switch (wayToRefuse()) {
            case 0 -> null;
            case 1 -> throw THROWN;
            default -> refusalStatus();
        };
    }

    /** What the way is taken for. */
    final NtStatus refusalStatus() {
        return wayToRefuse() < 2 ? NtStatus.STATUS_NOINTERFACE : REFUSALS[wayToRefuse() - 2];
    }

    private int wayToRefuse() {
        return stage.variety() % (REFUSALS.length + 2);
    }

    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1;

        Thrown() {
            super("by the schedule", null, false, false);
        }
    }
}
