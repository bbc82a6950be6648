// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.client;

import java.util.IdentityHashMap;
import java.util.Map;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wsk.spi.CachedDescriptors;

/**
 * A cache of security descriptors that makes a copy of each one it is given, and counts who uses them.
 *
 * <p>Threads: safe for all.
 */
public final class FakeDescriptors implements CachedDescriptors {
    private final Map<SecurityDescriptor, Integer> copies = new IdentityHashMap<>(); // @GuardedBy("this"): uses of each

    /** An empty cache. */
    public FakeDescriptors() {}

    @Override
    public synchronized SecurityDescriptor cache(SecurityDescriptor descriptor) {
        SecurityDescriptor copy = descriptor.copy();
        copies.put(copy, 0);
        return copy;
    }

    @Override
    public synchronized boolean release(SecurityDescriptor cached) {
        if (copies.getOrDefault(cached, 0) > 0) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "A copy that requests use was released (RELEASE-SD-04).");
        }
        return copies.remove(cached) != null;
    }

    @Override
    public synchronized boolean use(SecurityDescriptor descriptor) {
        return copies.computeIfPresent(descriptor, (copy, uses) -> uses + 1) != null;
    }

    @Override
    public synchronized void endUse(SecurityDescriptor cached) {
        copies.merge(cached, -1, Integer::sum);
    }

    /**
     * The copies that have not been released.
     *
     * @return how many there are
     */
    public synchronized int size() {
        return copies.size();
    }

    /**
     * The requests that use any copy.
     *
     * @return their number, 0 when all have ended
     */
    public synchronized int uses() {
        return copies.values().stream().mapToInt(Integer::intValue).sum();
    }
}
