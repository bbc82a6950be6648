// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_HANDLE;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.AddrInfoExW.AI_CANONNAME;
import static org.wsk4j.ws2def.AddrInfoExW.AI_NUMERICHOST;
import static org.wsk4j.ws2def.AddrInfoExW.AI_PASSIVE;
import static org.wsk4j.ws2def.AddrInfoExW.AI_V4MAPPED;
import static org.wsk4j.ws2def.AddressFamily.AF_INET;
import static org.wsk4j.ws2def.AddressFamily.AF_INET6;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.ws2def.AddrInfoExW;

/** WskGetAddressInfo of what needs no name service: answered inline. */
class GetNumericTest extends NamesFixture {
    @AfterEach
    void asksNobody() {
        assertThat(space.asked()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1:80",
        "2001:DB8::1, [2001:db8::1]:80",
        "fe80::1%2, [fe80::1%2]:80",
        "fe80::1%eth0, [fe80::1%7]:80",
        "::ffff:192.0.2.1, [::ffff:192.0.2.1]:80"
    })
    @Clause({"GETADDRINFO-01", "GETADDRINFO-02", "GETADDRINFO-08"})
    void translatesANumericAddressInline(String node, String expected) {
        GetCall call = get(node).service("80").start();

        assertThat(call.returned()).isEqualTo(STATUS_SUCCESS);
        assertThat(addresses(call.succeeds())).containsExactly(expected);
        assertThat(call.stored().family()).isEqualTo(node.indexOf(':') < 0 ? AF_INET : AF_INET6);
        assertThat(call.stored().addrLen()).isEqualTo(call.stored().addr().size());
        assertThat(call.stored().provider()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1%eth9", "fe80::1%", "1:2", "192.0.2.1:80", "::1%4294967296", "no\0name"})
    @Clause("GETADDRINFO-02")
    void whatLooksLikeAnAddressAndIsNoneIsNoName(String node) {
        GetCall call = get(node).service("80").start();

        assertThat(call.returned()).isEqualTo(STATUS_NO_MATCH);
        call.failsWith(STATUS_NO_MATCH);
    }

    @Test
    @Clause({"GETADDRINFO-02", "GETADDRINFO-03"})
    void withoutANodeNameGivesLoopbackOrForABindTheWildcard() {
        assertThat(addresses(get(null).service("80").succeeds())).containsExactly("[::1]:80", "127.0.0.1:80");
        assertThat(addresses(get(null).service("80").flags(AI_PASSIVE).succeeds()))
                .containsExactly("[::]:80", "0.0.0.0:80");
        assertThat(addresses(get(null).service("0").family(AF_INET).succeeds())).containsExactly("127.0.0.1:0");
    }

    @Test
    @Clause("GETADDRINFO-03")
    void withoutAServiceThePortIsZero() {
        assertThat(addresses(get("192.0.2.1").succeeds())).containsExactly("192.0.2.1:0");
        assertThat(addresses(get("192.0.2.1").service("").succeeds())).containsExactly("192.0.2.1:0");
    }

    @ParameterizedTest
    @CsvSource({",", "'',", ",''", "'',''"})
    @Clause({"GETADDRINFO-19", "GETADDRINFO-10"})
    void oneOfTheNamesMustNotBeEmpty(String node, String service) {
        GetCall call = get(node).service(service).start();

        assertThat(call.returned()).isEqualTo(STATUS_INVALID_PARAMETER);
        call.failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause("GETADDRINFO-10")
    void refusesWhatIsMissing() {
        assertThat(names.wskGetAddressInfo(client, "::1", null, 0, null, null, new Ptr<>(), null, null, null))
                .isEqualTo(STATUS_INVALID_PARAMETER);

        RecordedIrp noResult = RecordedIrp.ready();
        NtStatus status = names.wskGetAddressInfo(client, "::1", null, 0, null, null, null, null, null, noResult.irp());
        assertThat(status).isEqualTo(STATUS_INVALID_PARAMETER);
        assertThatIrp(noResult).fits(status);

        new GetCall(names, null).node("::1").failsWith(STATUS_INVALID_HANDLE);
    }

    @Test
    @Clause("GETADDRINFO-02")
    void aNumericAddressHasToBeOfTheFamilyThatIsWanted() {
        get("192.0.2.1").family(AF_INET6).failsWith(STATUS_NO_MATCH);
        get("::1").family(AF_INET).failsWith(STATUS_NO_MATCH);
        assertThat(addresses(
                        get("192.0.2.1").family(AF_INET6).flags(AI_V4MAPPED).succeeds()))
                .containsExactly("[::ffff:192.0.2.1]:0");
    }

    @Test
    @Clause("GETADDRINFO-06")
    void asksNobodyForANameThatIsSaidToBeNumeric() {
        get("host.example").flags(AI_NUMERICHOST).failsWith(STATUS_NO_MATCH);
        assertThat(addresses(get("::1").flags(AI_NUMERICHOST).succeeds())).containsExactly("[::1]:0");
    }

    @Test
    @Clause("GETADDRINFO-06")
    void theCanonicalNameOfANumericAddressIsItsText() {
        assertThat(get("192.0.2.1").flags(AI_CANONNAME).succeeds().canonName()).isEqualTo("192.0.2.1");
        assertThat(get("192.0.2.1").succeeds().canonName()).isNull();
    }

    @Test
    @Clause("GETADDRINFO-08")
    void anIrpThatWasCancelledBeforeIsCancelled() {
        GetCall call = get("192.0.2.1");
        call.irp().irp().cancel();

        call.start();

        assertThat(call.returned()).isEqualTo(STATUS_CANCELLED);
        call.failsWith(STATUS_CANCELLED);
        assertThat(client.memory()).isEmpty();
    }

    @Test
    @Clause("GETADDRINFO-18")
    void isForPassiveLevelOnly() {
        GetCall call = get("192.0.2.1");

        atDispatchLevel(() -> assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, "WskGetAddressInfo", call::start));

        assertThatIrp(call.irp()).isUntouched();
        assertThat(addresses(call.succeeds())).hasSize(1);
    }

    @Test
    @Clause("GETADDRINFO-07")
    void notesTheListWithTheClient() {
        AddrInfoExW list = get("192.0.2.1").succeeds();

        assertThat(client.memory()).singleElement().satisfies(memory -> {
            assertThat(memory.kind()).isEqualTo("address lists");
            assertThat(memory.describe()).contains("192.0.2.1");
        });
        names.wskFreeAddressInfo(client, list);
        assertThat(client.memory()).isEmpty();
    }

    private final AtomicInteger deepestStack = new AtomicInteger();

    @Test
    @Clause({"IRP-14", "GETADDRINFO-08", "GETADDRINFO-09"})
    void completionsDoNotExhaustAStack() {
        RecordedIrp[] irps = new RecordedIrp[2_000];
        AtomicInteger next = new AtomicInteger();
        askNext(irps, next);

        Eventually.isTrue("all have completed", () -> next.get() == irps.length);

        for (RecordedIrp irp : irps) {
            assertThat(irp.await().status()).isEqualTo(STATUS_SUCCESS);
        }
        assertThat(deepestStack.get()).as("frames").isLessThan(400);
        assertThat(Arrays.stream(irps).map(RecordedIrp::irql)).containsOnly(Irql.PASSIVE_LEVEL);
        List.copyOf(client.memory()).forEach(list -> client.givenBack(list));
    }

    /** A client that asks again from the completion of each look-up. */
    private void askNext(RecordedIrp[] irps, AtomicInteger next) {
        int index = next.get();
        irps[index] = RecordedIrp.ready();
        irps[index].then(done -> {
            deepestStack.accumulateAndGet(StackWalker.getInstance().walk(frames -> (int) frames.count()), Math::max);
            if (next.incrementAndGet() < irps.length) {
                askNext(irps, next);
            }
        });
        names.wskGetAddressInfo(
                client, "127.0.0.1", null, AddrInfoExW.NS_ALL, null, null, new Ptr<>(), null, null, irps[index].irp());
    }
}
