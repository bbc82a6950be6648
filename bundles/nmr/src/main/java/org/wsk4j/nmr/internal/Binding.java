// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.report.WaitCause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * One client and one provider, and the calls that lead them through {@link BindingState}.
 *
 * <p>Threads: whoever moves the binding into a state in which a callback is due makes that callback. Attach callbacks
 * run on the registering thread, detach callbacks on the deregistering one (on the registering one if it was still
 * attaching), cleanups on the thread by which the second side completed.
 *
 * <p>Locks: the registrar's, for every field; never held during a callback. So a transition is taken first, the
 * callback is made after it, and its answer is the next transition.
 *
 * <p>Spec: NMR-CLEANUP-07, NMR-CLEANUP-08.
 */
final class Binding implements NmrBindingHandle {
    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

    private final Object lock;
    private final ClientRegistration client;
    private final ProviderRegistration provider;
    private BindingState state = BindingState.MATCHED; // @GuardedBy("lock")
    private Thread caller; // @GuardedBy("lock"): inside a callback of this binding, or null
    private boolean clientAttached; // @GuardedBy("lock"): the client is owed a cleanup
    private Object clientBindingContext; // @GuardedBy("lock")
    private Object providerBindingContext; // @GuardedBy("lock")

    private Binding(ClientRegistration client, ProviderRegistration provider) {
        this.lock = client.lock();
        this.client = client;
        this.provider = provider;
    }

    /** Makes the binding of a pair and enters it with both. */
    static Binding matchLocked(ClientRegistration client, ProviderRegistration provider) {
        Binding binding = new Binding(client, provider);
        client.addLocked(binding);
        provider.addLocked(binding);
        return binding;
    }

    boolean isGuardedBy(Object registrarLock) {
        return lock == registrarLock;
    }

    boolean isInCallbackOfLocked(Thread thread) {
        return caller == thread;
    }

    /** Ends a binding whose client was not asked yet; any other is left as it is. */
    void withdrawLocked() {
        if (state.allows(BindingEvent.WITHDRAW)) {
            moveLocked(BindingEvent.WITHDRAW);
        }
    }

    /** Asks the client, unless the binding was withdrawn meanwhile. Called by the registering thread. */
    void offer() {
        synchronized (lock) {
            if (!state.allows(BindingEvent.OFFER)) {
                return;
            }
            moveLocked(BindingEvent.OFFER);
        }
        NtStatus status = client.attachProvider(this, provider.instance());
        BindingState before;
        BindingState after;
        synchronized (lock) {
            before = state;
            clientAttached = status == NtStatus.STATUS_SUCCESS && state == BindingState.ACCEPTED;
            after = moveLocked(clientAttached ? BindingEvent.CLIENT_KEEPS : BindingEvent.CLIENT_DECLINES);
            if (after == BindingState.ATTACHED && (!client.isRegisteredLocked() || !provider.isRegisteredLocked())) {
                after = moveLocked(BindingEvent.DETACH); // at once: the deregistration left it to this thread
            }
        }
        if (before == BindingState.OFFERED && status == NtStatus.STATUS_SUCCESS) {
            LOG.warn("{} answered STATUS_SUCCESS without having attached to {}: not attached", client, provider);
        }
        switch (after) {
            case ATTACHED -> LOG.info("{} attached to {}", client, provider);
            case CLIENT_DETACHING -> {
                LOG.info("{} attached to {}, and is detached: one of them deregisters", client, provider);
                detachClient();
            }
            case PROVIDER_DETACHING -> {
                LOG.warn("{} answered {} after {} had accepted: the provider is detached", client, status, provider);
                detachProvider();
            }
            default -> LOG.debug("{} did not attach to {}: {}", client, provider, status);
        }
    }

    /** NmrClientAttachProvider: asks the provider. */
    NtStatus attach(Object clientContext, Object clientDispatch, Ptr<Object> contextOut, Ptr<Object> dispatchOut) {
        Ptr<Object> context = Ptr.of(null); // not the client's own: a refusal leaves those untouched
        Ptr<Object> dispatch = Ptr.of(null);
        synchronized (lock) {
            if (state != BindingState.OFFERED || caller != Thread.currentThread()) {
                throw invalidStateLocked(
                        "NmrClientAttachProvider",
                        "it may be called only from within the ClientAttachProvider callback of this binding, on its"
                                + " thread, and not again once the provider has accepted.");
            }
            if (contextOut == null || dispatchOut == null) {
                return NtStatus.STATUS_INVALID_PARAMETER;
            }
            if (!client.isRegisteredLocked() || !provider.isRegisteredLocked()) {
                return NtStatus.STATUS_NOINTERFACE;
            }
            moveLocked(BindingEvent.CLIENT_ASKS);
        }
        NtStatus status =
                provider.attachClient(this, client.instance(), clientContext, clientDispatch, context, dispatch);
        if (status != NtStatus.STATUS_SUCCESS) {
            synchronized (lock) {
                moveLocked(BindingEvent.PROVIDER_REFUSES);
            }
            return status;
        }
        synchronized (lock) {
            clientBindingContext = clientContext;
            providerBindingContext = context.get();
            moveLocked(BindingEvent.PROVIDER_ACCEPTS);
        }
        contextOut.set(context.get());
        dispatchOut.set(dispatch.get());
        return status;
    }

    /** Makes both detach callbacks if the two are attached; does nothing if they are not, or not any more. */
    void detach() {
        synchronized (lock) {
            if (!state.allows(BindingEvent.DETACH)) {
                return;
            }
            moveLocked(BindingEvent.DETACH);
        }
        detachClient();
    }

    private void detachClient() {
        Object context;
        synchronized (lock) {
            context = clientBindingContext;
        }
        NtStatus status = client.detachProvider(context);
        boolean unbalanced;
        synchronized (lock) {
            unbalanced = state.isCompletedEarly() && status == NtStatus.STATUS_SUCCESS;
            moveLocked(status == NtStatus.STATUS_PENDING ? BindingEvent.CLIENT_PENDS : BindingEvent.CLIENT_DETACHED);
        }
        if (unbalanced) {
            LOG.warn("{} completed its detach from {} and then answered STATUS_SUCCESS", client, provider);
        }
        detachProvider();
    }

    private void detachProvider() {
        Object context;
        synchronized (lock) {
            context = providerBindingContext;
        }
        NtStatus status = provider.detachClient(context);
        boolean unbalanced;
        BindingState after;
        synchronized (lock) {
            unbalanced = state.isCompletedEarly() && status == NtStatus.STATUS_SUCCESS;
            after = moveLocked(
                    status == NtStatus.STATUS_PENDING ? BindingEvent.PROVIDER_PENDS : BindingEvent.PROVIDER_DETACHED);
        }
        if (unbalanced) {
            LOG.warn("{} completed its detach from {} and then answered STATUS_SUCCESS", provider, client);
        }
        if (after == BindingState.CLEANING) {
            cleanUp();
        }
    }

    /** NmrClientDetachProviderComplete. */
    void completeClientDetach() {
        complete("NmrClientDetachProviderComplete", BindingEvent.CLIENT_COMPLETES);
    }

    /** NmrProviderDetachClientComplete. */
    void completeProviderDetach() {
        complete("NmrProviderDetachClientComplete", BindingEvent.PROVIDER_COMPLETES);
    }

    private void complete(String function, BindingEvent event) {
        BindingState after;
        synchronized (lock) {
            if (!state.allows(event)) {
                throw invalidStateLocked(
                        function,
                        "it may be called only once, for a detach callback that answers STATUS_PENDING, after that"
                                + " callback was called.");
            }
            after = moveLocked(event);
        }
        if (after == BindingState.CLEANING) {
            cleanUp();
        }
    }

    private void cleanUp() {
        boolean clientToo;
        Object clientContext;
        Object providerContext;
        synchronized (lock) {
            clientToo = clientAttached;
            clientContext = clientBindingContext;
            providerContext = providerBindingContext;
        }
        if (clientToo) {
            client.cleanupBindingContext(clientContext);
        }
        provider.cleanupBindingContext(providerContext);
        LOG.info("{} detached from {}", client, provider); // now: after the waits have ended nobody is named any more
        synchronized (lock) {
            moveLocked(BindingEvent.CLEANED);
        }
    }

    /** Takes a transition; keeps account of the thread in a callback and, at the end, of the two registrations. */
    private BindingState moveLocked(BindingEvent event) {
        state = state.after(event);
        if (!state.isInCallback()) {
            caller = null;
        } else if (caller == null) {
            caller = Thread.currentThread();
        }
        if (state == BindingState.ENDED) {
            clientBindingContext = null;
            providerBindingContext = null;
            client.removeLocked(this);
            provider.removeLocked(this);
        }
        return state;
    }

    /** What has to happen before the binding ends, for a report. */
    WaitCause waitCauseLocked() {
        return new WaitCause(state.whatIsDue(client, provider), caller);
    }

    private BugCheck invalidStateLocked(String function, String rule) {
        return new BugCheck(
                BugCheck.Code.NMR_INVALID_STATE, function + " for " + this + ", which is " + state + ": " + rule);
    }

    @Override
    public String toString() {
        return "the binding of " + client + " with " + provider;
    }
}
