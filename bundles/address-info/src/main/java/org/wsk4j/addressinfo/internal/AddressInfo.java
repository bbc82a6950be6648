// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.nio.CharBuffer;
import java.util.List;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.wsk4j.namespace.NameSpaceProvider;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.spi.PfnWskFreeAddressInfo;
import org.wsk4j.wsk.spi.PfnWskGetAddressInfo;
import org.wsk4j.wsk.spi.PfnWskGetNameInfo;
import org.wsk4j.wsk.spi.WskClientObject;

/**
 * Name resolution: WskGetAddressInfo, WskFreeAddressInfo and WskGetNameInfo.
 *
 * <p>A call is checked, and becomes a {@link HostQuestion} or a {@link NameQuestion}. What needs no name service, which is all
 * that is numeric, is answered inline. Everything else becomes an {@link Inquiry}, which takes the IRP and asks the
 * {@link NameSpaces} one after the other, each by an {@link Ask}, on the {@link LookupThreads}. Addresses are put in order by
 * {@link DestinationOrder}, made into a list and noted with the client by {@link AddressLists}.
 *
 * <p>When the component ends, requests that pend complete with STATUS_NOT_SUPPORTED, which is what calls without it get.
 *
 * <p>Threads: safe for all. Completion routines run at PASSIVE_LEVEL on the bundle's threads, but for those of requests
 * that are cancelled, whose client detaches, or that the end of the component ends: these run in the thread that does it.
 * Locks: none here.
 *
 * <p>Spec: GETADDRINFO-01..GETADDRINFO-19, FREEADDRINFO-01, FREEADDRINFO-02, GETNAMEINFO-01..GETNAMEINFO-20.
 */
@Component(
        service = {PfnWskGetAddressInfo.class, PfnWskFreeAddressInfo.class, PfnWskGetNameInfo.class},
        configurationPid = AddressInfoConfig.PID)
@Designate(ocd = AddressInfoConfig.class)
public final class AddressInfo implements PfnWskGetAddressInfo, PfnWskFreeAddressInfo, PfnWskGetNameInfo {
    private static final Logger LOG = LoggerFactory.getLogger(AddressInfo.class);
    private static final long STOP_MILLIS = 1_000;

    private final NameSpaces nameSpaces = new NameSpaces();
    private final AddressLists lists = new AddressLists();
    private final Inquiries inquiries;
    private final SourceAddresses sources;
    private final ServiceTable services;
    private final LocalDomain domain;

    /** Called by Declarative Services. */
    @Activate
    public AddressInfo(AddressInfoConfig config) {
        this(
                new LookupThreads(config.threads(), config.queueLength()),
                new InterfaceSources(),
                ServiceTable.load(),
                LocalDomain.of(config.localDomain()));
    }

    AddressInfo(LookupThreads threads, SourceAddresses sources, ServiceTable services, LocalDomain domain) {
        this.inquiries = new Inquiries(threads, nameSpaces);
        this.sources = sources;
        this.services = services;
        this.domain = domain;
    }

    /** Completes what pends, and lets the threads go. */
    @Deactivate
    void stop() {
        inquiries.stop(STOP_MILLIS);
    }

    Inquiries inquiries() {
        return inquiries;
    }

    AddressLists lists() {
        return lists;
    }

    @Reference(
            name = "nameSpace",
            service = NameSpaceProvider.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindNameSpace(NameSpaceProvider provider, ServiceReference<NameSpaceProvider> reference) {
        try {
            add(RankedProvider.of(provider, reference));
        } catch (RuntimeException | Error e) {
            LOG.warn("A name space provider of {} is left out", reference.getBundle(), e);
        }
    }

    void updatedNameSpace(ServiceReference<NameSpaceProvider> reference) {
        nameSpaces.rank(RankedProvider.serviceIdOf(reference), RankedProvider.rankingOf(reference));
    }

    void unbindNameSpace(ServiceReference<NameSpaceProvider> reference) {
        remove(RankedProvider.serviceIdOf(reference));
    }

    void add(RankedProvider provider) {
        nameSpaces.add(provider);
        LOG.info("Name space provider {} came, with ranking {}", provider, provider.ranking());
    }

    void remove(long serviceId) {
        RankedProvider gone = nameSpaces.remove(serviceId);
        if (gone != null) {
            inquiries.providerGoes(gone);
            LOG.info("Name space provider {} is gone", gone);
        } // else it was left out
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
        if (!(client instanceof WskClientObject attached)) {
            return refuse(irp, NtStatus.STATUS_INVALID_HANDLE, null);
        }
        Hints wanted = Hints.of(hints);
        boolean named = nodeName != null && !nodeName.isEmpty();
        boolean empty = !named && (serviceName == null || serviceName.isEmpty());
        Account account = Account.of(owningProcess, owningThread);
        if (result == null
                || empty
                || account == null
                || !Hints.areBare(hints)
                || !wanted.areValid(nodeName != null)
                || SocketChoices.contradict(serviceName, wanted)) {
            return refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached);
        }
        HostQuestion question = new HostQuestion(nodeName, SocketChoices.of(serviceName, wanted, services), wanted);
        if (question.choices().isEmpty()) {
            return refuse(irp, NtStatus.STATUS_NO_MATCH, attached);
        }
        SockAddr numeric = named ? NodeText.parse(nodeName, sources) : null;
        if (nodeName == null || numeric != null) {
            List<SockAddr> addresses = numeric == null ? question.withoutName() : question.numeric(numeric);
            return answer(attached, question, addresses, result, irp);
        }
        return lookUp(attached, question, nameSpace, provider, account, result, irp);
    }

    /** Answers what needs no name service. */
    private NtStatus answer(
            WskClientObject client, HostQuestion question, List<SockAddr> addresses, Ptr<AddrInfoExW> result, Irp irp) {
        if (addresses.isEmpty()) {
            return refuse(irp, NtStatus.STATUS_NO_MATCH, client);
        }
        irp.setNextStackLocation();
        if (irp.isCancelled()) {
            return inquiries.completion().end(irp, NtStatus.STATUS_CANCELLED, client);
        }
        boolean canonical = question.hints().has(AddrInfoExW.AI_CANONNAME)
                || question.hints().has(AddrInfoExW.AI_FQDN);
        String name = question.nodeName();
        AddrInfoExW list = AddressLists.list(addresses, question.choices(), canonical ? name : null, null, null);
        lists.give(list, name == null ? "this machine" : "'" + name + "'", client, result);
        return inquiries.completion().end(irp, NtStatus.STATUS_SUCCESS, client);
    }

    private NtStatus lookUp(
            WskClientObject client,
            HostQuestion question,
            int nameSpace,
            Guid provider,
            Account account,
            Ptr<AddrInfoExW> result,
            Irp irp) {
        Hints hints = question.hints();
        String name = question.nodeName();
        String encoded = hints.has(AddrInfoExW.AI_DISABLE_IDN_ENCODING) ? name : NodeText.encoded(name);
        boolean noName = encoded == null || NodeText.isNoName(name) || hints.has(AddrInfoExW.AI_NUMERICHOST);
        int family =
                noName ? -1 : question.familyToAsk(hints.has(AddrInfoExW.AI_ADDRCONFIG) ? sources.all() : List.of());
        List<RankedProvider> chain =
                family < 0 ? List.of() : nameSpaces.of(nameSpace, provider, hints.has(AddrInfoExW.AI_DNS_ONLY));
        if (chain.isEmpty()) {
            return refuse(irp, NtStatus.STATUS_NO_MATCH, client);
        }
        return new HostInquiry(client, irp, account, inquiries, question, encoded, family, result, lists, sources)
                .start(chain);
    }

    @Override
    public void wskFreeAddressInfo(WskClient client, AddrInfoExW addrInfo) {
        Irql.requirePassive("WskFreeAddressInfo");
        if (!(client instanceof WskClientObject attached) || addrInfo == null) {
            throw new BugCheck(
                    BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                    "WskFreeAddressInfo of " + addrInfo + " by " + client
                            + ": a client gives back each list that it got, once and by its head (FREEADDRINFO-01).");
        }
        lists.takeBack(addrInfo, attached);
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
        if (!(client instanceof WskClientObject attached)) {
            return refuse(irp, NtStatus.STATUS_INVALID_HANDLE, null);
        }
        Account account = Account.of(owningProcess, owningThread);
        if (account == null || !NameQuestion.isValid(sockAddr, sockAddrLength)) {
            return refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached);
        }
        NameQuestion question = new NameQuestion(sockAddr.copy(), nodeName, serviceName, flags);
        if (!question.isValid()) {
            return refuse(irp, NtStatus.STATUS_INVALID_PARAMETER, attached);
        }
        if (!question.wantsLookup()) {
            return answer(attached, question, irp);
        }
        return new NameInquiry(attached, irp, account, inquiries, question, services, domain)
                .start(nameSpaces.of(AddrInfoExW.NS_ALL, null, false));
    }

    /** Answers what needs no name service. */
    private NtStatus answer(WskClientObject client, NameQuestion question, Irp irp) {
        irp.setNextStackLocation();
        Inquiry.Result result = irp.isCancelled()
                ? Inquiry.Result.failed(NtStatus.STATUS_CANCELLED)
                : question.result(question.numericHost(), services);
        if (result.store() != null) {
            result.store().run();
        }
        return inquiries.completion().end(irp, result.status(), client);
    }

    private NtStatus refuse(Irp irp, NtStatus status, WskClientObject client) {
        irp.setNextStackLocation();
        return inquiries.completion().end(irp, status, client);
    }
}
