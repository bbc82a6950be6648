// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.nmr.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irql;

/** A registrar, a journal, an NPI and recording modules: what every test of the registrar starts from. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class NmrFixture {
    static final Guid NPI = new Guid(UUID.fromString("7f1d3a52-0b64-4c6e-9d0c-5a3f5b1c2e01"));
    static final Guid OTHER_NPI = new Guid(UUID.fromString("7f1d3a52-0b64-4c6e-9d0c-5a3f5b1c2e02"));

    final PairingRegistrar nmr = new PairingRegistrar();
    final Journal journal = new Journal();
    OtherThread other;

    @BeforeEach
    void start() {
        TestLoggerFactory.clearAll();
        other = new OtherThread();
    }

    /** The registrar takes everything that a callback throws, a test's failed assertions too: here they come out. */
    @AfterEach
    void stop() {
        other.close();
        List<Throwable> thrown = List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .flatMap(event -> event.getThrowable().stream())
                .toList();
        TestLoggerFactory.clearAll();
        assertThat(thrown).as("thrown by callbacks").noneMatch(AssertionError.class::isInstance);
    }

    RecordingClient client(String name) {
        return new RecordingClient(name, NPI, nmr, journal);
    }

    RecordingProvider provider(String name) {
        return new RecordingProvider(name, NPI, nmr, journal);
    }

    RecordingClient registeredClient(String name) {
        RecordingClient client = client(name);
        assertThat(client.register().isSuccess()).isTrue();
        return client;
    }

    RecordingProvider registeredProvider(String name) {
        RecordingProvider provider = provider(name);
        assertThat(provider.register().isSuccess()).isTrue();
        return provider;
    }

    static void atDispatchLevel(Runnable task) {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            task.run();
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

    static void assertInvalidState(String function, ThrowingCallable call) {
        assertBugCheck(BugCheck.Code.NMR_INVALID_STATE, function, call);
    }

    /** The warnings logged so far, by whichever thread. */
    static List<String> warnings() {
        return List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }
}
