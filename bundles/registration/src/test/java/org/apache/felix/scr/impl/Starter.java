// SPDX-License-Identifier: Apache-2.0
package org.apache.felix.scr.impl;

import java.util.concurrent.Callable;

/** Stands for what activates components: a frame in its package is how such a thread is told. */
public final class Starter {
    private Starter() {}

    /** Runs something as an activation would. */
    public static <T> T activate(Callable<T> constructor) throws Exception {
        return constructor.call();
    }
}
