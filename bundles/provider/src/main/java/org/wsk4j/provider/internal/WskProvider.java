// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.netioddk.NmrBindingHandle;
import org.wsk4j.netioddk.NmrProviderHandle;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.netioddk.NpiProviderCharacteristics;
import org.wsk4j.netioddk.NpiRegistrationInstance;
import org.wsk4j.report.WaitReport;
import org.wsk4j.report.WaitReporter;
import org.wsk4j.report.Waits;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderCharacteristics;

/**
 * The WSK subsystem as the Network Module Registrar sees it: the provider of the WSK NPI.
 *
 * <p>A client that attaches becomes an {@link Attachment}, which is its client object, and gets the one
 * {@link ServiceDispatch}. A call goes through that table to the service that implements the function, which finds the
 * client object in its first argument and counts its sockets and pending IRPs there. What its bundle may do and has in
 * use is in the account that {@link ClientAccounts} has for the bundle. A client that detaches gets a
 * {@link PendingDetach}, which completes when that count is zero, or takes its sockets away when it takes too long.
 *
 * <p>Threads: callbacks run on the threads that register, deregister or end the last use. {@link #stop} blocks, for a
 * limited time.
 *
 * <p>Locks: none.
 *
 * <p>Spec: ARCH-01, ARCH-02, NMR-WSK-02..NMR-WSK-05, NMR-WSK-08, NMR-WSK-10, PROVIDER-CHAR-01..PROVIDER-CHAR-03.
 */
@Component(service = WaitReporter.class, immediate = true, configurationPid = ProviderConfig.PID)
@Designate(ocd = ProviderConfig.class)
public final class WskProvider implements WaitReporter {
    private static final Logger LOG = LoggerFactory.getLogger(WskProvider.class);

    private final NetworkModuleRegistrar nmr;
    private final ServiceDispatch dispatch;
    private final ClientAccounts accounts;
    private final NpiProviderCharacteristics characteristics;
    private final DetachTimer timer;
    private final NmrProviderHandle handle = new NmrProviderHandle();
    private final Waits waits = new Waits();
    private final Set<Attachment> attachments = ConcurrentHashMap.newKeySet(); // not cleaned up yet

    /** A provider that is not registered before {@link #start}. */
    @Activate
    public WskProvider(
            BundleContext context,
            @Reference(name = "nmr") NetworkModuleRegistrar nmr,
            @Reference(name = "dispatch") ServiceDispatch dispatch,
            @Reference(name = "accounts") ClientAccounts accounts,
            ProviderConfig config) {
        this.nmr = nmr;
        this.dispatch = dispatch;
        this.accounts = accounts;
        this.timer = new DetachTimer(config.detachTimeout());
        this.characteristics = new NpiProviderCharacteristics(
                this::attachClient,
                this::detachClient,
                this::cleanupBindingContext,
                new NpiRegistrationInstance(
                                WskConstants.NPI_WSK_INTERFACE_ID,
                                NpiModuleId.of(context.getBundle()),
                                0,
                                new WskProviderCharacteristics(
                                        ServiceDispatch.HIGHEST_VERSION, ServiceDispatch.LOWEST_VERSION))
                        .ranked(config.service_ranking()));
    }

    /** Registers: clients that wait are attached when this returns. */
    @Activate
    public void start() {
        NtStatus status = nmr.nmrRegisterProvider(characteristics, null, handle);
        if (status != NtStatus.STATUS_SUCCESS) {
            LOG.error("There is no WSK provider: NmrRegisterProvider answered {}", status);
        }
    }

    /** Takes a new configuration without disturbing the clients. */
    @Modified
    void configure(ProviderConfig config) {
        timer.set(config.detachTimeout());
    }

    /** Deregisters: when this returns every client is detached, or has had its time. */
    @Deactivate
    public void stop() {
        if (nmr.nmrDeregisterProvider(handle).isPending()) {
            awaitDeregistered();
        }
        timer.stop();
    }

    /**
     * Waits for our own detaches, which end after two timeouts at the latest, and for those of the clients, which get
     * one more. A thread of its own waits, because the registrar's wait has no limit.
     */
    private void awaitDeregistered() {
        Thread waiter = new Thread(
                null, () -> nmr.nmrWaitForProviderDeregisterComplete(handle), "wsk4j-provider-deregister", 0, false);
        waiter.setContextClassLoader(WskProvider.class.getClassLoader());
        waiter.setDaemon(true);
        waiter.start();
        boolean interrupted = false;
        long limit = timer.millis() <= 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(3 * timer.millis());
        long start = System.nanoTime();
        while (waiter.isAlive() && limit - (System.nanoTime() - start) > 0) {
            try {
                TimeUnit.NANOSECONDS.timedJoin(waiter, limit - (System.nanoTime() - start));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (waiter.isAlive()) {
            LOG.error("The WSK provider goes, but these clients have not detached: {}", attachments);
        }
    }

    /** ProviderAttachClient. */
    NtStatus attachClient(
            NmrBindingHandle binding,
            Object providerContext,
            NpiRegistrationInstance client,
            Object clientBindingContext,
            Object clientDispatch,
            Ptr<Object> providerBindingContext,
            Ptr<Object> providerDispatch) {
        if (providerBindingContext == null
                || providerDispatch == null
                || !(clientDispatch instanceof WskClientDispatch wanted)
                || wanted.reserved() != 0) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        if (!ServiceDispatch.supports(wanted.version())) {
            return NtStatus.STATUS_NOINTERFACE;
        }
        NpiModuleId module = client.moduleId();
        Attachment attachment =
                new Attachment(dispatch, binding, module, clientBindingContext, wanted, accounts.of(module.bundle()));
        attachments.add(attachment);
        providerBindingContext.set(attachment);
        providerDispatch.set(dispatch);
        return NtStatus.STATUS_SUCCESS;
    }

    /** ProviderDetachClient. */
    NtStatus detachClient(Object providerBindingContext) {
        PendingDetach detach = new PendingDetach(
                (Attachment) providerBindingContext, timer, waits, nmr::nmrProviderDetachClientComplete);
        return detach.start() ? NtStatus.STATUS_SUCCESS : NtStatus.STATUS_PENDING;
    }

    /** The detaches that have not completed. */
    @Override
    public List<WaitReport> waits() {
        return waits.reports();
    }

    /** ProviderCleanupBindingContext. */
    private void cleanupBindingContext(Object providerBindingContext) {
        attachments.remove((Attachment) providerBindingContext);
    }
}
