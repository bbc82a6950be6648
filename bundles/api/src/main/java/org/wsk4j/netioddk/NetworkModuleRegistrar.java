// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.netioddk;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;

/**
 * The Network Module Registrar (NMR), an OSGi service: it pairs the clients and the providers of each network
 * programming interface (NPI), attaches every pair that wants to, and detaches it when one of the two deregisters.
 *
 * <p>Modules are paired by the identifier of their NPI alone; everything else an NPI defines is opaque here. A module
 * registers once for each role, NPI and implementation number. Once attached, the two call each other through their
 * dispatch tables, without the registrar in between.
 *
 * <p><b>The life of a binding.</b> Registration leads to one {@link ClientAttachProvider} call per pair, on the
 * registering thread. If the client wants the provider, it calls {@link #nmrClientAttachProvider} in there, which calls
 * {@link ProviderAttachClient}. When a side deregisters, both detach callbacks are called, each once; both sides
 * complete, at once or later; then both cleanup callbacks are called; then the deregistering side's wait ends. No order
 * is promised between the two detach callbacks, nor between the two cleanups. A deregistration that arrives while the
 * attach callback runs detaches the pair as soon as that callback is over.
 *
 * <p><b>Whiteboard.</b> Instead of calling these functions, a bundle may publish {@link NpiClientCharacteristics} or
 * {@link NpiProviderCharacteristics} as a service. It is registered when the service appears, with the context
 * described at {@link #NPI_CONTEXT}, and when the service goes it is deregistered and the end of that is waited for, up
 * to the configured time; a module that takes longer is named in a warning. What a module still calls here, a client's
 * attach and the completion of pending detaches, it calls at the registrar that called it: a static reference to this
 * service is enough.
 *
 * <p><b>Rules that nobody can answer with a status</b> (a detach completed that was not pending, an attach outside of
 * its callback, a wait inside a callback that it would wait for) throw {@link org.wsk4j.wdm.BugCheck}
 * {@code NMR_INVALID_STATE}, and leave the registrar as it was. A callback that throws is logged with the module's name
 * and counts as failed, as each callback's description says.
 *
 * <p>Threads: safe for all. No lock is held while a callback runs; a callback may call any function here.
 *
 * <p>Spec: NMR-CONCEPT-01..NMR-CONCEPT-11, NMR-CONCEPT-16.
 */
@ProviderType
public interface NetworkModuleRegistrar {
    /**
     * The service property that holds a whiteboard module's registration context, any object. Without it the service
     * object itself is the context, so that a component that extends {@link NpiClientCharacteristics} or
     * {@link NpiProviderCharacteristics} finds itself in its attach callback.
     */
    String NPI_CONTEXT = "org.wsk4j.npi.context";

    /**
     * Registers a client of an NPI (NmrRegisterClient).
     *
     * <p>Called by the client once it is ready: before this function returns, {@link ClientAttachProvider} is called
     * for each provider of the NPI that is registered by then, and after it for each one that registers later. Calls
     * for later providers may come, on other threads, before this function has returned. What the callbacks answer does
     * not change the result of the registration.
     *
     * <p>Memory: the handle is allocated by the caller and holds the registration until its deregistration was waited
     * for; it is filled in before the first callback. Characteristics and context stay valid until then.
     *
     * <p>IRQL: PASSIVE_LEVEL.
     *
     * <p>Spec: NMR-REG-CLIENT-01..NMR-REG-CLIENT-10, NPI-STRUCT-03.
     *
     * @param clientCharacteristics the client's callbacks and identity
     * @param clientContext passed to each attach callback; may be null
     * @param nmrClientHandle out: the registration; a handle that is not in use
     * @return {@code STATUS_SUCCESS}: registered; {@code STATUS_INVALID_PARAMETER}: not registered, because the
     *     characteristics lack a mandatory member or the handle is missing or in use
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL
     */
    NtStatus nmrRegisterClient(
            NpiClientCharacteristics clientCharacteristics, Object clientContext, NmrClientHandle nmrClientHandle);

    /**
     * Registers a provider of an NPI (NmrRegisterProvider).
     *
     * <p>Called by the provider once it is ready: before this function returns, each client of the NPI that is
     * registered by then gets a {@link ClientAttachProvider} call, and may attach; clients that register later follow.
     *
     * <p>Memory: the handle is allocated by the caller and holds the registration until its deregistration was waited
     * for; it is filled in before the first callback. Characteristics and context stay valid until then.
     *
     * <p>IRQL: PASSIVE_LEVEL.
     *
     * <p>Spec: NMR-REG-PROVIDER-01..NMR-REG-PROVIDER-08, NPI-STRUCT-08.
     *
     * @param providerCharacteristics the provider's callbacks and identity
     * @param providerContext passed to each attach callback; may be null
     * @param nmrProviderHandle out: the registration; a handle that is not in use
     * @return {@code STATUS_SUCCESS}: registered; {@code STATUS_INVALID_PARAMETER}: not registered, because the
     *     characteristics lack a mandatory member or the handle is missing or in use
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL
     */
    NtStatus nmrRegisterProvider(
            NpiProviderCharacteristics providerCharacteristics,
            Object providerContext,
            NmrProviderHandle nmrProviderHandle);

    /**
     * Attaches a client to the provider that it is just being asked about (NmrClientAttachProvider).
     *
     * <p>Called by the client from within its {@link ClientAttachProvider} callback, on that thread, with the binding
     * handle received there. After a refusal it may be called again in the same callback; after success it may not.
     *
     * <p>Memory: the outputs are allocated by the caller and written on success only. The client's context and dispatch
     * table stay valid while the two are attached; the context is given back in {@link ClientCleanupBindingContext}. On
     * any other status the client frees its context itself, and that callback is not called.
     *
     * <p>IRQL: PASSIVE_LEVEL.
     *
     * <p>Spec: NMR-ATTACH-01..NMR-ATTACH-11, NMR-PROVIDER-ATTACH-01, NMR-PROVIDER-ATTACH-08.
     *
     * @param nmrBindingHandle the pair in question
     * @param clientBindingContext the client's context for this binding; may be null
     * @param clientDispatch the client's dispatch table; null when the NPI has none
     * @param providerBindingContext out: the provider's context for this binding
     * @param providerDispatch out: the provider's dispatch table
     * @return what {@link ProviderAttachClient} returned: {@code STATUS_SUCCESS}: attached;
     *     {@code STATUS_NOINTERFACE}: declined, also when the provider threw, and without asking it when one of the two
     *     is already deregistering; {@code STATUS_INVALID_PARAMETER}: an output is missing, the provider was not asked;
     *     any other status: not attached
     * @throws org.wsk4j.wdm.BugCheck NMR_INVALID_STATE outside of the attach callback of that binding, on another
     *     thread,
     *     or when already attached; IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL
     */
    NtStatus nmrClientAttachProvider(
            NmrBindingHandle nmrBindingHandle,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch);

    /**
     * Starts the deregistration of a client (NmrDeregisterClient).
     *
     * <p>Called by the client, at unload or earlier. No new pair is offered to it from here on. Before the function
     * returns, both detach callbacks of each of its bindings are called, except where another thread is at that already
     * or an attach callback is still running. The client then calls {@link #nmrWaitForClientDeregisterComplete}.
     *
     * <p>Memory: the handle stays the registrar's until that wait has succeeded.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Spec: NMR-DEREG-CLIENT-01..NMR-DEREG-CLIENT-08.
     *
     * @param nmrClientHandle a registered client
     * @return {@code STATUS_PENDING}: always, for a valid handle, bindings or not; {@code STATUS_INVALID_PARAMETER}:
     *     not
     *     a handle registered here, or already deregistered
     */
    NtStatus nmrDeregisterClient(NmrClientHandle nmrClientHandle);

    /**
     * Starts the deregistration of a provider (NmrDeregisterProvider).
     *
     * <p>Called by the provider, at unload or earlier. It is offered to no new client from here on. Before the function
     * returns, both detach callbacks of each of its bindings are called, except where another thread is at that already
     * or an attach callback is still running. The provider then calls {@link #nmrWaitForProviderDeregisterComplete}.
     *
     * <p>Memory: the handle stays the registrar's until that wait has succeeded.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Spec: NMR-DEREG-PROVIDER-01..NMR-DEREG-PROVIDER-07.
     *
     * @param nmrProviderHandle a registered provider
     * @return {@code STATUS_PENDING}: always, for a valid handle, bindings or not; {@code STATUS_INVALID_PARAMETER}:
     *     not
     *     a handle registered here, or already deregistered
     */
    NtStatus nmrDeregisterProvider(NmrProviderHandle nmrProviderHandle);

    /**
     * Waits until the deregistration of a client is complete (NmrWaitForClientDeregisterComplete).
     *
     * <p>Called by the client before it may unload. When it returns with success, the client is detached from all its
     * providers, all cleanup callbacks have returned, and no callback of this registration is called any more. Waits as
     * long as it takes, also on a thread that is interrupted; the interrupt is kept.
     *
     * <p>Memory: with success the handle is the caller's again.
     *
     * <p>IRQL: &lt; DISPATCH_LEVEL.
     *
     * <p>Spec: NMR-WAIT-CLIENT-01..NMR-WAIT-CLIENT-05, NMR-CLEANUP-07.
     *
     * @param nmrClientHandle a client that was deregistered
     * @return {@code STATUS_SUCCESS}: deregistered; {@code STATUS_INVALID_PARAMETER}: not a handle registered here, not
     *     deregistered yet, or already waited for
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL at DISPATCH_LEVEL; NMR_INVALID_STATE when called from a
     *     callback of one of the client's bindings, which could never return
     */
    NtStatus nmrWaitForClientDeregisterComplete(NmrClientHandle nmrClientHandle);

    /**
     * Waits until the deregistration of a provider is complete (NmrWaitForProviderDeregisterComplete).
     *
     * <p>Called by the provider before it may unload. When it returns with success, the provider is detached from all
     * its clients, all cleanup callbacks have returned, and no callback of this registration is called any more. Waits
     * as long as it takes, also on a thread that is interrupted; the interrupt is kept.
     *
     * <p>Memory: with success the handle is the caller's again.
     *
     * <p>IRQL: &lt; DISPATCH_LEVEL.
     *
     * <p>Spec: NMR-WAIT-PROVIDER-01..NMR-WAIT-PROVIDER-05, NMR-CLEANUP-07.
     *
     * @param nmrProviderHandle a provider that was deregistered
     * @return {@code STATUS_SUCCESS}: deregistered; {@code STATUS_INVALID_PARAMETER}: not a handle registered here, not
     *     deregistered yet, or already waited for
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL at DISPATCH_LEVEL; NMR_INVALID_STATE when called from a
     *     callback of one of the provider's bindings, which could never return
     */
    NtStatus nmrWaitForProviderDeregisterComplete(NmrProviderHandle nmrProviderHandle);

    /**
     * Completes a client's detach that had answered {@code STATUS_PENDING} (NmrClientDetachProviderComplete).
     *
     * <p>Called by the client, once, when its last call into the provider has returned; also while
     * {@link ClientDetachProvider} still runs, if that is going to return {@code STATUS_PENDING}. If the provider has
     * detached as well, both cleanup callbacks run before this function returns.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Spec: NMR-DETACH-07..NMR-DETACH-09, NMR-CONCEPT-16.
     *
     * @param nmrBindingHandle the binding received in {@link ClientAttachProvider}
     * @throws org.wsk4j.wdm.BugCheck NMR_INVALID_STATE when no client detach is pending for this binding
     */
    void nmrClientDetachProviderComplete(NmrBindingHandle nmrBindingHandle);

    /**
     * Completes a provider's detach that had answered {@code STATUS_PENDING} (NmrProviderDetachClientComplete).
     *
     * <p>Called by the provider, once, when its last callback into the client has returned; also while
     * {@link ProviderDetachClient} still runs, if that is going to return {@code STATUS_PENDING}. If the client has
     * detached as well, both cleanup callbacks run before this function returns.
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Spec: NMR-PROVIDER-DETACH-06..NMR-PROVIDER-DETACH-08, NMR-CONCEPT-16.
     *
     * @param nmrBindingHandle the binding received in {@link ProviderAttachClient}
     * @throws org.wsk4j.wdm.BugCheck NMR_INVALID_STATE when no provider detach is pending for this binding
     */
    void nmrProviderDetachClientComplete(NmrBindingHandle nmrBindingHandle);
}
