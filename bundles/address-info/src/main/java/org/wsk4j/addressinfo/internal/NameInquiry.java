// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;
import org.wsk4j.wsk.spi.WskClientObject;

/** A WskGetNameInfo that pends. Threads, locks: as {@link Inquiry}. */
final class NameInquiry extends Inquiry {
    private final NameQuestion question;
    private final SockAddr asked;
    private final ServiceTable services;
    private final LocalDomain domain;

    NameInquiry(
            WskClientObject client,
            Irp irp,
            Account account,
            Inquiries inquiries,
            NameQuestion question,
            ServiceTable services,
            LocalDomain domain) {
        super(client, irp, account, inquiries);
        this.question = question;
        this.asked = question.addressToAsk();
        this.services = services;
        this.domain = domain;
    }

    @Override
    String subject() {
        return "WskGetNameInfo of " + question.numericHost();
    }

    @Override
    Ask question(RankedProvider provider) {
        return new NameAsk(this, provider, asked.copy());
    }

    @Override
    Result resultOf(Answer answer, RankedProvider provider) {
        String host = answer.name();
        return question.result(question.has(SocketOptions.NI_NOFQDN) ? domain.relative(host) : host, services);
    }

    /** A host without a name is given by its number, whatever the reason is, unless a name is required. */
    @Override
    Result resultWithoutAnswer(NtStatus failure) {
        return question.has(SocketOptions.NI_NAMEREQD)
                ? Result.failed(failure)
                : question.result(question.numericHost(), services);
    }
}
