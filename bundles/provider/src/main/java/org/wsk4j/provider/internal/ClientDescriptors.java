// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wsk.spi.CachedDescriptors;
import org.wsk4j.wsk.spi.OwnedMemory;

/**
 * The security descriptors that a client has cached, and what it is told when it forgets one.
 *
 * <p>State: an entry is there while the client owes releases of it.
 *
 * <p>Threads: safe for all. Locks: its own monitor, under which the client object notes what was given and given back.
 *
 * <p>Spec: CACHE-SD-03, CACHE-SD-04, RELEASE-SD-01, RELEASE-SD-02, RELEASE-SD-04.
 */
final class ClientDescriptors implements CachedDescriptors {
    private final Attachment client;
    private final Map<SecurityDescriptor, Entry> byValue = new HashMap<>(); // @GuardedBy("this")
    private final Map<SecurityDescriptor, Entry> byCopy = new IdentityHashMap<>(); // @GuardedBy("this")

    ClientDescriptors(Attachment client) {
        this.client = client;
    }

    /** A copy and its counts. Guarded by the cache. */
    private static final class Entry implements OwnedMemory {
        private final SecurityDescriptor copy;
        private int owed; // releases
        private int uses; // requests that were handed it and have not completed

        private Entry(SecurityDescriptor copy) {
            this.copy = copy;
        }

        @Override
        public String kind() {
            return "cached security descriptors";
        }

        @Override
        public String describe() {
            return copy.toString();
        }
    }

    @Override
    public synchronized SecurityDescriptor cache(SecurityDescriptor descriptor) {
        Entry entry = byValue.computeIfAbsent(descriptor, value -> new Entry(value.copy()));
        if (entry.owed++ == 0) {
            byCopy.put(entry.copy, entry);
            client.given(entry);
        }
        return entry.copy;
    }

    @Override
    public synchronized boolean release(SecurityDescriptor cached) {
        Entry entry = byCopy.get(cached);
        if (entry == null) {
            return false;
        }
        if (entry.owed == 1) {
            if (entry.uses > 0) {
                throw new BugCheck(
                        BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        "WSK_RELEASE_SD of the last copy of " + cached + " by client " + client + ", while "
                                + entry.uses + " requests that were handed it have not completed (RELEASE-SD-04).");
            }
            byCopy.remove(entry.copy);
            byValue.remove(entry.copy);
            client.givenBack(entry);
        }
        entry.owed--;
        return true;
    }

    @Override
    public synchronized boolean use(SecurityDescriptor descriptor) {
        Entry entry = byCopy.get(descriptor);
        if (entry != null) {
            entry.uses++;
        }
        return entry != null;
    }

    @Override
    public synchronized void endUse(SecurityDescriptor cached) {
        byCopy.get(cached).uses--;
    }
}
