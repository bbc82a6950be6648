// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.slf4j.event.Level;
import org.wsk4j.nmr.internal.PairingRegistrar;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskVersion;

/** A network module registrar and the WSK provider, without any service that implements a function. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ProviderFixture {
    static final int V1_0 = WskVersion.make(1, 0);
    static final int V1_1 = WskVersion.make(1, 1);
    static final int V2_0 = WskVersion.make(2, 0);
    static final long NEVER = 0;

    final PairingRegistrar nmr = new PairingRegistrar();
    final ServiceDispatch dispatch = new ServiceDispatch();
    final ClientAccounts accounts = new ClientAccounts();
    final Bundle bundle = OsgiFakes.bundle("org.acme.client");
    WskProvider provider = provider(NEVER);

    @BeforeEach
    void forgetLogs() {
        TestLoggerFactory.clearAll();
    }

    /** The registrar takes everything that a callback throws, a test's failed assertions too: here they come out. */
    @AfterEach
    void noFailedAssertionLost() {
        List<Throwable> thrown = List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .flatMap(event -> event.getThrowable().stream())
                .toList();
        TestLoggerFactory.clearAll();
        assertThat(thrown).as("thrown by callbacks").noneMatch(AssertionError.class::isInstance);
    }

    WskProvider provider(long detachTimeout) {
        return new WskProvider(
                OsgiFakes.bundleContext(OsgiFakes.bundle("org.wsk4j.provider")),
                nmr,
                dispatch,
                accounts,
                OsgiFakes.config(detachTimeout));
    }

    DirectClient attachedClient() {
        DirectClient client = new DirectClient(nmr, bundle, "context", V1_0).register();
        assertThat(client.client()).isNotNull();
        return client;
    }

    static NtStatus socket(WskProviderDispatch table, WskClient client, RecordedIrp irp) {
        return table.wskSocket(client, 2, 1, 6, 4, "c", "d", null, null, null, irp == null ? null : irp.irp());
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

    /** Returns as soon as it is so, which another thread is about to see to. */
    static void await(BooleanSupplier claim) {
        while (!claim.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }

    /** What this bundle logged so far at this level, in whichever thread. */
    static List<String> logged(Level level) {
        return TestLoggerFactory.getAllTestLoggers().entrySet().stream()
                .filter(logger -> logger.getKey().startsWith("org.wsk4j.provider."))
                .flatMap(logger -> List.copyOf(logger.getValue().getAllLoggingEvents()).stream())
                .filter(event -> event.getLevel() == level)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }
}
