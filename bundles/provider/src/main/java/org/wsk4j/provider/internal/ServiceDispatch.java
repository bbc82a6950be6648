// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import java.nio.CharBuffer;
import org.osgi.framework.Bundle;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskVersion;
import org.wsk4j.wsk.spi.PfnWskControlClient;
import org.wsk4j.wsk.spi.PfnWskFreeAddressInfo;
import org.wsk4j.wsk.spi.PfnWskGetAddressInfo;
import org.wsk4j.wsk.spi.PfnWskGetNameInfo;
import org.wsk4j.wsk.spi.PfnWskSocket;
import org.wsk4j.wsk.spi.PfnWskSocketConnect;

/**
 * The provider dispatch table: checks the client, and hands each function to the service that implements it.
 *
 * <p>Every function does the same: without the IRP that it needs it does nothing; a client object that is not one of
 * ours, or is detached, is STATUS_INVALID_HANDLE; a client that detaches is STATUS_DEVICE_NOT_READY; a missing service
 * is STATUS_NOT_SUPPORTED. The client stays attached for the duration of the call. Services come and go meanwhile,
 * which a call in progress does not notice. One that throws has failed, except that a {@link BugCheck} is for the
 * caller.
 *
 * <p>Threads: safe for all; adds nothing to the level of the function.
 *
 * <p>Locks: none.
 *
 * <p>Spec: PROVIDER-DISPATCH-01..PROVIDER-DISPATCH-07, CLIENT-OBJ-02, VERSION-03, VERSION-05, DEREGISTER-03.
 */
@Component(service = ServiceDispatch.class)
public final class ServiceDispatch implements WskProviderDispatch {
    static final int LOWEST_VERSION = WskVersion.make(1, 0);
    static final int HIGHEST_VERSION = WskVersion.make(1, 0);

    private static final Logger LOG = LoggerFactory.getLogger(ServiceDispatch.class);

    // Each is replaced by Declarative Services when services come and go, and read once by each call, in any thread.

    @Reference(
            name = "wskSocket",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PfnWskSocket wskSocket;

    @Reference(
            name = "wskSocketConnect",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PfnWskSocketConnect wskSocketConnect;

    @Reference(
            name = "wskControlClient",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PfnWskControlClient wskControlClient;

    @Reference(
            name = "wskGetAddressInfo",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PfnWskGetAddressInfo wskGetAddressInfo;

    @Reference(
            name = "wskFreeAddressInfo",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PfnWskFreeAddressInfo wskFreeAddressInfo;

    @Reference(
            name = "wskGetNameInfo",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile PfnWskGetNameInfo wskGetNameInfo;

    /** A table without services. */
    @Activate
    public ServiceDispatch() {}

    /** Whether a client may ask for this version. */
    static boolean supports(int version) {
        return LOWEST_VERSION <= version && version <= HIGHEST_VERSION;
    }

    @Override
    public int version() {
        return HIGHEST_VERSION;
    }

    @Override
    public int reserved() {
        return 0;
    }

    @Override
    public NtStatus wskSocket(
            WskClient client,
            int addressFamily,
            int socketType,
            int protocol,
            int flags,
            Object socketContext,
            Object dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Attachment attachment = attachmentOf(client);
        if (attachment == null || !attachment.acquire()) {
            return refuse(attachment, irp);
        }
        try {
            PfnWskSocket service = wskSocket;
            if (service == null) {
                return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
            }
            return answered(service.wskSocket(
                    attachment,
                    addressFamily,
                    socketType,
                    protocol,
                    flags,
                    socketContext,
                    dispatch,
                    owningProcess,
                    owningThread,
                    securityDescriptor,
                    irp));
        } catch (RuntimeException | Error e) {
            return failed("WskSocket", attachment, irp, e);
        } finally {
            attachment.release();
        }
    }

    @Override
    public NtStatus wskSocketConnect(
            WskClient client,
            int socketType,
            int protocol,
            SockAddr localAddress,
            SockAddr remoteAddress,
            int flags,
            Object socketContext,
            WskClientConnectionDispatch dispatch,
            Bundle owningProcess,
            Thread owningThread,
            SecurityDescriptor securityDescriptor,
            Irp irp) {
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Attachment attachment = attachmentOf(client);
        if (attachment == null || !attachment.acquire()) {
            return refuse(attachment, irp);
        }
        try {
            PfnWskSocketConnect service = wskSocketConnect;
            if (service == null) {
                return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
            }
            return answered(service.wskSocketConnect(
                    attachment,
                    socketType,
                    protocol,
                    localAddress,
                    remoteAddress,
                    flags,
                    socketContext,
                    dispatch,
                    owningProcess,
                    owningThread,
                    securityDescriptor,
                    irp));
        } catch (RuntimeException | Error e) {
            return failed("WskSocketConnect", attachment, irp, e);
        } finally {
            attachment.release();
        }
    }

    /**
     * Some control codes take no IRP: without one, the status is the whole answer. A client that is being detached still
     * gives back the security descriptors that it has.
     */
    @Override
    public NtStatus wskControlClient(
            WskClient client,
            int controlCode,
            long inputSize,
            Object inputBuffer,
            long outputSize,
            Object outputBuffer,
            SizeT outputSizeReturned,
            Irp irp) {
        Attachment attachment = attachmentOf(client);
        boolean counted = attachment != null && attachment.acquire();
        if (!counted && (attachment == null || attachment.isDetached() || controlCode != WskConstants.WSK_RELEASE_SD)) {
            return refuse(attachment, irp);
        }
        try {
            PfnWskControlClient service = wskControlClient;
            if (service == null) {
                return fail(irp, NtStatus.STATUS_NOT_SUPPORTED);
            }
            return answered(service.wskControlClient(
                    attachment,
                    controlCode,
                    inputSize,
                    inputBuffer,
                    outputSize,
                    outputBuffer,
                    outputSizeReturned,
                    irp));
        } catch (RuntimeException | Error e) {
            return failed("WskControlClient", attachment, irp, e);
        } finally {
            if (counted) {
                attachment.release();
            }
        }
    }

    @Override
    public NtStatus wskGetAddressInfo(
            WskClient client,
            String nodeName,
            String serviceName,
            int nameSpace,
            Guid provider,
            AddrInfoExW hints,
            Ptr<AddrInfoExW> result,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        Irql.requirePassive("WskGetAddressInfo");
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Attachment attachment = attachmentOf(client);
        if (attachment == null || !attachment.acquire()) {
            return refuse(attachment, irp);
        }
        try {
            PfnWskGetAddressInfo service = wskGetAddressInfo;
            if (service == null) {
                return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
            }
            return answered(service.wskGetAddressInfo(
                    attachment,
                    nodeName,
                    serviceName,
                    nameSpace,
                    provider,
                    hints,
                    result,
                    owningProcess,
                    owningThread,
                    irp));
        } catch (RuntimeException | Error e) {
            return failed("WskGetAddressInfo", attachment, irp, e);
        } finally {
            attachment.release();
        }
    }

    /**
     * There is nobody to answer to: what cannot be done is left to the garbage collector. A client that is being detached
     * still gives back what it has.
     */
    @Override
    public void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo) {
        Irql.requirePassive("WskFreeAddressInfo");
        Attachment attachment = attachmentOf(client);
        if (attachment == null || attachment.isDetached()) {
            LOG.debug("WskFreeAddressInfo with a client object that is not attached: {}", client);
            return;
        }
        boolean counted = attachment.acquire();
        try {
            PfnWskFreeAddressInfo service = wskFreeAddressInfo;
            if (service != null) {
                service.wskFreeAddressInfo(attachment, addrInfo);
            }
        } catch (RuntimeException | Error e) {
            failed("WskFreeAddressInfo", attachment, null, e);
        } finally {
            if (counted) {
                attachment.release();
            }
        }
    }

    @Override
    public NtStatus wskGetNameInfo(
            WskClient client,
            SockAddr sockAddr,
            int sockAddrLength,
            CharBuffer nodeName,
            CharBuffer serviceName,
            int flags,
            Bundle owningProcess,
            Thread owningThread,
            Irp irp) {
        Irql.requirePassive("WskGetNameInfo");
        if (irp == null) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        Attachment attachment = attachmentOf(client);
        if (attachment == null || !attachment.acquire()) {
            return refuse(attachment, irp);
        }
        try {
            PfnWskGetNameInfo service = wskGetNameInfo;
            if (service == null) {
                return irp.fail(NtStatus.STATUS_NOT_SUPPORTED);
            }
            return answered(service.wskGetNameInfo(
                    attachment,
                    sockAddr,
                    sockAddrLength,
                    nodeName,
                    serviceName,
                    flags,
                    owningProcess,
                    owningThread,
                    irp));
        } catch (RuntimeException | Error e) {
            return failed("WskGetNameInfo", attachment, irp, e);
        } finally {
            attachment.release();
        }
    }

    /** The attachment that a client object is; null when it is none of ours. */
    private Attachment attachmentOf(WskClient client) {
        return client instanceof Attachment attachment && attachment.belongsTo(this) ? attachment : null;
    }

    /** Answers a client that is not attached, or is detaching. */
    private static NtStatus refuse(Attachment attachment, Irp irp) {
        return fail(
                irp,
                attachment == null || attachment.isDetached()
                        ? NtStatus.STATUS_INVALID_HANDLE
                        : NtStatus.STATUS_DEVICE_NOT_READY);
    }

    private static NtStatus fail(Irp irp, NtStatus status) {
        return irp == null ? status : irp.fail(status);
    }

    private static NtStatus answered(NtStatus status) {
        if (status == null) {
            throw new IllegalStateException("The service answered null");
        }
        return status;
    }

    /**
     * Answers for a service that threw. The IRP may still be the client's, or in the service's hands, or completed:
     * exactly one of the three, and the first two are completed here.
     */
    private static NtStatus failed(String function, Attachment client, Irp irp, Throwable thrown) {
        if (thrown instanceof BugCheck violation) {
            throw violation;
        }
        LOG.error("The service that implements {} threw, called by client {}", function, client, thrown);
        NtStatus status = thrown instanceof OutOfMemoryError
                ? NtStatus.STATUS_INSUFFICIENT_RESOURCES
                : NtStatus.STATUS_UNSUCCESSFUL;
        if (irp == null) {
            return status;
        }
        try {
            return irp.isInFlight() ? irp.complete(status, 0) : irp.fail(status);
        } catch (BugCheck completed) {
            return irp.ioStatus().status();
        }
    }
}
