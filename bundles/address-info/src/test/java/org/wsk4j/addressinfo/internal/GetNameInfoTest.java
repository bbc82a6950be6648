// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_BUFFER_TOO_SMALL;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_IO_TIMEOUT;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.NI_DGRAM;
import static org.wsk4j.ws2def.SocketOptions.NI_NAMEREQD;
import static org.wsk4j.ws2def.SocketOptions.NI_NOFQDN;
import static org.wsk4j.ws2def.SocketOptions.NI_NUMERICHOST;
import static org.wsk4j.ws2def.SocketOptions.NI_NUMERICSERV;

import java.nio.CharBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.namespace.AddressQuery;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrUn;

/** WskGetNameInfo. */
class GetNameInfoTest extends NamesFixture {
    @BeforeEach
    void knowsHosts() {
        space.knows("host.corp.example", "192.0.2.1", "2001:db8::1").knows("host.example", "192.0.2.2");
    }

    private NameCall name(String address) {
        return new NameCall(names, client).address(address);
    }

    @Test
    @Clause({"GETNAMEINFO-01", "GETNAMEINFO-05", "GETNAMEINFO-13", "RESOLVE-01"})
    void translatesAnAddressToItsFullNameAndItsService() {
        NameCall call = name("192.0.2.1").start();

        assertThat(call.returned()).isEqualTo(STATUS_PENDING);
        assertThat(call.succeeds()).isEqualTo("host.corp.example http");
        assertThat(call.irp().thread()).isNotSameAs(Thread.currentThread());
        assertThat(call.irp().irql()).isEqualTo(Irql.PASSIVE_LEVEL);
        assertThat(name("2001:db8::1").succeeds()).isEqualTo("host.corp.example http");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1 80",
        "2001:DB8:0::1, 2001:db8::1 80",
        "fe80::1%3, fe80::1%3 80",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1 80"
    })
    @Clause({"GETNAMEINFO-09", "GETNAMEINFO-11", "GETNAMEINFO-12"})
    void givesNumbersInline(String address, String expected) {
        NameCall call = name(address).flags(NI_NUMERICHOST | NI_NUMERICSERV).start();

        assertThat(call.returned()).isEqualTo(STATUS_SUCCESS);
        assertThat(call.succeeds()).isEqualTo(expected);
        assertThat(space.asked()).isEmpty();
    }

    @Test
    @Clause({"GETNAMEINFO-03", "GETNAMEINFO-12"})
    void eachNameIsOptional() {
        CharBuffer buffer = CharBuffer.allocate(40);
        NameCall service = name("192.0.2.1").buffers(null, buffer).start();
        assertThat(service.returned()).isEqualTo(STATUS_SUCCESS);
        assertThat(service.succeeds()).isEqualTo("null http");

        assertThat(name("192.0.2.1").buffers(buffer.clear(), null).succeeds()).isEqualTo("host.corp.example null");

        name("192.0.2.1").buffers(null, null).failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("GETNAMEINFO-06")
    void looksUpDatagramServicesWhenItIsTold() {
        assertThat(name("192.0.2.1").port(512).flags(NI_NUMERICHOST).succeeds()).isEqualTo("192.0.2.1 exec");
        assertThat(name("192.0.2.1").port(512).flags(NI_NUMERICHOST | NI_DGRAM).succeeds())
                .isEqualTo("192.0.2.1 biff");
        assertThat(NI_DGRAM).isEqualTo(0x10);
    }

    @Test
    @Clause("GETNAMEINFO-11")
    void givesThePortWhereThereIsNoService() {
        assertThat(name("192.0.2.1").port(9).flags(NI_NUMERICHOST).succeeds()).isEqualTo("192.0.2.1 9");
        assertThat(name("192.0.2.1").port(0).flags(NI_NUMERICHOST).succeeds()).isEqualTo("192.0.2.1 0");
    }

    @Test
    @Clause({"GETNAMEINFO-07", "GETNAMEINFO-10", "GETNAMEINFO-15"})
    void aHostWithoutANameIsANumberUnlessANameIsRequired() {
        assertThat(name("192.0.2.99").succeeds()).isEqualTo("192.0.2.99 http");
        name("192.0.2.99").flags(NI_NAMEREQD).failsWith(STATUS_NO_MATCH);
        assertThat(name("192.0.2.1").flags(NI_NAMEREQD).succeeds()).isEqualTo("host.corp.example http");
    }

    @Test
    @Clause({"GETNAMEINFO-10", "GETNAMEINFO-16"})
    void aFailureOfTheNameServiceIsToldWhenANameIsRequired() {
        space.fails(STATUS_IO_TIMEOUT);

        name("192.0.2.1").flags(NI_NAMEREQD).failsWith(STATUS_IO_TIMEOUT);
        assertThat(name("192.0.2.1").succeeds()).isEqualTo("192.0.2.1 http");
    }

    @Test
    @Clause("GETNAMEINFO-08")
    void hostsOfTheLocalDomainMayBeRelative() {
        assertThat(name("192.0.2.1").flags(NI_NOFQDN).succeeds()).isEqualTo("host http");
        assertThat(name("192.0.2.2").flags(NI_NOFQDN).succeeds()).isEqualTo("host.example http");
        assertThat(name("192.0.2.1").succeeds()).isEqualTo("host.corp.example http");
    }

    @Test
    @Clause("GETNAMEINFO-01")
    void asksForAMappedAddressAsTheIpv4AddressThatItIs() {
        assertThat(name("::ffff:192.0.2.1").succeeds()).isEqualTo("host.corp.example http");
        assertThat(name("::ffff:192.0.2.77").succeeds()).isEqualTo("::ffff:192.0.2.77 http");

        assertThat(space.asked()).containsExactly("192.0.2.1:0", "192.0.2.77:0");
    }

    @Test
    @Clause({"GETNAMEINFO-01", "GETNAMEINFO-13"})
    void asksTheProvidersInTheirOrder() {
        ScriptedNameSpace second = ScriptedNameSpace.of("second", AddrInfoExW.NS_TCPIP_HOSTS);
        add(second.knows("other.example", "192.0.2.50"), -1);

        assertThat(name("192.0.2.50").succeeds()).isEqualTo("other.example http");
        assertThat(space.asked()).hasSize(1);

        names.remove(1);
        names.remove(2);
        assertThat(name("192.0.2.50").succeeds()).isEqualTo("192.0.2.50 http");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 129, Integer.MAX_VALUE, -16})
    @Clause({"GETNAMEINFO-02", "GETNAMEINFO-14"})
    void refusesLengthsThatDoNotFit(int length) {
        name("192.0.2.1").length(length).failsWith(STATUS_INVALID_PARAMETER);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 28, 128})
    @Clause("GETNAMEINFO-02")
    void takesTheSizeOfTheAddressUpToThatOfAnyAddress(int length) {
        assertThat(name("192.0.2.1").length(length).succeeds()).isEqualTo("host.corp.example http");
    }

    @Test
    @Clause({"GETNAMEINFO-02", "GETNAMEINFO-14"})
    void refusesWhatIsNoAddress() {
        new NameCall(names, client).address((SockAddrIn) null).length(16).failsWith(STATUS_INVALID_PARAMETER);
        new NameCall(names, client).address(new SockAddrUn()).failsWith(STATUS_INVALID_PARAMETER);
        name("2001:db8::1").length(27).failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("GETNAMEINFO-14")
    void refusesWhatIsMissingOrContradictsItself() {
        CharBuffer buffer = CharBuffer.allocate(40);
        NtStatus status =
                names.wskGetNameInfo(client, SockAddrIn.of("192.0.2.1", 0), 16, buffer, null, 0, null, null, null);
        assertThat(status).isEqualTo(STATUS_INVALID_PARAMETER);
        new NameCall(names, null).address("192.0.2.1").failsWith(STATUS_INVALID_HANDLE);
        name("192.0.2.1").flags(0x20).failsWith(STATUS_INVALID_PARAMETER);
        name("192.0.2.1").flags(NI_NUMERICHOST | NI_NAMEREQD).failsWith(STATUS_INVALID_PARAMETER);
        name("192.0.2.1").buffers(buffer, buffer).failsWith(STATUS_INVALID_PARAMETER);
        name("192.0.2.1").buffers(buffer.asReadOnlyBuffer(), null).failsWith(STATUS_INVALID_PARAMETER);
        name("192.0.2.1").buffers(null, buffer.asReadOnlyBuffer()).failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("GETNAMEINFO-04")
    void storesTheNameWithItsNulFromThePositionOn() {
        char[] memory = "-".repeat(40).toCharArray();
        CharBuffer buffer = CharBuffer.wrap(memory, 2, 30);

        name("192.0.2.1").buffers(buffer, null).succeeds();

        assertThat(buffer.toString()).isEqualTo("host.corp.example");
        assertThat(new String(memory)).startsWith("--host.corp.example\0-").endsWith("-".repeat(20));
    }

    @Test
    @Clause("GETNAMEINFO-04")
    void aBufferNeedsRoomForTheNul() {
        int length = "host.corp.example".length();

        name("192.0.2.1").buffers(CharBuffer.allocate(length), null).failsWith(STATUS_BUFFER_TOO_SMALL);
        name("192.0.2.1").buffers(CharBuffer.allocate(0), null).failsWith(STATUS_BUFFER_TOO_SMALL);
        assertThat(name("192.0.2.1")
                        .buffers(CharBuffer.allocate(length + 1), null)
                        .succeeds())
                .isEqualTo("host.corp.example null");
        name("192.0.2.1")
                .flags(NI_NUMERICHOST)
                .buffers(null, CharBuffer.allocate(4))
                .failsWith(STATUS_BUFFER_TOO_SMALL);
    }

    @Test
    @Clause("GETNAMEINFO-04")
    void storesNeitherNameWhenOneDoesNotFit() {
        CharBuffer node = CharBuffer.allocate(40);
        name("192.0.2.1").buffers(node, CharBuffer.allocate(4)).failsWith(STATUS_BUFFER_TOO_SMALL);
        assertThat(node.clear().toString()).isEqualTo("\0".repeat(40));
        name("192.0.2.1")
                .flags(NI_NUMERICHOST)
                .buffers(node, CharBuffer.allocate(4))
                .failsWith(STATUS_BUFFER_TOO_SMALL);
        assertThat(node.toString()).isEqualTo("\0".repeat(40));
    }

    @Test
    @Clause("GETNAMEINFO-13")
    void readsTheAddressDuringTheCallOnly() {
        space.holds();
        SockAddrIn address = SockAddrIn.of("192.0.2.1", 80);
        NameCall call = new NameCall(names, client).address(address).start();
        AddressQuery query = space.nextAddress();

        address.setAddress(0);
        address.setPort(9);
        space.answerFromTable(query);

        assertThat(call.succeeds()).isEqualTo("host.corp.example http");
    }

    @Test
    @Clause("GETNAMEINFO-16")
    void canBeCancelled() {
        space.holds();
        NameCall call = name("192.0.2.1").start();
        space.nextAddress();

        assertThat(call.irp().irp().cancel()).isTrue();

        call.failsWith(STATUS_CANCELLED);
        NameCall late = name("192.0.2.1").flags(NI_NUMERICHOST);
        late.irp().irp().cancel();
        late.failsWith(STATUS_CANCELLED);
    }

    @Test
    @Clause("GETNAMEINFO-20")
    void isForPassiveLevelOnly() {
        NameCall call = name("192.0.2.1").flags(NI_NUMERICHOST);

        atDispatchLevel(() -> assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "WskGetNameInfo", call::start));

        assertThatIrp(call.irp()).isUntouched();
        assertThat(call.succeeds()).isEqualTo("192.0.2.1 http");
    }
}
