// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.List;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.wsk.spi.WskClientObject;

/** A WskGetAddressInfo that pends. Threads, locks: as {@link Inquiry}. */
final class HostInquiry extends Inquiry {
    private final HostQuestion question;
    private final String encodedName;
    private final int family;
    private final Ptr<AddrInfoExW> result;
    private final AddressLists lists;
    private final SourceAddresses sources;

    HostInquiry(
            WskClientObject client,
            Irp irp,
            Account account,
            Inquiries inquiries,
            HostQuestion question,
            String encodedName,
            int family,
            Ptr<AddrInfoExW> result,
            AddressLists lists,
            SourceAddresses sources) {
        super(client, irp, account, inquiries);
        this.question = question;
        this.encodedName = encodedName;
        this.family = family;
        this.result = result;
        this.lists = lists;
        this.sources = sources;
    }

    @Override
    String subject() {
        return "WskGetAddressInfo of '" + question.nodeName() + "'";
    }

    @Override
    Ask question(RankedProvider provider) {
        return new HostAsk(this, provider, encodedName, family, question.hints().flags());
    }

    @Override
    Result resultOf(Answer answer, RankedProvider provider) {
        List<SockAddr> addresses = question.ordered(answer.addresses(), sources.all());
        AddrInfoExW list = AddressLists.list(addresses, question.choices(), canonName(answer), answer, provider.id());
        return Result.stored(() -> lists.give(list, "'" + question.nodeName() + "'", client(), result));
    }

    private String canonName(Answer answer) {
        Hints hints = question.hints();
        if (!hints.has(AddrInfoExW.AI_CANONNAME) && !hints.has(AddrInfoExW.AI_FQDN)) {
            return null;
        }
        return answer.name() == null || answer.name().isEmpty() ? question.nodeName() : answer.name();
    }

    @Override
    Result resultWithoutAnswer(NtStatus failure) {
        return Result.failed(failure);
    }
}
