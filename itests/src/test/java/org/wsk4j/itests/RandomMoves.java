// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Leads bundles through their lives at random: mostly one at a time, sometimes two at once.
 *
 * <p>Threads: one, and those of the watchdog.
 */
final class RandomMoves {

    private final List<MovableBundle> bundles;
    private final Watchdog watchdog;
    private final Random random;

    RandomMoves(List<MovableBundle> bundles, Watchdog watchdog, Random random) {
        this.bundles = bundles;
        this.watchdog = watchdog;
        this.random = random;
    }

    /** One round: afterwards some bundle is started, stopped, replaced, or gone. */
    void round(int number) {
        List<MovableBundle> order = new ArrayList<>(bundles);
        Collections.shuffle(order, random);
        List<MovableBundle> down =
                order.stream().filter(bundle -> !bundle.isActive()).toList();
        boolean starts = !down.isEmpty() && random.nextInt(3) > 0; // else there would hardly ever be traffic
        MovableBundle first = starts ? down.get(0) : order.get(0);
        List<Watchdog.Step> steps = new ArrayList<>();
        steps.add((starts ? Move.START : Move.any(random)).of(first));
        if (random.nextInt(4) == 0) {
            steps.add(Move.any(random).of(order.get(first == order.get(0) ? 1 : 0)));
        }
        watchdog.watch("round " + number, steps);
    }

    /** Has all of them running. */
    void startAll() {
        bundles.forEach(bundle -> Move.START.watched(bundle, watchdog));
    }

    void pause(int mostMillis) throws InterruptedException {
        Thread.sleep(random.nextInt(mostMillis));
    }
}
