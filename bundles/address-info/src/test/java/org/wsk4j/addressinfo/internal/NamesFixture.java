// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.namespace.ScriptedNameSpace;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.ws2def.AddrInfoExW;

/** Name resolution with one client and a provider of the test; after each test nothing of any request is left. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class NamesFixture {
    static final int THREADS = 2;
    static final int QUEUE = 4;

    final FakeClient client = new FakeClient();
    final FakeSources sources =
            new FakeSources().are(FakeSources.source("192.0.2.100"), FakeSources.source("2001:db8::100"));
    final LookupThreads threads = new LookupThreads(threads(), queueLength());
    final AddressInfo names = new AddressInfo(threads, sources, services(), new LocalDomain("corp.example"));
    final ScriptedNameSpace space = ScriptedNameSpace.named("first");

    private long serviceId;

    int threads() {
        return THREADS;
    }

    int queueLength() {
        return QUEUE;
    }

    static ServiceTable services() {
        try {
            return ServiceTable.read(new StringReader("""
                    http 80/tcp www
                    domain 53/tcp
                    domain 53/udp
                    exec 512/tcp
                    biff 512/udp comsat
                    odd 7001/tcp
                    odd 7002/udp
                    """));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void comes() {
        TestLoggerFactory.clearAll();
        add(space, 0);
    }

    @AfterEach
    void leavesNothing() {
        client.assertNoRequestIsLeft();
        assertThat(names.inquiries().count()).as("look-ups").isZero();
        Eventually.isTrue("all tickets are back", () -> threads.underWay() == 0);
        names.stop();
        List<Throwable> thrown = List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .flatMap(event -> event.getThrowable().stream())
                .toList();
        assertThat(thrown).as("thrown by callbacks").noneMatch(AssertionError.class::isInstance);
    }

    /** The service of a provider comes; answers its id. */
    long add(ScriptedNameSpace provider, int ranking) {
        serviceId++;
        names.add(RankedProvider.of(provider, ranking, serviceId, "org.acme." + provider.name()));
        return serviceId;
    }

    GetCall get(String nodeName) {
        return new GetCall(names, client).node(nodeName);
    }

    /** The addresses of a list, with their ports. */
    static List<String> addresses(AddrInfoExW list) {
        List<String> all = new ArrayList<>();
        for (AddrInfoExW entry : list) {
            all.add(entry.addr().toString());
        }
        return all;
    }

    static void atDispatchLevel(Runnable call) {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            call.run();
        } finally {
            Irql.lower(old);
        }
    }

    static void assertBugCheck(BugCheck.Code code, String sentencePart, ThrowingCallable call) {
        BugCheck bugCheck = catchThrowableOfType(BugCheck.class, call);
        assertThat(bugCheck).as("a bug check").isNotNull();
        assertThat(bugCheck.code()).isEqualTo(code);
        assertThat(bugCheck).hasMessageContaining(sentencePart);
    }

    /** What was logged so far, in whichever thread. */
    static List<String> logged() {
        return TestLoggerFactory.getAllTestLoggers().values().stream()
                .flatMap(logger -> List.copyOf(logger.getAllLoggingEvents()).stream())
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }
}
