// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskProviderDispatch;

/**
 * One provider as one registration knows it: how to call it, and what the client still holds of it.
 *
 * <p>State: {@link BindingState}.
 *
 * <p>Locks: the registration's, for every field that is not final.
 */
final class ProviderBinding {
    private final NmrBindingHandle handle;
    private final WskClientNpi context;
    private final NpiRegistrationInstance provider;
    private final String name; // made under no lock: a module id asks its bundle, which is foreign code
    private final VersionRange range;
    private final WskClient client;
    private final int version;
    private final CapturedDispatch dispatch;

    private BindingState state; // @GuardedBy("registration lock")
    private int captures; // @GuardedBy("registration lock")
    private final Deque<Throwable> origins = new ArrayDeque<>(); // @GuardedBy("registration lock"): if tracked
    private final List<Thread> callers = new ArrayList<>(); // @GuardedBy("registration lock"): one for each call
    private DetachWait wait; // @GuardedBy("registration lock"): null unless detaching

    private ProviderBinding(
            BindingState state,
            Registration registration,
            NmrBindingHandle handle,
            WskClientNpi context,
            NpiRegistrationInstance provider,
            VersionRange range,
            WskClient client,
            WskProviderDispatch table) {
        this.state = state;
        this.handle = handle;
        this.context = context;
        this.provider = provider;
        this.name = "provider (" + provider + ")";
        this.range = range;
        this.client = client;
        this.version = table == null ? 0 : table.version();
        this.dispatch = table == null ? null : new CapturedDispatch(registration, this, table);
    }

    /** A provider that accepted. */
    static ProviderBinding attached(
            Registration registration,
            NmrBindingHandle handle,
            WskClientNpi context,
            NpiRegistrationInstance provider,
            WskClient client,
            WskProviderDispatch table) {
        VersionRange declared = VersionRange.of(provider);
        VersionRange range = declared != null ? declared : new VersionRange(table.version(), table.version());
        return new ProviderBinding(
                BindingState.ATTACHED, registration, handle, context, provider, range, client, table);
    }

    /**
     * A provider that refused the client's version. The context is the one of an attachment with a version that it does
     * support, by which the registration learns when the provider goes; null when there is no such attachment.
     */
    static ProviderBinding refused(
            Registration registration,
            NmrBindingHandle handle,
            WskClientNpi context,
            NpiRegistrationInstance provider) {
        return new ProviderBinding(
                BindingState.REFUSED, registration, handle, context, provider, VersionRange.of(provider), null, null);
    }

    NmrBindingHandle handle() {
        return handle;
    }

    WskClient client() {
        return client;
    }

    CapturedDispatch dispatch() {
        return dispatch;
    }

    /** The supported versions; null when the provider refused and declares nothing. */
    VersionRange range() {
        return range;
    }

    boolean hasContext(Object clientBindingContext) {
        return context != null && context == clientBindingContext;
    }

    /** Whether the registrar will say when this provider goes. */
    boolean isWatched() {
        return context != null;
    }

    /** Whether new captures go here rather than there: higher ranking, higher version, lower number, attached first. */
    boolean isBetterThan(ProviderBinding attachedBefore) {
        if (attachedBefore == null) {
            return true;
        }
        int order = Integer.compare(provider.ranking(), attachedBefore.provider.ranking());
        if (order == 0) {
            order = Integer.compare(version, attachedBefore.version);
        }
        return order != 0
                ? order > 0
                : Integer.compareUnsigned(provider.number(), attachedBefore.provider.number()) < 0;
    }

    BindingState stateLocked() {
        return state;
    }

    void becomeLocked(BindingState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(this + " cannot become " + next + ": it is " + state);
        }
        state = next;
    }

    int capturesLocked() {
        return captures;
    }

    int callsLocked() {
        return callers.size();
    }

    /** Whether a call of this thread has not returned. */
    boolean isCalledByLocked(Thread thread) {
        return callers.contains(thread);
    }

    /** What the detach waits for, for a report. */
    List<WaitCause> usesLocked() {
        List<WaitCause> uses = new ArrayList<>();
        if (captures > 0) {
            uses.add(new WaitCause("WskReleaseProviderNPI for " + captures + " captures of " + this));
        }
        for (Thread caller : callers) {
            uses.add(new WaitCause("the return of a call to " + this, caller));
        }
        return uses;
    }

    boolean isIdleLocked() {
        return captures == 0 && callers.isEmpty();
    }

    /** Counts a capture; the origin is null unless it is tracked. */
    void captureLocked(Throwable origin) {
        captures++;
        if (origin != null) {
            origins.push(origin);
        }
    }

    void releaseLocked() {
        captures--;
        origins.poll();
    }

    /** The captures, each as something that the client holds. */
    List<Holding> holdingsLocked() {
        List<Holding> holdings = new ArrayList<>();
        Iterator<Throwable> from = origins.iterator();
        for (int i = 0; i < captures; i++) {
            holdings.add(new Holding("captures", "a capture of " + this, from.hasNext() ? from.next() : null));
        }
        return holdings;
    }

    /** Takes all captures from the client; answers how many there were. */
    int forfeitLocked() {
        int forfeited = captures;
        captures = 0;
        origins.clear();
        return forfeited;
    }

    void enterLocked() {
        callers.add(Thread.currentThread());
    }

    void leaveLocked() {
        callers.remove(callers.lastIndexOf(Thread.currentThread()));
    }

    void waitLocked(DetachWait running) {
        wait = running;
    }

    DetachWait waitLocked() {
        return wait;
    }

    @Override
    public String toString() {
        return name;
    }
}
