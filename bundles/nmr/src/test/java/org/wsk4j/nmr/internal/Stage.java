// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.wsk4j.nmr.internal.BindingModel.Callback;
import org.wsk4j.nmr.internal.NmrModel.Status;
import org.wsk4j.wdm.NtStatus;

/**
 * Plays schedules on real registrars, one after the other: real modules, real threads, of which one runs at a time.
 *
 * <p>A thread stops at each callback boundary: when it has come into a callback, when a call that it made from within
 * one has returned, and when a call that it made from outside has. There it compares what runs with the state of the
 * model, takes the next step of the schedule, and gives it to the thread that has to take it.
 *
 * <p>Threads: the fields of a play belong to the thread whose turn it is; {@link Actor#give} hands them over.
 */
final class Stage implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 30;

    private final StateSpace space;
    private final Scenario scenario;
    private final List<Actor> actors = new ArrayList<>();
    private final BitSet probed = new BitSet(); // by state

    private volatile Throwable failure; // set by any thread, once: then nobody waits for a turn any more
    private final CountDownLatch over = new CountDownLatch(1);
    private final SteppedModule[] modules;
    private final BindingWitness[] witnesses;
    private final Actor[] inCallback; // by binding
    private final Deque<Actor> idle = new ArrayDeque<>();
    private PairingRegistrar registrar;
    private StateSpace.Schedule schedule;
    private int next; // in the schedule; also the number of the boundary
    private volatile int plays; // counted by whoever begins one, read by the test

    Stage(StateSpace space) {
        this.space = space;
        this.scenario = space.scenario();
        modules = new SteppedModule[scenario.modules()];
        witnesses = new BindingWitness[scenario.bindings()];
        inCallback = new Actor[scenario.bindings()];
        for (int number = 0; number <= scenario.threads(); number++) {
            Actor actor = new Actor(this, number);
            actors.add(actor);
            actor.start();
        }
    }

    Scenario scenario() {
        return scenario;
    }

    PairingRegistrar registrar() {
        return registrar;
    }

    SteppedModule module(int module) {
        return modules[module];
    }

    BindingWitness witness(int binding) {
        return witnesses[binding];
    }

    /** What must be the case at the boundary that the thread has come to. */
    Picture picture() {
        return space.picture(schedule.states()[next]);
    }

    /** A number that differs from step to step, to choose among answers that mean the same. */
    int variety() {
        return next;
    }

    /** How many states misuse was tried in. */
    int statesProbed() {
        return probed.cardinality();
    }

    /** Plays schedules until every step was taken; answers how many. */
    int playAll() throws InterruptedException {
        if (begin()) {
            idle.pop().give(takeStep());
        }
        int before = -1;
        while (!over.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
            if (plays == before) {
                fail(new AssertionError("A thread did not come to its next boundary"));
            }
            before = plays;
        }
        if (failure != null) {
            throw new AssertionError("Failed at the end of: " + story(), failure);
        }
        return plays;
    }

    /** Makes everything new for the next schedule, if there is one. */
    private boolean begin() {
        schedule = space.next();
        if (schedule == null) {
            return false;
        }
        plays++;
        next = 0;
        registrar = new PairingRegistrar();
        Arrays.setAll(modules, this::newModule);
        Arrays.setAll(witnesses, BindingWitness::new);
        idle.clear();
        idle.addAll(actors);
        check(actors.get(0));
        return true;
    }

    private SteppedModule newModule(int module) {
        return scenario.isClient(module) ? new SteppedClient(this, module) : new SteppedProvider(this, module);
    }

    private List<Step> story() {
        List<Step> story = new ArrayList<>();
        for (int i = 0; i < next; i++) {
            story.add(Step.of(schedule.steps()[i]));
        }
        return story;
    }

    private Step takeStep() {
        return Step.of(schedule.steps()[next++]);
    }

    /** The life of a thread outside of callbacks, from one step on until others have to go on. */
    void runFrom(Step first, Actor self) {
        try {
            Step step = first;
            while (step != null) {
                perform(step);
                step = passOn(self);
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    /** Checks the boundary after a call from outside; the next step if this thread can take it, else null. */
    private Step passOn(Actor self) {
        check(self);
        if (next == schedule.steps().length) {
            if (!begin()) {
                over.countDown();
                return null;
            }
            idle.remove(self);
        }
        Step step = takeStep();
        if (step.at() != Step.IDLE) {
            idle.push(self);
            inCallback[step.at()].give(step);
            return null;
        }
        return step;
    }

    /** Comes into a callback. */
    void enter(int binding, Callback callback) {
        Actor self = (Actor) Thread.currentThread();
        orFail(() -> {
            witnesses[binding].enter(callback);
            require(
                    modules[scenario.clientOf(binding)].handle().reserved() != null
                            && modules[scenario.providerOf(binding)].handle().reserved() != null,
                    callback + " of binding " + binding + " after the wait of one of the two");
        });
        inCallback[binding] = self;
        self.callbacks.push(binding);
    }

    /** Runs a check in a callback: the registrar takes everything that a callback throws. */
    void orFail(Runnable check) {
        try {
            check.run();
        } catch (Throwable thrown) {
            fail(thrown);
            throw thrown;
        }
    }

    static void require(boolean condition, String failure) {
        if (!condition) {
            throw new AssertionError(failure);
        }
    }

    /** Leaves it. */
    void leave(int binding, Callback outer) {
        Actor self = (Actor) Thread.currentThread();
        witnesses[binding].leave(outer);
        self.callbacks.pop();
    }

    /**
     * The answer of the callback that the current thread is in; before that, whatever else the schedule has. A call
     * from outside that calls nobody back is made by this thread, too, every other time: the state after it is the
     * same.
     */
    Step answer() {
        Actor self = (Actor) Thread.currentThread();
        try {
            while (true) {
                Step step = nextFor(self);
                if (step.action().isAnswer()) {
                    return step;
                }
                perform(step);
            }
        } catch (Throwable thrown) { // which the registrar would take
            fail(thrown);
            throw thrown;
        }
    }

    private Step nextFor(Actor self) {
        check(self);
        Picture before = picture();
        Step step = takeStep();
        boolean nested = before.hasSameCallbacks(picture()) && (scenario.threads() == 1 || variety() % 2 == 0);
        if (step.at() == Step.IDLE ? nested : inCallback[step.at()] == self) {
            return step;
        }
        Actor actor = step.at() == Step.IDLE ? idle.pop() : inCallback[step.at()];
        actor.give(step);
        Step mine = self.await();
        if (mine == null) {
            throw new IllegalStateException("The play is over");
        }
        return mine;
    }

    private void perform(Step step) {
        switch (step.action()) {
            case REGISTER -> expect(NtStatus.STATUS_SUCCESS, modules[step.target()].register(), step);
            case DEREGISTER -> expect(NtStatus.STATUS_PENDING, modules[step.target()].deregister(), step);
            case CLIENT_COMPLETE -> {
                witnesses[step.target()].clientCompletes();
                registrar.nmrClientDetachProviderComplete(witnesses[step.target()].handle());
            }
            case PROVIDER_COMPLETE -> {
                witnesses[step.target()].providerCompletes();
                registrar.nmrProviderDetachClientComplete(witnesses[step.target()].handle());
            }
            default -> throw new AssertionError(step + " is an answer");
        }
    }

    /** Compares what there is with what there must be. */
    private void check(Actor self) {
        Picture picture = picture();
        for (int binding = 0; binding < scenario.bindings(); binding++) {
            if (witnesses[binding].running() != picture.callback(binding)) {
                throw new AssertionError("Of binding " + binding + " runs " + witnesses[binding].running() + ", not "
                        + picture.callback(binding));
            }
        }
        for (int module = 0; module < scenario.modules(); module++) {
            Status status = picture.status(module);
            if (status == Status.DEREGISTERING && modules[module].isWaitOver()) {
                throw new AssertionError("The wait of module " + module + " would end before its bindings");
            }
            if (status == Status.GONE && modules[module].handle().reserved() != null) {
                expect(NtStatus.STATUS_SUCCESS, modules[module].await(), "the wait of module " + module);
                checkGone(module);
            }
        }
        int state = schedule.states()[next];
        if (!probed.get(state)) {
            probed.set(state);
            new MisuseProbe(this, picture, self).run(scenario.nesting() > 0 ? MisuseProbe.ALL : state);
        }
    }

    private void checkGone(int module) {
        for (int binding = 0; binding < scenario.bindings(); binding++) {
            if (scenario.concerns(binding, module)) {
                witnesses[binding].checkOver();
            }
        }
    }

    static void expect(Object expected, Object actual, Object what) {
        if (expected != actual) {
            throw new AssertionError(what + " gave " + actual + " instead of " + expected);
        }
    }

    /** Ends the play; what the threads that are still in callbacks answer does not matter any more. */
    private void fail(Throwable thrown) {
        synchronized (actors) {
            if (failure == null) {
                failure = thrown;
            }
        }
        close();
        over.countDown();
    }

    @Override
    public void close() {
        actors.forEach(Actor::dismiss);
    }
}
