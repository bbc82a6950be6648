// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The class loaders that bundles have had, and which of them somebody still holds.
 *
 * <p>Threads: one at a time.
 */
final class ClassLoaders {

    private static final long DEADLINE_SECONDS = 30;

    private final Map<String, List<WeakReference<ClassLoader>>> loaders = new LinkedHashMap<>();

    void note(String bundle, ClassLoader loader) {
        List<WeakReference<ClassLoader>> before = loaders.computeIfAbsent(bundle, name -> new ArrayList<>());
        if (before.isEmpty() || before.get(before.size() - 1).get() != loader) {
            before.add(new WeakReference<>(loader));
        }
    }

    int count() {
        return loaders.values().stream().mapToInt(List::size).sum();
    }

    /** Collects garbage until none is left of bundles whose names start so; answers those that stay. */
    List<String> heldOf(String prefix) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        List<String> held = survivors(prefix);
        while (!held.isEmpty() && System.nanoTime() - deadline < 0) {
            System.gc();
            Thread.sleep(50);
            held = survivors(prefix);
        }
        return held;
    }

    private List<String> survivors(String prefix) {
        List<String> held = new ArrayList<>();
        loaders.forEach((bundle, all) -> {
            for (int i = 0; i < all.size(); i++) {
                if (bundle.startsWith(prefix) && all.get(i).get() != null) {
                    held.add("loader " + (i + 1) + " of " + all.size() + " of " + bundle);
                }
            }
        });
        return held;
    }
}
