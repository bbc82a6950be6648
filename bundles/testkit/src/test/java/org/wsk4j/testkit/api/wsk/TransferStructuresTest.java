// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.ws2def.CmsgHdr;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskBufList;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskDatagramIndication;

/** The structures that describe data to transfer and received data. */
class TransferStructuresTest {
    private final Mdl mdl = Mdl.allocate(ByteBuffer.allocateDirect(16));

    @Test
    void bufferBeginsWithoutAnyBytes() {
        WskBuf buffer = new WskBuf();

        assertThat(buffer.mdl()).isNull();
        assertThat(buffer.offset()).isZero();
        assertThat(buffer.length()).isZero();
    }

    @Test
    void bufferDescribesWhatItWasSetToLast() {
        WskBuf buffer = new WskBuf(null, 1, 0);

        buffer.set(mdl, 3, 13);

        assertThat(buffer.mdl()).isSameAs(mdl);
        assertThat(buffer.offset()).isEqualTo(3);
        assertThat(buffer.length()).isEqualTo(13);
    }

    @Test
    void bufferStoresWhatOnlyTheProviderCanJudge() {
        assertThatCode(() -> {
                    new WskBuf(null, 5, 1);
                    new WskBuf(mdl, 17, 0);
                    new WskBuf(mdl, 0, 17);
                    new WskBuf(mdl, -1, -1);
                })
                .doesNotThrowAnyException();
    }

    @Test
    @Clause({"SENDMESSAGES-08", "SENDMESSAGES-09"})
    void bufferListLeadsFromOneDatagramToTheNext() {
        WskBufList last = new WskBufList(null, new WskBuf(mdl, 8, 8));
        WskBufList first = new WskBufList(last, new WskBuf(mdl, 0, 8));

        assertThat(first.next()).isSameAs(last);
        assertThat(last.next()).isNull();
        assertThat(first.buffer().offset()).isZero();
        assertThat(last.buffer().offset()).isEqualTo(8);

        first.setNext(null);
        assertThat(first.next()).isNull();
    }

    @Test
    @Clause({"DATA-INDICATION-01", "DATA-INDICATION-02"})
    void dataIndicationLeadsFromOnePieceToTheNext() {
        Object owner = new Object();
        WskDataIndication last = new WskDataIndication(null, new WskBuf(mdl, 4, 12), null);
        WskDataIndication first = new WskDataIndication(last, new WskBuf(mdl, 0, 4), owner);

        assertThat(first.next()).isSameAs(last);
        assertThat(last.next()).isNull();
        assertThat(first.buffer().length()).isEqualTo(4);
        assertThat(last.buffer().length()).isEqualTo(12);
        assertThat(first.reserved()).isSameAs(owner);
        assertThat(last.reserved()).isNull();
    }

    @Test
    void clientMayLinkARetainedListIntoAnother() {
        WskDataIndication earlier = new WskDataIndication(null, new WskBuf(), null);
        WskDataIndication later = new WskDataIndication(null, new WskBuf(), null);

        earlier.setNext(later);

        assertThat(earlier.next()).isSameAs(later);
    }

    @Test
    @Clause({"DGRAM-INDICATION-01", "DGRAM-INDICATION-02", "DGRAM-INDICATION-03", "DGRAM-INDICATION-04"})
    void datagramIndicationHasItsDataItsControlInformationAndItsSender() {
        SockAddr sender = SockAddrIn.of("192.0.2.1", 7);
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(24));
        Object owner = new Object();
        WskDatagramIndication last = new WskDatagramIndication(null, new WskBuf(mdl, 8, 8), null, 0, sender, null);
        WskDatagramIndication first =
                new WskDatagramIndication(last, new WskBuf(mdl, 0, 8), control, 24, sender, owner);

        assertThat(first.next()).isSameAs(last);
        assertThat(first.buffer().length()).isEqualTo(8);
        assertThat(first.controlInfo()).isSameAs(control);
        assertThat(first.controlInfoLength()).isEqualTo(24);
        assertThat(first.remoteAddress()).isSameAs(sender);
        assertThat(first.reserved()).isSameAs(owner);
        assertThat(last.next()).isNull();
        assertThat(last.controlInfo()).isNull();
        assertThat(last.controlInfoLength()).isZero();
    }

    @Test
    void datagramIndicationCanBeFilledAgain() {
        WskDatagramIndication indication = new WskDatagramIndication(null, new WskBuf(), null, 0, null, null);
        SockAddr sender = SockAddrIn.of("192.0.2.2", 9);
        CmsgHdr control = CmsgHdr.of(ByteBuffer.allocateDirect(24));

        indication.set(control, 24, sender);
        indication.setNext(indication);

        assertThat(indication.controlInfo()).isSameAs(control);
        assertThat(indication.controlInfoLength()).isEqualTo(24);
        assertThat(indication.remoteAddress()).isSameAs(sender);
        assertThat(indication.next()).isSameAs(indication);
    }
}
