// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_DEVICE_NOT_READY;
import static org.wsk4j.wdm.NtStatus.STATUS_NOT_SUPPORTED;
import static org.wsk4j.wdm.NtStatus.STATUS_NO_MATCH;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.wdm.NtStatus.STATUS_UNSUCCESSFUL;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.namespace.NameQuery;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;

/**
 * Look-ups that meet their cancel, their client's detach or the end of the bundle at any moment, while providers answer at
 * once, late, twice, never, or throw: each one completes once, and nothing is left of it.
 *
 * <p>A thousand cancels, 100,000 with {@code -Dstress=true}; or {@code -Dwsk4j.rounds=n}. A seed that failed is run again with
 * {@code -Dwsk4j.seed=n}; it repeats the decisions, not the timing.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GiveUpRaceTest {
    private static final int WORKERS = 4;
    private static final int MOST_SPINS = 20_000;

    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final ScriptedNameSpace first = ScriptedNameSpace.named("first").onName(this::play);
    private final ScriptedNameSpace last = ScriptedNameSpace.named("last").onName(query -> query.answer(address()));

    private long seed;

    @BeforeEach
    void seeds() {
        TestLoggerFactory.clearAll();
        seed = Long.getLong("wsk4j.seed", ThreadLocalRandom.current().nextLong());
    }

    @AfterEach
    void endsThreads() throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS))
                .isTrue();
        TestLoggerFactory.clearAll();
    }

    private int rounds(String test, int share) {
        int cancels = Integer.getInteger("wsk4j.rounds", Boolean.getBoolean("stress") ? 100_000 : 1000);
        int rounds = Math.max(1, cancels / share);
        System.out.println("GiveUpRaceTest." + test + ": " + rounds + " rounds, -Dwsk4j.seed=" + seed);
        return rounds;
    }

    private static List<SockAddrIn> address() {
        return List.of(SockAddrIn.of("192.0.2.1", 0));
    }

    private static void spin(int spins) {
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }

    /** Does what the name says: a kind, a dash, how long to take for it. */
    private void play(NameQuery query) {
        String[] script = query.nodeName().split("-");
        int spins = Integer.parseInt(script[1]);
        switch (script[0]) {
            case "once" -> query.answer(address());
            case "later" ->
                pool.execute(() -> {
                    spin(spins);
                    query.answer(address());
                });
            case "twice" -> {
                pool.execute(() -> query.answer(address()));
                query.answer(address());
            }
            case "next" ->
                pool.execute(() -> {
                    spin(spins);
                    query.fail(STATUS_NO_MATCH);
                });
            case "throws" -> throw new IllegalStateException("boom");
            case "told" -> query.onCancel(() -> query.answer(address()));
            default -> spin(spins); // never answered
        }
    }

    private static String name(SplittableRandom random) {
        String[] kinds = {"once", "later", "twice", "next", "throws", "told", "never"};
        return kinds[random.nextInt(kinds.length)] + "-" + random.nextInt(MOST_SPINS);
    }

    private AddressInfo names(LookupThreads threads) {
        AddressInfo names = new AddressInfo(threads, new FakeSources(), NamesFixture.services(), new LocalDomain(""));
        names.add(RankedProvider.of(first, 1, 1, "org.acme.first"));
        names.add(RankedProvider.of(last, 0, 2, "org.acme.last"));
        return names;
    }

    @Test
    @Clause({"GETADDRINFO-09", "GETADDRINFO-12", "FREEADDRINFO-01"})
    void cancelsUnderLoad() throws Exception {
        int rounds = rounds("cancelsUnderLoad", 1);
        FakeClient client = new FakeClient();
        LookupThreads threads = new LookupThreads(3, 10 * WORKERS);
        AddressInfo names = names(threads);
        List<Future<Map<NtStatus, Integer>>> workers = new ArrayList<>();
        for (int worker = 0; worker < WORKERS; worker++) {
            SplittableRandom random = new SplittableRandom(seed + worker);
            workers.add(pool.submit(() -> {
                Map<NtStatus, Integer> ends = new EnumMap<>(NtStatus.class);
                for (int round = 0; round < rounds / WORKERS + 1; round++) {
                    ends.merge(cancelled(names, client, random), 1, Integer::sum);
                }
                return ends;
            }));
        }
        Map<NtStatus, Integer> ends = new EnumMap<>(NtStatus.class);
        for (Future<Map<NtStatus, Integer>> worker : workers) {
            worker.get().forEach((status, count) -> ends.merge(status, count, Integer::sum));
        }

        assertNothingIsLeft(names, client, threads);
        assertThat(client.memory()).as("lists").isEmpty();
        assertThat(names.lists().entries()).isZero();
        assertThat(ends.keySet())
                .as("ways to end: %s", ends)
                .containsExactlyInAnyOrder(STATUS_SUCCESS, STATUS_CANCELLED);
        names.stop();
    }

    private NtStatus cancelled(AddressInfo names, FakeClient client, SplittableRandom random) throws Exception {
        GetCall call = new GetCall(names, client).node(name(random));
        int spins = random.nextInt(MOST_SPINS);
        Future<?> cancel = pool.submit(() -> {
            spin(spins);
            call.irp().irp().cancel();
        });

        call.start();

        assertThatIrp(call.irp()).as("seed %d", seed).fits(call.returned());
        cancel.get(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
        NtStatus status = call.irp().status();
        assertThat(call.stored() != null).as("seed %d: stored", seed).isEqualTo(status == STATUS_SUCCESS);
        if (call.stored() != null) {
            names.wskFreeAddressInfo(client, call.stored());
        }
        return status;
    }

    private void assertNothingIsLeft(AddressInfo names, FakeClient client, LookupThreads threads) {
        client.assertNoRequestIsLeft();
        assertThat(names.inquiries().count()).as("seed %d: look-ups", seed).isZero();
        Eventually.isTrue("all tickets are back, seed " + seed, () -> threads.underWay() == 0);
    }

    @Test
    @Clause({"GETADDRINFO-09", "GETADDRINFO-12"})
    void meetsTheDetachOfItsClient() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        LookupThreads threads = new LookupThreads(3, 40);
        AddressInfo names = names(threads);
        Map<NtStatus, Integer> ends = new EnumMap<>(NtStatus.class);
        for (int rounds = rounds("meetsTheDetachOfItsClient", 5); rounds > 0; rounds--) {
            FakeClient client = new FakeClient();
            raced(names, client, random, client::detach, ends);
            assertNothingIsLeft(names, client, threads);
        }

        names.stop();
        assertThat(ends.keySet()).isSubsetOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_DEVICE_NOT_READY);
        assertThat(ends.keySet()).as("ways to end: %s", ends).contains(STATUS_SUCCESS, STATUS_CANCELLED);
    }

    @Test
    @Clause({"GETADDRINFO-09", "GETADDRINFO-12"})
    void meetsTheEndOfTheBundle() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Map<NtStatus, Integer> ends = new EnumMap<>(NtStatus.class);
        for (int rounds = rounds("meetsTheEndOfTheBundle", 10); rounds > 0; rounds--) {
            FakeClient client = new FakeClient();
            LookupThreads threads = new LookupThreads(3, 40);
            AddressInfo names = names(threads);
            raced(names, client, random, names::stop, ends);
            assertNothingIsLeft(names, client, threads);
        }

        assertThat(ends.keySet()).isSubsetOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_NOT_SUPPORTED);
        assertThat(ends.keySet()).as("ways to end: %s", ends).contains(STATUS_SUCCESS, STATUS_NOT_SUPPORTED);
    }

    @Test
    @Clause("GETADDRINFO-12")
    void meetsTheEndOfItsProvider() throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Map<NtStatus, Integer> ends = new EnumMap<>(NtStatus.class);
        for (int rounds = rounds("meetsTheEndOfItsProvider", 10); rounds > 0; rounds--) {
            FakeClient client = new FakeClient();
            LookupThreads threads = new LookupThreads(3, 40);
            AddressInfo names = names(threads);
            raced(names, client, random, () -> names.remove(1), ends);
            assertNothingIsLeft(names, client, threads);
            names.stop();
        }

        assertThat(ends.keySet()).isSubsetOf(STATUS_SUCCESS, STATUS_CANCELLED, STATUS_UNSUCCESSFUL);
        assertThat(ends.keySet()).as("ways to end: %s", ends).contains(STATUS_SUCCESS);
    }

    /** Starts look-ups in one thread while another one ends something, and a third one cancels some of them. */
    private void raced(
            AddressInfo names, FakeClient client, SplittableRandom random, Runnable end, Map<NtStatus, Integer> ends)
            throws Exception {
        List<GetCall> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            calls.add(new GetCall(names, client).node(name(random)));
        }
        CyclicBarrier meeting = new CyclicBarrier(3);
        int endSpins = random.nextInt(random.nextBoolean() ? MOST_SPINS : 20 * MOST_SPINS);
        int cancelSpins = random.nextInt(MOST_SPINS);
        Future<?> ending = pool.submit(() -> {
            meeting.await();
            spin(endSpins);
            end.run();
            return null;
        });
        Future<?> cancelling = pool.submit(() -> {
            meeting.await();
            spin(cancelSpins);
            calls.get(0).irp().irp().cancel();
            calls.get(3).irp().irp().cancel();
            return null;
        });
        meeting.await();
        calls.forEach(GetCall::start);
        ending.get(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
        cancelling.get(RecordedIrp.DEADLINE_SECONDS, TimeUnit.SECONDS);
        calls.forEach(call -> call.irp().irp().cancel()); // those that nobody answers and nothing has ended
        for (GetCall call : calls) {
            assertThatIrp(call.irp()).as("seed %d", seed).fits(call.returned());
            ends.merge(call.irp().status(), 1, Integer::sum);
        }
    }
}
