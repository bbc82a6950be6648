// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.AddressFamily;

/** What a server that works is asked for a name, and what becomes of its answers. */
class HostLookupTest extends DnsFixture {
    @Test
    void findsTheAddressesOfBothFamilies() {
        server.has("host.test", "192.0.2.1").has("host.test", "192.0.2.2").has("host.test", "2001:db8::1");

        assertThat(lookUp("host.test").answers()).containsExactly("2001:db8::1", "192.0.2.1", "192.0.2.2");
        assertThat(server.asked()).containsExactlyInAnyOrder("host.test/1", "host.test/28");
    }

    @Test
    void asksForTheFamilyThatIsOfUseOnly() {
        server.has("host.test", "192.0.2.1").has("host.test", "2001:db8::1");

        assertThat(lookUp("host.test", AddressFamily.AF_INET, 0).answers()).containsExactly("192.0.2.1");
        assertThat(lookUp("host.test", AddressFamily.AF_INET6, 0).answers()).containsExactly("2001:db8::1");
        assertThat(server.asked()).containsExactly("host.test/1", "host.test/28");
    }

    @Test
    void asksForBothFamiliesAtTheSameTime() {
        server.has("host.test", "192.0.2.1").has("host.test", "2001:db8::1").script(request -> {});
        Asked query = lookUp("host.test");

        DnsRequest first = server.take();
        DnsRequest second = server.take(); // while the first has no answer
        server.answer(second);
        server.answer(first);

        assertThat(query.answers()).containsExactly("2001:db8::1", "192.0.2.1");
    }

    @Test
    void keepsAMappedAddressAsTheIpv6AddressThatItIs() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 1, 2, 3, 4};
        server.script(request ->
                request.reply().record("host.test", DnsRequest.AAAA, mapped).send());

        assertThat(lookUp("host.test", AddressFamily.AF_INET6, 0).answers()).containsExactly("::ffff:1.2.3.4");
    }

    @Test
    @Clause("GETADDRINFO-17")
    void knowsNoNameThatNobodyHas() {
        lookUp("absent.test").failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void knowsNoAddressWhereANameHasNone() {
        server.has("host.test", "2001:db8::1");

        lookUp("host.test", AddressFamily.AF_INET, 0).failsWith(NtStatus.STATUS_NO_MATCH);
        assertThat(lookUp("host.test").answers()).containsExactly("2001:db8::1");
    }

    @Test
    void followsAliasesToTheCanonicalName() {
        server.has("www.test", DnsRequest.CNAME, "alias.test")
                .has("alias.test", DnsRequest.CNAME, "Host.Test")
                .has("Host.Test", "192.0.2.1");

        Asked query = lookUp4("www.test");

        assertThat(query.answers()).containsExactly("192.0.2.1");
        assertThat(query.canonName()).isEqualTo("Host.Test");
        assertThat(server.asked()).containsExactly("www.test/1");
    }

    @Test
    void asksOnWhereAnAnswerEndsWithAnAlias() {
        server.script(
                "www.test",
                request -> request.reply().cname("www.test", "host.test").send());
        server.has("host.test", "192.0.2.1");

        Asked query = lookUp4("www.test");

        assertThat(query.answers()).containsExactly("192.0.2.1");
        assertThat(query.canonName()).isEqualTo("host.test");
        assertThat(server.asked()).containsExactly("www.test/1", "host.test/1");
    }

    @Test
    void knowsNoNameWhoseAliasLeadsNowhere() {
        server.has("www.test", DnsRequest.CNAME, "absent.test");

        lookUp("www.test").failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void givesTheNameAsFoundWhereAliasesDoNotCount() {
        searches("corp.test");
        server.has("www.corp.test", DnsRequest.CNAME, "host.test").has("host.test", "192.0.2.1");

        assertThat(lookUp("www", AddressFamily.AF_INET, AddrInfoExW.AI_FQDN).canonName())
                .isEqualTo("www.corp.test");
        assertThat(lookUp("www", AddressFamily.AF_INET, AddrInfoExW.AI_CANONNAME)
                        .canonName())
                .isEqualTo("host.test");
    }

    @Test
    void leavesOutACanonicalNameThatNoHostCanHave() {
        server.has("www.test", DnsRequest.CNAME, "a b.test").has("a b.test", "192.0.2.1");

        Asked query = lookUp4("www.test");

        assertThat(query.answers()).containsExactly("192.0.2.1");
        assertThat(query.canonName()).isNull();
    }

    @Test
    void looksForAShortNameInTheDomainsInTheirOrder() {
        searches("a.test", "b.test");
        server.has("host.b.test", "192.0.2.1");

        Asked query = lookUp4("host");

        assertThat(query.answers()).containsExactly("192.0.2.1");
        assertThat(query.canonName()).isEqualTo("host.b.test");
        assertThat(server.asked()).containsExactly("host.a.test/1", "host.b.test/1");
    }

    @Test
    void triesANameWithDotsAsItIsBeforeTheDomains() {
        searches("a.test");

        lookUp4("host.sub").failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.asked()).containsExactly("host.sub/1", "host.sub.a.test/1");
    }

    @Test
    void triesANameWithTooFewDotsAsItIsAfterTheDomains() {
        searches("a.test");
        ndots(2);

        lookUp4("host.sub").failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.asked()).containsExactly("host.sub.a.test/1", "host.sub/1");
    }

    @Test
    void takesANameWithADotAtItsEndAsItIs() {
        searches("a.test");

        lookUp4("host.").failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.asked()).containsExactly("host/1");
    }

    @Test
    void looksOnWhereANameHasNoAddress() {
        searches("a.test", "b.test");
        server.has("host.a.test", "2001:db8::1").has("host.b.test", "192.0.2.1");

        assertThat(lookUp4("host").answers()).containsExactly("192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "192.0.2.1",
                "192.0.2.1.",
                "2001:db8::1",
                "fe80::1%eth0",
                "::ffff:192.0.2.1",
                "1.2.3",
                "0x7f000001",
                "localhost",
                "LocalHost.",
                "deep.below.localhost",
                "",
                ".",
                "..localmachine",
                "host..test",
                "a b.test",
                "a\0b.test"
            })
    void asksNobodyForAddressesAndThisMachine(String name) {
        searches("a.test");

        lookUp(name).failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.asked()).isEmpty();
    }

    @Test
    void asksNobodyWhenOnlyASecureAnswerIsOfUse() {
        server.has("host.test", "192.0.2.1");

        lookUp("host.test", AddressFamily.AF_UNSPEC, AddrInfoExW.AI_SECURE).failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.asked()).isEmpty();
    }

    @Test
    void asksForANameByItsLettersWhateverTheyMeanElsewhere() {
        server.has("@.test", "192.0.2.1").has("a\\.test", "192.0.2.2").has("b\u00fccher.test", "192.0.2.3");

        assertThat(lookUp4("@.test").answers()).containsExactly("192.0.2.1");
        assertThat(lookUp4("a\\.test").answers()).containsExactly("192.0.2.2");
        assertThat(lookUp4("b\u00fccher.test").answers()).containsExactly("192.0.2.3");
    }

    @Test
    void remembersWhatThereIsAndWhatThereIsNot() {
        remembers();
        server.has("host.test", "192.0.2.1");

        for (int i = 0; i < 3; i++) {
            assertThat(lookUp("host.test").answers()).containsExactly("192.0.2.1");
            lookUp("absent.test").failsWith(NtStatus.STATUS_NO_MATCH);
        }

        assertThat(server.asked())
                .containsOnlyOnce("host.test/1")
                .containsOnlyOnce("host.test/28")
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void remembersNothingThatHasNoTimeToLive() {
        remembers();
        server.script(request ->
                request.reply().ttl(0).address("host.test", "192.0.2.1").send());

        lookUp4("host.test").answers();
        lookUp4("host.test").answers();

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void remembersNothingUnlessItShall() {
        server.has("host.test", "192.0.2.1");

        lookUp4("host.test").answers();
        lookUp4("host.test").answers();

        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void remembersNoFailure() {
        remembers();
        server.script(request -> request.reply().code(DnsReply.SERVFAIL).send());
        lookUp4("host.test").failsWith(NtStatus.STATUS_UNSUCCESSFUL);

        server.has("host.test", "192.0.2.1").script(server::answer);

        assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
    }

    @Test
    void tellsServersHowLongADatagramMayBe() {
        edns(4_000);
        lookUp4("host.test").failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.take().ednsSize()).isEqualTo(4_000);
    }

    @Test
    void doesWithoutEdnsWhereItIsOff() {
        edns(0);
        lookUp4("host.test").failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.take().ednsSize()).isZero();
    }
}
