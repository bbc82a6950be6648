// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.report.WaitCause;
import org.wsk4j.wsk.WskVersion;

/**
 * What a capture waits for, for a report, and whether it may wait for its own thread.
 *
 * <p>Threads: safe for all.
 */
final class RegistrationWaits {
    /** Beginnings of the names of classes that start bundles and activate components. */
    private static final List<String> STARTERS = List.of(
            "org.apache.felix.scr.impl.",
            "org.apache.felix.framework.Felix",
            "org.apache.felix.framework.util.SecureAction",
            "org.eclipse.osgi.internal.framework.BundleContextImpl",
            "org.eclipse.osgi.container.");

    private RegistrationWaits() {}

    static List<WaitCause> forCapture(int version, Thread waiting) {
        List<WaitCause> causes = new ArrayList<>();
        causes.add(new WaitCause("a provider of the WSK NPI that accepts version " + WskVersion.major(version) + "."
                + WskVersion.minor(version)));
        if (startsBundles(waiting)) {
            causes.add(new WaitCause(
                    "its own thread, which starts bundles or activates components: if the provider is to be started by that"
                            + " thread as well it never comes; capture in a thread of your own, or bind to WskProviderNpi",
                    waiting));
        }
        return causes;
    }

    private static boolean startsBundles(Thread waiting) {
        for (StackTraceElement frame : waiting.getStackTrace()) {
            if (STARTERS.stream().anyMatch(frame.getClassName()::startsWith)) {
                return true;
            }
        }
        return false;
    }
}
