// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck.Code;
import org.wsk4j.ws2def.AddrInfoExW;

/** WskFreeAddressInfo: whose a list is, and what must not be given back. */
class FreeAddressInfoTest extends NamesFixture {
    @BeforeEach
    void knowsAHost() {
        space.knows("host.example", "192.0.2.1", "192.0.2.2", "192.0.2.3");
    }

    @Test
    @Clause({"FREEADDRINFO-01", "RESOLVE-03", "GETADDRINFO-07"})
    void takesBackTheWholeList() {
        AddrInfoExW list = get("host.example").succeeds();
        List<AddrInfoExW> entries = new ArrayList<>();
        list.forEach(entries::add);
        assertThat(entries).hasSize(3);
        assertThat(names.lists().entries()).isEqualTo(3);

        names.wskFreeAddressInfo(client, list);

        assertThat(client.memory()).isEmpty();
        assertThat(names.lists().entries()).isZero();
        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.next()).isNull();
            assertThat(entry.addr()).isNull();
        });
    }

    @Test
    @Clause("FREEADDRINFO-01")
    void leavesOtherListsAlone() {
        AddrInfoExW list = get("host.example").succeeds();
        AddrInfoExW other = get("host.example").succeeds();

        names.wskFreeAddressInfo(client, list);

        assertThat(addresses(other)).hasSize(3);
        assertThat(client.memory()).hasSize(1);
        names.wskFreeAddressInfo(client, other);
        assertThat(client.memory()).isEmpty();
    }

    @Test
    @Clause("FREEADDRINFO-01")
    void aSecondTimeIsABugCheck() {
        AddrInfoExW list = get("192.0.2.1").succeeds();
        names.wskFreeAddressInfo(client, list);

        assertBugCheck(
                Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "was freed before. A client gives back each list that it got, once and by its head (FREEADDRINFO-01)",
                () -> names.wskFreeAddressInfo(client, list));
    }

    @Test
    @Clause("FREEADDRINFO-01")
    void anEntryInTheMiddleIsABugCheckAndTheListStays() {
        AddrInfoExW list = get("host.example").succeeds();

        assertBugCheck(
                Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "not its head",
                () -> names.wskFreeAddressInfo(client, list.next()));

        assertThat(addresses(list)).hasSize(3);
        names.wskFreeAddressInfo(client, list);
        assertThat(client.memory()).isEmpty();
    }

    @Test
    @Clause("FREEADDRINFO-01")
    void aListOfTheClientsOwnMakingIsABugCheck() {
        assertBugCheck(
                Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "no list that WskGetAddressInfo made",
                () -> names.wskFreeAddressInfo(client, new AddrInfoExW()));
        assertBugCheck(
                Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "(FREEADDRINFO-01)",
                () -> names.wskFreeAddressInfo(client, null));
    }

    @Test
    @Clause("FREEADDRINFO-01")
    void aListOfAnotherClientIsABugCheckAndStaysItsOwn() {
        AddrInfoExW list = get("host.example").succeeds();
        FakeClient stranger = new FakeClient();

        assertBugCheck(
                Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "another client has it",
                () -> names.wskFreeAddressInfo(stranger, list));
        assertBugCheck(
                Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                "(FREEADDRINFO-01)",
                () -> names.wskFreeAddressInfo(null, list));

        assertThat(addresses(list)).hasSize(3);
        names.wskFreeAddressInfo(client, list);
    }

    @Test
    @Clause("FREEADDRINFO-01")
    void aClientThatDetachesStillGivesBack() {
        AddrInfoExW list = get("host.example").succeeds();
        client.detach();

        names.wskFreeAddressInfo(client, list);

        assertThat(client.memory()).isEmpty();
    }

    @Test
    @Clause("FREEADDRINFO-02")
    void isForPassiveLevelOnly() {
        AddrInfoExW list = get("192.0.2.1").succeeds();

        atDispatchLevel(() -> assertBugCheck(
                Code.IRQL_NOT_LESS_OR_EQUAL, "WskFreeAddressInfo", () -> names.wskFreeAddressInfo(client, list)));

        assertThat(client.memory()).hasSize(1);
        names.wskFreeAddressInfo(client, list);
    }
}
