// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NETWORK_UNREACHABLE;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_REQUEST_ABORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;
import static org.wsk4j.ws2def.AddrInfoExW.AI_ADDRCONFIG;
import static org.wsk4j.ws2def.AddrInfoExW.AI_ALL;
import static org.wsk4j.ws2def.AddrInfoExW.AI_CANONNAME;
import static org.wsk4j.ws2def.AddrInfoExW.AI_DISABLE_IDN_ENCODING;
import static org.wsk4j.ws2def.AddrInfoExW.AI_DNS_ONLY;
import static org.wsk4j.ws2def.AddrInfoExW.AI_FQDN;
import static org.wsk4j.ws2def.AddrInfoExW.AI_V4MAPPED;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.AddressFamily.AF_INET6;
import static org.wsk4j.ws2def.AddressFamily.AF_UNSPEC;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irql;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** WskGetAddressInfo of names, which are asked of name space providers. */
class GetLookupTest extends NamesFixture {
    private static final String HOST = "host.example";

    private final ScriptedNameSpace second = ScriptedNameSpace.of("second", AddrInfoExW.NS_TCPIP_HOSTS);

    @Test
    @Clause({"GETADDRINFO-01", "GETADDRINFO-07", "GETADDRINFO-09", "RESOLVE-03"})
    void pendsAndCompletesWithTheListOnAThreadAtPassiveLevel() {
        space.knows(HOST, "192.0.2.1", "192.0.2.2");

        GetCall call = get(HOST).service("80").start();

        assertThat(call.returned()).isEqualTo(STATUS_PENDING);
        AddrInfoExW list = call.succeeds();
        assertThat(addresses(list)).containsExactly("192.0.2.1:80", "192.0.2.2:80");
        assertThat(list.next().next()).isNull();
        assertThat(list).allSatisfy(entry -> {
            assertThat(entry.provider()).isEqualTo(space.providerId());
            assertThat(entry.family()).isEqualTo(AF_INET);
        });
        assertThat(call.irp().thread()).isNotSameAs(Thread.currentThread());
        assertThat(call.irp().irql()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(call.irp().status()).isEqualTo(STATUS_SUCCESS);
        assertThat(client.memory()).hasSize(1);
    }

    @Test
    @Clause({"GETADDRINFO-09", "GETADDRINFO-18"})
    void anAnswerFromAnIoThreadCompletesTheIrpOnAThreadOfItsOwn() {
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();
        assertThatIrp(call.irp()).isPending();

        atDispatchLevel(() -> assertThat(query.answer(List.of(SockAddrIn.of("192.0.2.1", 99))))
                .isTrue());

        assertThat(addresses(call.succeeds())).containsExactly("192.0.2.1:0");
        assertThat(call.irp().thread()).isNotSameAs(Thread.currentThread());
        assertThat(call.irp().irql()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(query.isOver()).isTrue();
    }

    @Test
    @Clause("GETADDRINFO-11")
    void aNameThatNobodyKnowsHasNoMatch() {
        add(second, -1);

        get(HOST).failsWith(STATUS_NO_MATCH);

        assertThat(space.asked()).containsExactly(HOST);
        assertThat(second.asked()).containsExactly(HOST);
    }

    @Test
    @Clause("GETADDRINFO-11")
    void withoutAnyProviderNothingMatches() {
        names.remove(1);

        get(HOST).failsWith(STATUS_NO_MATCH);
    }

    @Test
    @Clause("GETADDRINFO-12")
    void theFirstFailureCountsWhenNobodyHasAnAnswer() {
        space.fails(STATUS_IO_TIMEOUT);
        add(second.fails(STATUS_NETWORK_UNREACHABLE), -1);
        add(ScriptedNameSpace.named("third"), -2);

        get(HOST).failsWith(STATUS_IO_TIMEOUT);
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aFailureIsForgottenWhenAnotherProviderHasAnAnswer() {
        space.fails(STATUS_IO_TIMEOUT);
        add(second.knows(HOST, "192.0.2.9"), -1);

        AddrInfoExW list = get(HOST).succeeds();

        assertThat(addresses(list)).containsExactly("192.0.2.9:0");
        assertThat(list.provider()).isEqualTo(second.providerId());
    }

    @Test
    @Clause("GETADDRINFO-04")
    void asksTheProvidersInTheirOrderUntilOneHasAnAnswer() {
        List<String> order = new ArrayList<>();
        ScriptedNameSpace third = ScriptedNameSpace.named("third");
        space.onName(query -> {
            order.add("first");
            space.answerFromTable(query);
        });
        add(
                second.knows(HOST, "192.0.2.2").onName(query -> {
                    order.add("second");
                    second.answerFromTable(query);
                }),
                0);
        add(
                third.onName(query -> {
                    order.add("third");
                    third.answerFromTable(query);
                }),
                5);

        assertThat(addresses(get(HOST).succeeds())).containsExactly("192.0.2.2:0");

        assertThat(order).containsExactly("third", "first", "second");
    }

    @Test
    @Clause({"GETADDRINFO-04", "RESOLVE-04"})
    void aNameSpaceRestrictsWhoIsAsked() {
        space.knows(HOST, "192.0.2.1");
        add(second.knows(HOST, "192.0.2.2"), 1);

        assertThat(addresses(get(HOST).in(AddrInfoExW.NS_DNS).succeeds())).containsExactly("192.0.2.1:0");
        assertThat(addresses(get(HOST).in(AddrInfoExW.NS_TCPIP_HOSTS).succeeds()))
                .containsExactly("192.0.2.2:0");
        assertThat(addresses(get(HOST).in(AddrInfoExW.NS_ALL).succeeds())).containsExactly("192.0.2.2:0");
        assertThat(AddrInfoExW.NS_ALL).isZero();
        get(HOST).in(AddrInfoExW.NS_BTH).failsWith(STATUS_NO_MATCH);
    }

    @Test
    @Clause("GETADDRINFO-05")
    void aGuidNamesTheOneProviderToAsk() {
        space.knows(HOST, "192.0.2.1");
        add(second, 1);

        assertThat(addresses(get(HOST).by(space.providerId()).succeeds())).containsExactly("192.0.2.1:0");
        assertThat(second.asked()).isEmpty();
        get(HOST).by(second.providerId()).failsWith(STATUS_NO_MATCH);
        get(HOST).by(Guid.parse("{00000000-0000-0000-0000-000000000001}")).failsWith(STATUS_NO_MATCH);
        get(HOST).by(space.providerId()).in(AddrInfoExW.NS_TCPIP_HOSTS).failsWith(STATUS_NO_MATCH);
    }

    @Test
    @Clause({"GETADDRINFO-04", "GETADDRINFO-06"})
    void onlyTheDomainNameSystemMayBeWanted() {
        add(second.knows(HOST, "192.0.2.2"), 1);

        get(HOST).flags(AI_DNS_ONLY).failsWith(STATUS_NO_MATCH);

        assertThat(second.asked()).isEmpty();
        assertThat(space.asked()).containsExactly(HOST);
    }

    @Test
    @Clause("GETADDRINFO-06")
    void theProviderIsToldWhatIsWanted() {
        space.holds();
        GetCall call = get(HOST).family(AF_INET6).flags(AI_CANONNAME).start();
        NameQuery query = space.nextName();

        assertThat(query.nodeName()).isEqualTo(HOST);
        assertThat(query.family()).isEqualTo(AF_INET6);
        assertThat(query.flags()).isEqualTo(AI_CANONNAME);

        query.answer(List.of(SockAddrIn.of("192.0.2.1", 0), SockAddrIn6.of("2001:db8::1", 0)));
        assertThat(addresses(call.succeeds())).containsExactly("[2001:db8::1]:0");
    }

    @Test
    @Clause("GETADDRINFO-06")
    void theFirstEntryCarriesTheCanonicalNameWhenItIsWanted() {
        space.knowsAs("alias.example", "real.example", "192.0.2.1", "192.0.2.2").knows(HOST, "192.0.2.3");

        AddrInfoExW list = get("alias.example").flags(AI_CANONNAME).succeeds();

        assertThat(list.canonName()).isEqualTo("real.example");
        assertThat(list.next().canonName()).isNull();
        assertThat(get("alias.example").flags(AI_FQDN).succeeds().canonName()).isEqualTo("real.example");
        assertThat(get(HOST).flags(AI_CANONNAME).succeeds().canonName()).isEqualTo(HOST);
        assertThat(get("alias.example").succeeds().canonName()).isNull();
    }

    @Test
    @Clause("GETADDRINFO-07")
    void theFirstEntryCarriesTheBlob() {
        ByteBuffer blob = ByteBuffer.wrap(new byte[] {1, 2, 3});
        space.onName(query -> {
            query.answer(List.of(SockAddrIn.of("192.0.2.1", 0), SockAddrIn.of("192.0.2.2", 0)), null, blob);
            blob.put(0, (byte) 9);
        });

        AddrInfoExW list = get(HOST).succeeds();

        assertThat(list.blob()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(list.next().blob()).isNull();
    }

    @Test
    @Clause("GETADDRINFO-06")
    void mapsIpv4AddressesWhenThereAreNoOthersOrAllAreWanted() {
        space.knows("four.example", "192.0.2.1").knows("both.example", "192.0.2.1", "2001:db8::1");

        get("four.example").family(AF_INET6).failsWith(STATUS_NO_MATCH);
        assertThat(addresses(
                        get("four.example").family(AF_INET6).flags(AI_V4MAPPED).succeeds()))
                .containsExactly("[::ffff:192.0.2.1]:0");
        assertThat(addresses(
                        get("both.example").family(AF_INET6).flags(AI_V4MAPPED).succeeds()))
                .containsExactly("[2001:db8::1]:0");
        assertThat(addresses(get("both.example")
                        .family(AF_INET6)
                        .flags(AI_V4MAPPED | AI_ALL)
                        .succeeds()))
                .containsExactly("[2001:db8::1]:0", "[::ffff:192.0.2.1]:0");
        assertThat(addresses(
                        get("both.example").family(AF_INET).flags(AI_V4MAPPED).succeeds()))
                .containsExactly("192.0.2.1:0");
    }

    @Test
    @Clause("GETADDRINFO-06")
    void leavesOutFamiliesThatTheMachineHasNoAddressOf() {
        space.knows(HOST, "192.0.2.1", "2001:db8::1");
        sources.are(FakeSources.source("192.0.2.100"), FakeSources.source("127.0.0.1"), FakeSources.source("fe80::1"));

        assertThat(addresses(get(HOST).flags(AI_ADDRCONFIG).succeeds())).containsExactly("192.0.2.1:0");
        assertThat(space.nextName().family()).isEqualTo(AF_INET);
        get(HOST).flags(AI_ADDRCONFIG).family(AF_INET6).failsWith(STATUS_NO_MATCH);
        assertThat(addresses(get(HOST).succeeds())).hasSize(2);
        assertThat(space.nextName().family()).isEqualTo(AF_UNSPEC);
    }

    @Test
    @Clause("GETADDRINFO-07")
    void givesEachAddressOnceInTheOrderInWhichToTryThem() {
        space.knows(HOST, "192.0.2.1", "2001:db8::1", "192.0.2.1", "2001:db8::1");

        assertThat(addresses(get(HOST).service("domain").succeeds()))
                .containsExactly("[2001:db8::1]:53", "[2001:db8::1]:53", "192.0.2.1:53", "192.0.2.1:53");
    }

    @Test
    @Clause("GETADDRINFO-02")
    void encodesLettersBeyondAscii() {
        space.knows("xn--bcher-kva.example", "192.0.2.1");

        assertThat(addresses(get("b\u00fccher.example").succeeds())).containsExactly("192.0.2.1:0");
        get("b\u00fccher.example").flags(AI_DISABLE_IDN_ENCODING).failsWith(STATUS_NO_MATCH);

        assertThat(space.asked()).containsExactly("xn--bcher-kva.example", "b\u00fccher.example");
        get("\u00fc".repeat(80)).failsWith(STATUS_NO_MATCH);
        assertThat(space.asked()).hasSize(2);
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aProviderThatThrowsHasFailed() {
        space.onName(query -> {
            throw new IllegalStateException("boom");
        });
        get(HOST).failsWith(STATUS_UNSUCCESSFUL);
        assertThat(logged()).anyMatch(line -> line.contains("first (org.acme.first) failed"));

        add(second.knows(HOST, "192.0.2.2"), -1);
        assertThat(addresses(get(HOST).succeeds())).containsExactly("192.0.2.2:0");
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aProviderThatAnswersAndThrowsHasAnswered() {
        space.onName(query -> {
            query.answer(List.of(SockAddrIn.of("192.0.2.1", 0)));
            throw new IllegalStateException("boom");
        });

        assertThat(addresses(get(HOST).succeeds())).containsExactly("192.0.2.1:0");
    }

    @Test
    @Clause("GETADDRINFO-09")
    void ofTwoAnswersTheFirstCounts() {
        AtomicInteger accepted = new AtomicInteger();
        space.onName(query -> {
            accepted.addAndGet(query.answer(List.of(SockAddrIn.of("192.0.2.1", 0))) ? 1 : 0);
            accepted.addAndGet(query.answer(List.of(SockAddrIn.of("192.0.2.2", 0))) ? 10 : 0);
            accepted.addAndGet(query.fail(STATUS_IO_TIMEOUT) ? 100 : 0);
        });

        GetCall call = get(HOST);
        assertThat(addresses(call.succeeds())).containsExactly("192.0.2.1:0");
        space.nextName().answer(List.of(SockAddrIn.of("192.0.2.3", 0)));

        assertThat(accepted.get()).isEqualTo(1);
        assertThat(call.irp().completions()).isEqualTo(1);
        assertThat(logged()).filteredOn(line -> line.contains("answered twice")).hasSize(3);
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aProviderWhoseServiceGoesHasFailedAndIsTold() {
        AtomicInteger told = new AtomicInteger();
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();
        query.onCancel(told::incrementAndGet);

        names.remove(1);

        call.failsWith(STATUS_REQUEST_ABORTED);
        assertThat(told.get()).isEqualTo(1);
        assertThat(query.answer(List.of(SockAddrIn.of("192.0.2.1", 0)))).isFalse();
        assertThat(logged()).noneMatch(line -> line.contains("answered twice"));
    }

    @Test
    @Clause("GETADDRINFO-12")
    void aProviderThatHasGoneIsNotAskedAnyMore() {
        long gone = add(second.knows(HOST, "192.0.2.2"), -1);
        ScriptedNameSpace third = ScriptedNameSpace.named("third").knows(HOST, "192.0.2.3");
        add(third, -2);
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();

        names.remove(gone);
        query.fail(STATUS_NO_MATCH);

        assertThat(addresses(call.succeeds())).containsExactly("192.0.2.3:0");
        assertThat(second.asked()).isEmpty();
    }

    @Test
    @Clause("GETADDRINFO-12")
    void refusesASuccessAsAFailure() {
        space.holds();
        GetCall call = get(HOST).start();
        NameQuery query = space.nextName();

        assertThatThrownBy(() -> query.fail(STATUS_SUCCESS)).isInstanceOf(IllegalArgumentException.class);

        assertThat(query.isOver()).isFalse();
        query.answer(null);
        call.failsWith(STATUS_NO_MATCH);
    }

    @Test
    @Clause("GETADDRINFO-09")
    void aRoutineThatThrowsHarmsNobody() {
        space.knows(HOST, "192.0.2.1");
        GetCall throwing = get(HOST);
        throwing.irp().then((RecordedIrp done) -> {
            throw new IllegalStateException("boom");
        });

        throwing.succeeds();

        assertThat(addresses(get(HOST).succeeds())).containsExactly("192.0.2.1:0");
        assertThat(logged())
                .anyMatch(line -> line.contains("A completion routine of a client without a bundle failed"));
    }

    @Test
    @Clause("GETADDRINFO-12")
    void failsWhenNoResultCanBeMadeOfTheAnswer() {
        space.knows("host.example", "192.0.2.1", "192.0.2.2");
        sources.breakDown();

        get("host.example").failsWith(STATUS_UNSUCCESSFUL);
    }
}
