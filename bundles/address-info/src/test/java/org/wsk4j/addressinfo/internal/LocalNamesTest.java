// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.addressinfo.internal.FakeSources.source;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SocketOptions;

/** The two name space providers that come with the bundle, asked through it. */
class LocalNamesTest extends NamesFixture {
    @BeforeEach
    void withTheProvidersOfTheBundle() {
        names.add(RankedProvider.of(new LocalNames(sources), 1000, 101, "org.wsk4j.address-info"));
        names.add(RankedProvider.of(new PlatformNames(), -1000, 102, "org.wsk4j.address-info"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost", "localhost.", "www.localhost"})
    @Clause("GETADDRINFO-02")
    void localhostIsLoopback(String node) {
        AddrInfoExW list =
                get(node).service("80").flags(AddrInfoExW.AI_CANONNAME).succeeds();

        assertThat(addresses(list)).containsExactlyInAnyOrder("[::1]:80", "127.0.0.1:80");
        assertThat(list.canonName()).isEqualTo("localhost");
        assertThat(list.provider()).isEqualTo(LocalNames.ID);
        assertThat(space.asked()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..localmachine"})
    @Clause("GETADDRINFO-02")
    void theMachineItselfHasItsOwnAddresses(String node) {
        sources.are(
                source("127.0.0.1"),
                source("::1"),
                source("fe80::1%2"),
                source("192.0.2.100"),
                source("2001:db8::100"));
        assertThat(addresses(get(node).service("80").succeeds()))
                .containsExactly("[2001:db8::100]:80", "192.0.2.100:80");

        sources.are(source("127.0.0.1"), source("fe80::1%2"));
        assertThat(addresses(get(node).service("80").succeeds())).containsExactly("[fe80::1%2]:80");

        sources.are();
        get(node).service("80").failsWith(STATUS_NO_MATCH);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, localhost", "::1, localhost", "::ffff:127.0.0.1, localhost"})
    @Clause("GETNAMEINFO-01")
    void loopbackIsLocalhost(String address, String host) {
        assertThat(new NameCall(names, client)
                        .address(address)
                        .flags(SocketOptions.NI_NAMEREQD)
                        .succeeds())
                .isEqualTo(host + " http");
        assertThat(space.asked()).isEmpty();
    }

    @Test
    @Clause({"GETADDRINFO-04", "GETADDRINFO-05"})
    void thePlatformIsAskedLast() {
        names.remove(101);
        assertThat(get("localhost").succeeds().provider()).isEqualTo(PlatformNames.ID);
        assertThat(space.asked()).containsExactly("localhost");

        AddrInfoExW list =
                get("localhost").by(PlatformNames.ID).in(AddrInfoExW.NS_DNS).succeeds();
        assertThat(addresses(list)).contains("127.0.0.1:0");
        assertThat(list.provider()).isEqualTo(PlatformNames.ID);
    }

    @Test
    @Clause("GETNAMEINFO-01")
    void thePlatformKnowsNamesOfAddresses() {
        names.remove(101);
        names.remove(1);

        assertThat(new NameCall(names, client)
                        .address("127.0.0.1")
                        .flags(SocketOptions.NI_NAMEREQD)
                        .succeeds())
                .startsWith("localhost");
    }

    @Test
    @Clause("GETADDRINFO-06")
    void thePlatformHasNoSecureChannel() {
        get("localhost").by(PlatformNames.ID).flags(AddrInfoExW.AI_SECURE).failsWith(STATUS_NO_MATCH);
    }

    @Test
    void everyInterfaceOfThePlatformIsFound() {
        List<Source> all = new InterfaceSources().all();

        assertThat(all).extracting(source -> source.bits().isLoopback()).contains(true);
        assertThat(all).allSatisfy(source -> assertThat(source.traits()).isEqualTo(Set.of()));
        assertThat(new InterfaceSources().indexOf("no such interface")).isZero();
        assertThat(LocalNames.ID).isNotEqualTo(PlatformNames.ID);
    }

    @ParameterizedTest
    @CsvSource({
        "'search corp.example other.example', host.corp.example, host",
        "'domain Corp.Example.', HOST.CORP.EXAMPLE, HOST",
        "'nameserver 192.0.2.1', host.corp.example, host.corp.example",
        "'search corp.example', corp.example, corp.example",
        "'search corp.example', host.xcorp.example, host.xcorp.example",
        "'', host.corp.example, host.corp.example"
    })
    @Clause("GETNAMEINFO-08")
    void theLocalDomainIsThatOfTheResolver(String file, String host, String relative) {
        assertThat(LocalDomain.fromResolvConf("# file\n" + file + "\n").relative(host))
                .isEqualTo(relative);
        assertThat(LocalDomain.of(" .corp.example. ").relative("host.corp.example"))
                .isEqualTo("host");
    }
}
