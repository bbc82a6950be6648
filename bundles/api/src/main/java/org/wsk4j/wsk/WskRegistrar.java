// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

import org.osgi.annotation.versioning.ProviderType;
import org.wsk4j.wdm.NtStatus;

/**
 * The registration functions, with which a client attaches to the subsystem and captures the provider's NPI.
 *
 * <p>The order of a client's life: register, capture, use the functions and release (as often as wanted), deregister.
 * Releasing closes no socket: those that are open stay usable through their own tables until they are closed.
 *
 * <p>In Java: an OSGi service with bundle scope, so that each client bundle is known by the service object that it got,
 * where a Windows driver is known by the address that it calls from. A bundle that only wants the provider's functions
 * refers to the service {@link WskProviderNpi} instead and needs none of these. Clients may as well register with the
 * NMR directly.
 *
 * <p>Threads: safe for all.
 *
 * <p>Spec: REGISTER-09..REGISTER-11, ARCH-01, ARCH-02, RELEASE-NPI-05, NMR-WSK-11.
 */
@ProviderType
public interface WskRegistrar {
    /**
     * Registers a client. One client may register several times, with a block for each registration.
     *
     * <p>Called by the client; each success is balanced by one {@link #wskDeregister}. IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: the client NPI is read during the call only. The block is the client's, its contents are the
     * subsystem's until the registration is over; it stays allocated while any call on it is under way.
     *
     * <p>Spec: REGISTER-01..REGISTER-14.
     *
     * @param wskClientNpi the client's context and callbacks, and the version that it wants
     * @param wskRegistration the registration block to initialise
     * @return STATUS_SUCCESS: registered; STATUS_INVALID_PARAMETER: an argument is null, the dispatch is missing, or
     *     its reserved member is not 0; STATUS_DEVICE_NOT_READY: this service was given back already;
     *     STATUS_INSUFFICIENT_RESOURCES: the system ran out of something. After any failure there is no registration,
     *     and nothing to deregister
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL;
     *     DRIVER_VERIFIER_DETECTED_VIOLATION when the block holds another registration that is not over
     */
    NtStatus wskRegister(WskClientNpi wskClientNpi, WskRegistration wskRegistration);

    /**
     * Ends a registration. Blocks until every capture is released, every call of a function of
     * {@link WskProviderDispatch} has returned, every socket of the client is closed and every IRP given to those
     * functions is completed; a pending WSK_TRANSPORT_LIST_CHANGE is cancelled by the call, and captures that wait are
     * woken with STATUS_DEVICE_NOT_READY.
     *
     * <p>In Java the wait is bounded: what the client has left after a configured time is closed and released for it.
     *
     * <p>Called by the client, once for each successful {@link #wskRegister}, before its bundle has stopped.
     * IRQL: PASSIVE_LEVEL.
     *
     * <p>Memory: after the return the block is the client's again, as soon as no other call on it is under way.
     *
     * <p>Spec: DEREGISTER-01..DEREGISTER-12, CLOSE-19.
     *
     * @param wskRegistration the block that {@link #wskRegister} initialised
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL above PASSIVE_LEVEL; DRIVER_VERIFIER_DETECTED_VIOLATION
     *     when the block is not registered, or is deregistered already
     */
    void wskDeregister(WskRegistration wskRegistration);

    /**
     * Waits for the provider, as long as the client likes, and captures its NPI. Captures are counted.
     *
     * <p>Called by the client; each success is balanced by one {@link #wskReleaseProviderNPI}. A bundle's activation
     * should not wait long; it may wait in a thread of its own. IRQL: PASSIVE_LEVEL; &lt;= DISPATCH_LEVEL with
     * {@link WskConstants#WSK_NO_WAIT}.
     *
     * <p>Memory: {@code wskProviderNpi} is the client's, and filled on success only. Client object and table are the
     * subsystem's and may be used until the last release.
     *
     * <p>Spec: CAPTURE-01..CAPTURE-15, DEREGISTER-11, DEREGISTER-12.
     *
     * @param wskRegistration the client's registration block; even a deregistered one is allowed
     * @param waitTimeout how long to wait, in milliseconds (unsigned); {@link WskConstants#WSK_NO_WAIT} not at all,
     *     {@link WskConstants#WSK_INFINITE_WAIT} for ever
     * @param wskProviderNpi receives the client object and the functions
     * @return STATUS_SUCCESS: captured; STATUS_DEVICE_NOT_READY: no provider within the time, or the block is not
     *     registered, or not any more; STATUS_NOINTERFACE: the provider does not support the version in the client's dispatch, and
     *     {@link #wskQueryProviderCharacteristics} tells which it does; STATUS_INVALID_PARAMETER: an argument is
     *     null. After any failure nothing is captured, and nothing to release
     * @throws org.wsk4j.wdm.BugCheck IRQL_NOT_LESS_OR_EQUAL when it may wait, above PASSIVE_LEVEL
     */
    NtStatus wskCaptureProviderNPI(WskRegistration wskRegistration, int waitTimeout, WskProviderNpi wskProviderNpi);

    /**
     * Releases one capture. With the last one, a {@link #wskDeregister} that waits for it goes on.
     *
     * <p>Called by the client, once for each successful {@link #wskCaptureProviderNPI}. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: after the last release the client may not use the functions that it captured, until it captures anew.
     * Its sockets are not affected.
     *
     * <p>Spec: RELEASE-NPI-01..RELEASE-NPI-06.
     *
     * @param wskRegistration the block that the capture was made on
     * @throws org.wsk4j.wdm.BugCheck DRIVER_VERIFIER_DETECTED_VIOLATION when nothing is captured on the block
     */
    void wskReleaseProviderNPI(WskRegistration wskRegistration);

    /**
     * Asks which versions of the NPI the provider supports. Useful after a capture, the more so after one that ended
     * with STATUS_NOINTERFACE.
     *
     * <p>Called by the client. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Memory: {@code wskProviderCharacteristics} is the client's, and filled on success only.
     *
     * <p>Spec: QUERYCHAR-01..QUERYCHAR-06.
     *
     * @param wskRegistration the client's registration block
     * @param wskProviderCharacteristics receives the range of versions
     * @return STATUS_SUCCESS: stored; STATUS_DEVICE_NOT_READY: the provider is not available, or the block is not
     *     registered; STATUS_INVALID_PARAMETER: an argument is null
     */
    NtStatus wskQueryProviderCharacteristics(
            WskRegistration wskRegistration, WskProviderCharacteristics wskProviderCharacteristics);
}
