// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Speaks with the one client of the class {@code EchoingClient} that runs in the container.
 *
 * <p>Threads: one; used in the container only.
 */
final class EchoingClients {
    private final BundleContext context;

    EchoingClients(BundleContext context) {
        this.context = context;
    }

    /** The answer to some words. */
    @SuppressWarnings("unchecked")
    String say(String words) {
        ServiceReference<?>[] found;
        try {
            found = context.getAllServiceReferences(Function.class.getName(), "(client=echoing)");
        } catch (InvalidSyntaxException e) {
            throw new AssertionError(e);
        }
        assertThat(found).as("the client").hasSize(1);
        return ((Function<String, String>) context.getService(found[0])).apply(words);
    }

    boolean isAttached() {
        return "true".equals(say("attached"));
    }

    void awaitAttached() {
        Eventually.holds(() -> "the client is attached", this::isAttached);
    }
}
