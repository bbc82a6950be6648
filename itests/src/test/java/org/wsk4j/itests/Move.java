// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.util.List;
import java.util.Random;

/** A step in the life of a bundle. One that was uninstalled is installed before it. */
enum Move {
    START,
    STOP,
    UPDATE,
    REFRESH,
    UNINSTALL;

    static Move any(Random random) {
        return values()[random.nextInt(values().length)];
    }

    /** The step as a bundle takes it, which may hang. */
    Watchdog.Step of(MovableBundle bundle) {
        return new Watchdog.Step() {

            @Override
            public void run() throws Exception {
                make(bundle);
            }

            @Override
            public String toString() {
                return Move.this + " of " + bundle;
            }
        };
    }

    /** Takes the step alone. */
    void watched(MovableBundle bundle, Watchdog watchdog) {
        watchdog.watch("alone", List.of(of(bundle)));
    }

    private void make(MovableBundle bundle) throws Exception {
        if (!bundle.isInstalled()) {
            bundle.install();
        }
        switch (this) {
            case START -> bundle.start();
            case STOP -> bundle.stop();
            case UPDATE -> bundle.update();
            case REFRESH -> bundle.refresh();
            case UNINSTALL -> bundle.uninstall();
            default -> throw new IllegalStateException("no such move: " + this);
        }
    }
}
