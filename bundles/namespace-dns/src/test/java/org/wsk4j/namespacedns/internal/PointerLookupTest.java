// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** The names of addresses. */
class PointerLookupTest extends DnsFixture {
    private static final SockAddr HOST = SockAddrIn.of("192.0.2.1", 0);
    private static final String POINTER = "1.2.0.192.in-addr.arpa";

    @Test
    void findsTheNameOfAnIpv4Address() {
        server.has(POINTER, DnsRequest.PTR, "host.test");

        assertThat(lookUp(HOST).answers()).containsExactly("host.test");
        assertThat(server.asked()).containsExactly(POINTER + "/12");
    }

    @Test
    void findsTheNameOfAnIpv6Address() {
        String pointer = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa";
        server.has(pointer, DnsRequest.PTR, "host.test");

        assertThat(lookUp(SockAddrIn6.of("2001:db8::1", 0)).answers()).containsExactly("host.test");
        assertThat(server.asked()).containsExactly(pointer + "/12");
    }

    @Test
    void takesAMappedAddressForTheIpv4AddressThatItIs() {
        server.has(POINTER, DnsRequest.PTR, "host.test");
        SockAddrIn6 mapped = new SockAddrIn6();
        mapped.setAddress(0, 0xFFFF_C000_0201L);

        assertThat(lookUp(mapped).answers()).containsExactly("host.test");
    }

    @Test
    void followsTheDelegationOfSingleAddresses() {
        server.has(POINTER, DnsRequest.CNAME, "1.0-31.2.0.192.in-addr.arpa")
                .has("1.0-31.2.0.192.in-addr.arpa", DnsRequest.PTR, "host.test");

        assertThat(lookUp(HOST).answers()).containsExactly("host.test");
    }

    @Test
    void knowsNoNameOfAnAddressThatHasNone() {
        lookUp(HOST).failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void believesNoNameThatNoHostCanHave() {
        server.has(POINTER, DnsRequest.PTR, "<script>.test").has(POINTER, DnsRequest.PTR, "host.test");

        assertThat(lookUp(HOST).answers()).containsExactly("host.test");
    }

    @Test
    void knowsNoNameWhereThereIsOnlyOneThatNoHostCanHave() {
        server.has(POINTER, DnsRequest.PTR, "new\nline.test");

        lookUp(HOST).failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void passesOverTheNameOfAnotherAddress() {
        server.script(request ->
                request.reply().ptr("2.2.0.192.in-addr.arpa", "host.test").send());

        lookUp(HOST).failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"})
    void asksNobodyForThisMachine(String literal) {
        lookUp(literal.indexOf(':') < 0 ? SockAddrIn.of(literal, 0) : SockAddrIn6.of(literal, 0))
                .failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(server.asked()).isEmpty();
    }
}
