// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;
import static org.wsk4j.ws2def.AddrInfoExW.AI_ALL;
import static org.wsk4j.ws2def.AddrInfoExW.AI_CANONNAME;
import static org.wsk4j.ws2def.AddrInfoExW.AI_DNS_ONLY;
import static org.wsk4j.ws2def.AddrInfoExW.AI_FQDN;
import static org.wsk4j.ws2def.AddrInfoExW.AI_NUMERICHOST;
import static org.wsk4j.ws2def.AddrInfoExW.AI_NUMERICSERV;
import static org.wsk4j.ws2def.AddrInfoExW.AI_V4MAPPED;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_IPV6;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;
import static org.wsk4j.ws2def.SocketType.SOCK_DGRAM;
import static org.wsk4j.ws2def.SocketType.SOCK_RAW;
import static org.wsk4j.ws2def.SocketType.SOCK_STREAM;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddrIn;

/** The hints of WskGetAddressInfo, and the services that they are combined with. */
class HintsTest extends NamesFixture {
    private static final Guid SOME_GUID = Guid.parse("{00000000-0000-0000-0000-000000000001}");

    /** Type, protocol and port of each entry. */
    private static List<String> kinds(AddrInfoExW list) {
        List<String> kinds = new ArrayList<>();
        for (AddrInfoExW entry : list) {
            kinds.add(entry.socketType() + "/" + entry.protocol() + " " + ((SockAddrIn) entry.addr()).port());
        }
        return kinds;
    }

    /** What Windows answers in each of these cases: the hints as they are. */
    @ParameterizedTest
    @CsvSource({
        "0, 0", "0, 6", "0, 17", "0, 41", "1, 0", "1, 6", "1, 17", "1, 41", "2, 0", "2, 6", "2, 17", "2, 41", "3, 255"
    })
    @Clause("GETADDRINFO-06")
    void aNumberAsTheServiceLeavesTypeAndProtocolAsTheHintsHaveThem(int type, int protocol) {
        assertThat(kinds(get("192.0.2.1").service("80").type(type, protocol).succeeds()))
                .containsExactly(type + "/" + protocol + " 80");
        assertThat(kinds(get("192.0.2.1").type(type, protocol).succeeds()))
                .containsExactly(type + "/" + protocol + " 0");
    }

    @Test
    @Clause({"GETADDRINFO-03", "GETADDRINFO-06"})
    void aNamedServiceHasAnEntryForEachProtocolThatOffersIt() {
        String tcp = SOCK_STREAM + "/" + IPPROTO_TCP;
        String udp = SOCK_DGRAM + "/" + IPPROTO_UDP;

        assertThat(kinds(get("192.0.2.1").service("domain").succeeds())).containsExactly(tcp + " 53", udp + " 53");
        assertThat(kinds(get("192.0.2.1").service("odd").succeeds())).containsExactly(tcp + " 7001", udp + " 7002");
        assertThat(kinds(get("192.0.2.1").service("WWW").succeeds())).containsExactly(tcp + " 80");
        assertThat(kinds(get("192.0.2.1").service("biff").succeeds())).containsExactly(udp + " 512");
    }

    @Test
    @Clause({"GETADDRINFO-03", "GETADDRINFO-06"})
    void theHintsChooseAmongTheProtocolsOfAService() {
        assertThat(kinds(get("192.0.2.1").service("odd").type(SOCK_DGRAM, 0).succeeds()))
                .containsExactly(SOCK_DGRAM + "/0 7002");
        assertThat(kinds(get("192.0.2.1").service("odd").type(0, IPPROTO_TCP).succeeds()))
                .containsExactly(SOCK_STREAM + "/" + IPPROTO_TCP + " 7001");
        get("192.0.2.1").service("exec").type(SOCK_DGRAM, 0).failsWith(STATUS_NO_MATCH);
        get("192.0.2.1").service("http").type(SOCK_RAW, 0).failsWith(STATUS_NO_MATCH);
        get("192.0.2.1").service("http").type(0, IPPROTO_IPV6).failsWith(STATUS_NO_MATCH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch", "65536", "-1", "8o", "99999999999999999999"})
    @Clause("GETADDRINFO-03")
    void aServiceThatIsUnknownHasNoMatch(String service) {
        get("192.0.2.1").service(service).failsWith(STATUS_NO_MATCH);
    }

    @Test
    @Clause({"GETADDRINFO-03", "GETADDRINFO-06"})
    void aServiceThatIsSaidToBeANumberHasToBeOne() {
        get("192.0.2.1").service("http").flags(AI_NUMERICSERV).failsWith(STATUS_NO_MATCH);
        assertThat(kinds(get("192.0.2.1").service("0080").flags(AI_NUMERICSERV).succeeds()))
                .containsExactly("0/0 80");
    }

    @ParameterizedTest
    @ValueSource(ints = {AI_CANONNAME | AI_FQDN, AI_NUMERICHOST | AI_DNS_ONLY, 0x20, 0x8000_0000})
    @Clause({"GETADDRINFO-06", "GETADDRINFO-10"})
    void refusesFlagsThatAreUnknownOrContradictEachOther(int flags) {
        get("192.0.2.1").flags(flags).failsWith(STATUS_INVALID_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(ints = {AI_CANONNAME, AI_FQDN, AI_NUMERICHOST})
    @Clause({"GETADDRINFO-06", "GETADDRINFO-10"})
    void refusesFlagsThatNeedANodeName(int flags) {
        get(null).service("80").flags(flags).failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"GETADDRINFO-06", "GETADDRINFO-10"})
    void refusesKindsOfSocketThatThereAreNot() {
        get("192.0.2.1").family(99).failsWith(STATUS_INVALID_PARAMETER);
        get("192.0.2.1").type(6, 0).failsWith(STATUS_INVALID_PARAMETER);
        get("192.0.2.1").type(-1, 0).failsWith(STATUS_INVALID_PARAMETER);
        get("192.0.2.1").type(0, 256).failsWith(STATUS_INVALID_PARAMETER);
        get("192.0.2.1").service("http").type(SOCK_STREAM, IPPROTO_UDP).failsWith(STATUS_INVALID_PARAMETER);
        get("192.0.2.1").service("http").type(SOCK_DGRAM, IPPROTO_TCP).failsWith(STATUS_INVALID_PARAMETER);
    }

    static List<Consumer<AddrInfoExW>> members() {
        return List.of(
                hints -> hints.setCanonName(""),
                hints -> hints.setAddr(new SockAddrIn()),
                hints -> hints.setNext(new AddrInfoExW()),
                hints -> hints.setBlob(ByteBuffer.allocate(0)),
                hints -> hints.setProvider(SOME_GUID));
    }

    @ParameterizedTest
    @MethodSource("members")
    @Clause({"GETADDRINFO-06", "GETADDRINFO-10"})
    void theOtherMembersMustBeEmpty(Consumer<AddrInfoExW> member) {
        AddrInfoExW hints = new AddrInfoExW();
        member.accept(hints);

        get("192.0.2.1").hints(hints).failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("GETADDRINFO-06")
    void leavesTheHintsAsTheyWere() {
        AddrInfoExW hints = new AddrInfoExW();
        hints.setFlags(AI_V4MAPPED | AI_ALL);

        assertThat(get("192.0.2.1").hints(hints).succeeds()).isNotSameAs(hints);

        assertThat(hints.flags()).isEqualTo(AI_V4MAPPED | AI_ALL);
        assertThat(hints.addr()).isNull();
        assertThat(hints.next()).isNull();
    }
}
