// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import java.util.function.Supplier;
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
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskVersion;

/** A network module registrar, the registration functions for one client bundle, and providers on demand. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class RegistrationFixture {
    static final int V1_0 = WskVersion.make(1, 0);
    static final int V1_3 = WskVersion.make(1, 3);
    static final int V2_0 = WskVersion.make(2, 0);
    static final long NEVER = 0;

    final PairingRegistrar nmr = new PairingRegistrar();
    final Bundle bundle = OsgiFakes.bundle("org.acme.client");
    final WskRegistration block = new WskRegistration();
    final WskProviderNpi npi = new WskProviderNpi();
    final WskClientNpi clientNpi = clientNpi(V1_0);

    Registrations registrations = new Registrations(nmr, OsgiFakes.config(NEVER));
    BundleRegistrar registrar = registrarOf(bundle);

    @BeforeEach
    void forgetLogs() {
        TestLoggerFactory.clearAll();
    }

    /** The registrar takes everything that a callback throws, a test's failed assertions too: here they come out. */
    @AfterEach
    void nothingThrown() {
        List<Throwable> thrown = List.copyOf(TestLoggerFactory.getAllLoggingEvents()).stream()
                .flatMap(event -> event.getThrowable().stream())
                .toList();
        TestLoggerFactory.clearAll();
        assertThat(thrown).as("thrown by callbacks").isEmpty();
    }

    BundleRegistrar registrarOf(Bundle client) {
        return new BundleRegistrar(OsgiFakes.componentContext(client), registrations);
    }

    /** Starts anew with another time for detaches. */
    void detachTimeout(long millis) {
        registrations = new Registrations(nmr, OsgiFakes.config(millis));
        registrar = registrarOf(bundle);
    }

    FakeProvider provider(int version) {
        return new FakeProvider(nmr, "org.acme.provider", version);
    }

    static WskClientNpi clientNpi(int version) {
        return new WskClientNpi(new Object(), new WskClientDispatch(version, 0, null));
    }

    void register() {
        assertThat(registrar.wskRegister(clientNpi, block)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    NtStatus capture(int waitTimeout) {
        return registrar.wskCaptureProviderNPI(block, waitTimeout, npi);
    }

    void captured() {
        assertThat(capture(WskConstants.WSK_NO_WAIT)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    void release() {
        registrar.wskReleaseProviderNPI(block);
    }

    void deregister() {
        registrar.wskDeregister(block);
    }

    /** Calls a function through what was captured. */
    NtStatus callSocket(RecordedIrp irp) {
        return npi.dispatch().wskSocket(npi.client(), 2, 1, 6, 4, "context", "table", null, null, null, irp.irp());
    }

    static <T> T atDispatchLevel(Supplier<T> call) {
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            return call.get();
        } finally {
            Irql.lower(old);
        }
    }

    static void atDispatchLevel(Runnable call) {
        atDispatchLevel(() -> {
            call.run();
            return null;
        });
    }

    static void assertBugCheck(BugCheck.Code code, String sentencePart, ThrowingCallable call) {
        BugCheck bugCheck = catchThrowableOfType(BugCheck.class, call);
        assertThat(bugCheck).as("a bug check").isNotNull();
        assertThat(bugCheck.code()).isEqualTo(code);
        assertThat(bugCheck).hasMessageContaining(sentencePart);
    }

    static void assertViolation(String sentencePart, ThrowingCallable call) {
        assertBugCheck(BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION, sentencePart, call);
    }

    static void assertWrongIrql(String function, ThrowingCallable call) {
        assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, function, call);
    }

    /** The warnings of this bundle logged so far, by whichever thread. */
    static List<String> warnings() {
        return TestLoggerFactory.getAllTestLoggers().entrySet().stream()
                .filter(logger -> logger.getKey().startsWith("org.wsk4j.registration."))
                .flatMap(logger -> List.copyOf(logger.getValue().getAllLoggingEvents()).stream())
                .filter(event -> event.getLevel().toInt() >= Level.WARN.toInt())
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }
}
