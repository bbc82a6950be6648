// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.nmr.internal.Step.Action;

/**
 * What the documentation says about the registrar, as a machine that takes {@link Step}s: the state after a step says
 * which callbacks must be running, and nothing else may be.
 *
 * <p>A step is all that a thread does from one callback boundary to the next, since that is what no other thread can
 * see a part of. A thread in the registrar is a task: a stack of calls, the inner ones made from within callbacks of
 * the outer ones. Each call has the binding in whose callback it is, and the bindings that it will still come to.
 *
 * <p>Beyond the documentation the model knows two habits of the registrar: bindings are taken in the order of their
 * modules' registration, and the thread whose call made a callback due makes it.
 *
 * <p>Threads: immutable once it was handed out.
 */
final class NmrModel {
    enum Status {
        NEW,
        REGISTERED,
        DEREGISTERING,
        /** Deregistered and waited for: the wait succeeds as soon as the last binding is over. */
        GONE
    }

    private static final int NOWHERE = -1;

    private final Scenario scenario;
    private final Status[] status;
    private final int[] lives;
    private final BindingModel[] bindings;
    private final List<List<Call>> tasks = new ArrayList<>();

    /** A call of the registrar that has not returned. */
    private static final class Call {
        private int left; // bit set of bindings that it still comes to
        private int at; // the binding in whose callback it is

        Call(int left, int at) {
            this.left = left;
            this.at = at;
        }
    }

    /** Nobody is registered. */
    NmrModel(Scenario scenario) {
        this.scenario = scenario;
        status = new Status[scenario.modules()];
        Arrays.fill(status, Status.NEW);
        lives = new int[scenario.modules()];
        bindings = new BindingModel[scenario.bindings()];
        Arrays.setAll(bindings, binding -> new BindingModel());
    }

    private NmrModel(NmrModel other) {
        scenario = other.scenario;
        status = other.status.clone();
        lives = other.lives.clone();
        bindings = new BindingModel[other.bindings.length];
        Arrays.setAll(bindings, binding -> new BindingModel(other.bindings[binding]));
        for (List<Call> task : other.tasks) {
            List<Call> copy = new ArrayList<>(task.size() + 1);
            task.forEach(call -> copy.add(new Call(call.left, call.at)));
            tasks.add(copy);
        }
    }

    Status status(int module) {
        return status[module];
    }

    BindingModel binding(int binding) {
        return bindings[binding];
    }

    /** Every step that the scenario allows from here; none when all modules have lived their lives. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (List<Call> task : tasks) {
            int at = innermost(task).at;
            for (Action answer : bindings[at].answers(scenario.asks())) {
                steps.add(new Step(at, answer, 0));
            }
        }
        for (int binding = 0; binding < bindings.length; binding++) {
            if (bindings[binding].clientMayComplete()) {
                addCalls(steps, Action.CLIENT_COMPLETE, binding);
            }
            if (bindings[binding].providerMayComplete()) {
                addCalls(steps, Action.PROVIDER_COMPLETE, binding);
            }
        }
        for (int module = 0; module < status.length; module++) {
            if (status[module] == Status.REGISTERED) {
                addCalls(steps, Action.DEREGISTER, module);
            } else if (mayRegister(module)) {
                addCalls(steps, Action.REGISTER, module);
            }
        }
        return steps;
    }

    /** Modules of one role are alike: the first time they register in the order of their numbers. */
    private boolean mayRegister(int module) {
        boolean follows = module > 0 && scenario.isClient(module - 1) == scenario.isClient(module);
        return status[module] == Status.NEW
                ? !follows || status[module - 1] != Status.NEW
                : status[module] == Status.GONE && lives[module] < scenario.lives();
    }

    /** The call on a thread of its own, and from within each callback that runs, as far as the scenario allows. */
    private void addCalls(List<Step> steps, Action action, int target) {
        Step idle = new Step(Step.IDLE, action, target);
        if (tasks.size() < scenario.threads() || after(idle).tasks.size() <= scenario.threads()) {
            steps.add(idle);
        }
        for (List<Call> task : tasks) {
            Step nested = new Step(innermost(task).at, action, target);
            if (task.size() <= scenario.nesting()
                    || (scenario.nesting() > 0 && after(nested).nesting() <= scenario.nesting())) {
                steps.add(nested);
            }
        }
    }

    /** How deep the deepest task is in calls that were made from within callbacks. */
    private int nesting() {
        return tasks.stream().mapToInt(List::size).max().orElse(1) - 1;
    }

    /** The state after a step. */
    NmrModel after(Step step) {
        NmrModel next = new NmrModel(this);
        next.take(step);
        next.settle();
        return next;
    }

    private void take(Step step) {
        List<Call> task = step.at() == Step.IDLE ? new ArrayList<>() : taskAt(step.at());
        if (step.at() == Step.IDLE) {
            tasks.add(task);
        }
        int target = step.target();
        switch (step.action()) {
            case REGISTER -> register(task, target);
            case DEREGISTER -> deregister(task, target);
            case CLIENT_COMPLETE -> {
                boolean inCallback = bindings[target].callback() != Callback.NONE;
                bindings[target].completeClient();
                cleanUp(task, target, inCallback);
            }
            case PROVIDER_COMPLETE -> {
                boolean inCallback = bindings[target].callback() != Callback.NONE;
                bindings[target].completeProvider();
                cleanUp(task, target, inCallback);
            }
            default -> {
                bindings[step.at()].answer(step.action(), bothRegistered(step.at()));
                if (bindings[step.at()].callback() == Callback.NONE) {
                    goOn(task);
                }
            }
        }
        if (task.isEmpty()) {
            tasks.remove(task);
        }
    }

    private List<Call> taskAt(int binding) {
        for (List<Call> task : tasks) {
            if (innermost(task).at == binding) {
                return task;
            }
        }
        throw new AssertionError("No thread is in a callback of binding " + binding);
    }

    private static Call innermost(List<Call> task) {
        return task.get(task.size() - 1);
    }

    private boolean bothRegistered(int binding) {
        return status[scenario.clientOf(binding)] == Status.REGISTERED
                && status[scenario.providerOf(binding)] == Status.REGISTERED;
    }

    private void register(List<Call> task, int module) {
        status[module] = Status.REGISTERED;
        lives[module]++;
        int matches = 0;
        for (int binding = 0; binding < bindings.length; binding++) {
            if (scenario.concerns(binding, module) && bothRegistered(binding)) {
                bindings[binding].match();
                matches |= 1 << binding;
            }
        }
        task.add(new Call(matches, NOWHERE));
        goOn(task);
    }

    private void deregister(List<Call> task, int module) {
        status[module] = Status.DEREGISTERING;
        int itsOwn = 0;
        for (int binding = 0; binding < bindings.length; binding++) {
            if (scenario.concerns(binding, module)) {
                bindings[binding].withdraw();
                itsOwn |= 1 << binding;
            }
        }
        task.add(new Call(itsOwn, NOWHERE));
        goOn(task);
    }

    /** A completion made the cleanup callbacks due, unless a callback ran that is still to return. */
    private void cleanUp(List<Call> task, int binding, boolean inCallback) {
        if (!inCallback && bindings[binding].callback() != Callback.NONE) {
            task.add(new Call(0, binding));
        }
    }

    /** Leads the innermost call of the task to its next callback, or to its end. */
    private void goOn(List<Call> task) {
        Call call = innermost(task);
        call.left &= due();
        if (call.left == 0) {
            task.remove(call);
            return;
        }
        call.at = Integer.numberOfTrailingZeros(call.left);
        call.left &= ~(1 << call.at);
        bindings[call.at].begin();
    }

    private int due() {
        int due = 0;
        for (int binding = 0; binding < bindings.length; binding++) {
            due |= bindings[binding].isDue() ? 1 << binding : 0;
        }
        return due;
    }

    /** Forgets what makes no difference any more, and ends the waits that can end. */
    private void settle() {
        int due = due();
        tasks.forEach(task -> task.forEach(call -> call.left &= due));
        for (int module = 0; module < status.length; module++) {
            if (status[module] == Status.DEREGISTERING && isIdle(module)) {
                status[module] = Status.GONE;
            }
        }
    }

    private boolean isIdle(int module) {
        for (int binding = 0; binding < bindings.length; binding++) {
            if (scenario.concerns(binding, module) && !bindings[binding].isOver()) {
                return false;
            }
        }
        return true;
    }

    /** Equal for states from which the same can happen. */
    String key() {
        StringBuilder key = new StringBuilder();
        for (int module = 0; module < status.length; module++) {
            key.append((char) (status[module].ordinal() * 4 + lives[module]));
        }
        for (BindingModel binding : bindings) {
            key.append(binding.key());
        }
        tasks.stream().map(NmrModel::key).sorted().forEach(key::append);
        return key.toString();
    }

    private static String key(List<Call> task) {
        StringBuilder key = new StringBuilder("|");
        task.forEach(call -> key.append((char) (call.left << 4 | (call.at + 1))));
        return key.toString();
    }
}
