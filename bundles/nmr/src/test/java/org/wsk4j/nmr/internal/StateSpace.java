// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * Every state that the model reaches within a scenario, with every step out of it; and schedules, each from nobody
 * registered to everybody gone, that together take every step.
 *
 * <p>As the registrar has no way back (the numbers of questions and of lives are bounded), the states form a graph
 * without cycles, and a walk that goes on until there is no step left ends.
 */
final class StateSpace {
    /** What a walk does: the steps, and the numbers of the states before, between and after them. */
    record Schedule(short[] steps, int[] states) {}

    private static final short UNKNOWN = -1;

    private final Scenario scenario;
    private int[] firstStep = new int[1 << 10]; // of a state, in the next two; one more than there are states
    private short[] steps = new short[1 << 12];
    private int[] targets = new int[1 << 12];
    private int[] pictures = new int[1 << 10]; // by state, see Picture
    private int states;
    private int size;
    private final BitSet taken = new BitSet(); // by step
    private final short[] hope; // by state: at least as many as any walk from there takes for the first time

    /** Explores the model. */
    StateSpace(Scenario scenario) {
        this.scenario = scenario;
        Map<String, Integer> numbers = new HashMap<>();
        Queue<NmrModel> unseen = new ArrayDeque<>();
        NmrModel start = new NmrModel(scenario);
        numbers.put(start.key(), 0);
        unseen.add(start);
        while (!unseen.isEmpty()) {
            NmrModel state = unseen.remove();
            beginState(state);
            for (Step step : state.steps()) {
                NmrModel next = state.after(step);
                Integer number = numbers.putIfAbsent(next.key(), numbers.size());
                if (number == null) {
                    number = numbers.size() - 1;
                    unseen.add(next);
                }
                addStep(step.code(), number);
            }
        }
        firstStep[states] = size;
        hope = new short[states];
        Arrays.fill(hope, UNKNOWN);
        hopeForAll(0);
    }

    private void beginState(NmrModel state) {
        if (states + 1 == firstStep.length) {
            firstStep = Arrays.copyOf(firstStep, firstStep.length * 2);
            pictures = Arrays.copyOf(pictures, firstStep.length);
        }
        pictures[states] = Picture.of(state, scenario).bits();
        firstStep[states++] = size;
    }

    private void addStep(short step, int target) {
        if (size == steps.length) {
            steps = Arrays.copyOf(steps, size * 2);
            targets = Arrays.copyOf(targets, size * 2);
        }
        steps[size] = step;
        targets[size++] = target;
    }

    Scenario scenario() {
        return scenario;
    }

    int states() {
        return states;
    }

    int steps() {
        return size;
    }

    /** What can be seen of a state from outside. */
    Picture picture(int state) {
        return new Picture(pictures[state]);
    }

    int stepsTaken() {
        return taken.cardinality();
    }

    /** A schedule that takes steps that none took before; null when there are none left. */
    Schedule next() {
        while (hope[0] > 0) {
            List<Integer> walk = new ArrayList<>();
            if (walk(walk)) {
                return scheduleOf(walk);
            }
        }
        return null;
    }

    /** Goes to the end, each time to where most new steps can be hoped for; whether there was a new one. */
    private boolean walk(List<Integer> walk) {
        boolean news = false;
        int state = 0;
        while (firstStep[state] < firstStep[state + 1]) {
            int step = firstStep[state];
            for (int other = step + 1; other < firstStep[state + 1]; other++) {
                if (hopeOf(other) > hopeOf(step)) {
                    step = other;
                }
            }
            news |= !taken.get(step);
            taken.set(step);
            walk.add(step);
            state = targets[step];
        }
        for (int i = walk.size() - 1; i > 0; i--) {
            hopeAnew(targets[walk.get(i - 1)]);
        }
        hopeAnew(0);
        return news;
    }

    private int hopeOf(int step) {
        return hope[targets[step]] + (taken.get(step) ? 0 : 1);
    }

    private void hopeAnew(int state) {
        short most = 0;
        for (int step = firstStep[state]; step < firstStep[state + 1]; step++) {
            most = (short) Math.max(most, hopeOf(step));
        }
        hope[state] = most;
    }

    /** As long as no step was taken: the length of the longest way to the end. */
    private void hopeForAll(int state) {
        for (int step = firstStep[state]; step < firstStep[state + 1]; step++) {
            if (hope[targets[step]] == UNKNOWN) {
                hopeForAll(targets[step]);
            }
        }
        hopeAnew(state);
    }

    private Schedule scheduleOf(List<Integer> walk) {
        short[] codes = new short[walk.size()];
        int[] numbers = new int[walk.size() + 1];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = steps[walk.get(i)];
            numbers[i + 1] = targets[walk.get(i)];
        }
        return new Schedule(codes, numbers);
    }
}
