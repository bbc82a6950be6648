// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.wsk4j.wdm.Irql.APC_LEVEL;
import static org.wsk4j.wdm.Irql.DISPATCH_LEVEL;
import static org.wsk4j.wdm.Irql.PASSIVE_LEVEL;

import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irql;

class IrqlTest {
    @AfterEach
    void goBackToPassiveLevel() {
        Irql.lower(PASSIVE_LEVEL);
    }

    @Test
    void ofAThreadThatNobodyRaisedIsPassive() {
        assertThat(Irql.current()).isEqualTo(PASSIVE_LEVEL);
    }

    @Test
    void isRaisedAndLoweredInPairs() {
        Irql outer = Irql.raise(APC_LEVEL);
        Irql inner = Irql.raise(DISPATCH_LEVEL);
        assertThat(Irql.current()).isEqualTo(DISPATCH_LEVEL);
        assertThat(outer).isEqualTo(PASSIVE_LEVEL);
        assertThat(inner).isEqualTo(APC_LEVEL);

        Irql.lower(inner);
        assertThat(Irql.current()).isEqualTo(APC_LEVEL);
        Irql.lower(outer);
        assertThat(Irql.current()).isEqualTo(PASSIVE_LEVEL);
    }

    @Test
    void mayBeRaisedToTheLevelThatItHas() {
        assertThat(Irql.raise(PASSIVE_LEVEL)).isEqualTo(PASSIVE_LEVEL);
        Irql.raise(DISPATCH_LEVEL);
        assertThat(Irql.raise(DISPATCH_LEVEL)).isEqualTo(DISPATCH_LEVEL);

        Irql.lower(DISPATCH_LEVEL);

        assertThat(Irql.current()).isEqualTo(DISPATCH_LEVEL);
    }

    @Test
    void isEachThreadsOwn() throws InterruptedException {
        Irql.raise(DISPATCH_LEVEL);
        AtomicReference<Irql> seen = new AtomicReference<>();
        Thread other = new Thread(() -> seen.set(Irql.current()));

        other.start();
        other.join();

        assertThat(seen).hasValue(PASSIVE_LEVEL);
        assertThat(Irql.current()).isEqualTo(DISPATCH_LEVEL);
    }

    @Test
    void isNotRaisedDownwards() {
        Irql.raise(DISPATCH_LEVEL);

        assertTooHigh("KeRaiseIrql to APC_LEVEL on a thread at DISPATCH_LEVEL", () -> Irql.raise(APC_LEVEL));

        assertThat(Irql.current()).isEqualTo(DISPATCH_LEVEL);
    }

    @Test
    void isNotLoweredUpwards() {
        assertTooHigh("KeLowerIrql to DISPATCH_LEVEL on a thread at PASSIVE_LEVEL", () -> Irql.lower(DISPATCH_LEVEL));

        assertThat(Irql.current()).isEqualTo(PASSIVE_LEVEL);
    }

    @Test
    void allowsWhatMayBlockAtPassiveLevelOnly() {
        Irql.requirePassive("WskDeregister");

        Irql.raise(APC_LEVEL);
        assertTooHigh("WskDeregister was called at APC_LEVEL", () -> Irql.requirePassive("WskDeregister"));
        Irql.raise(DISPATCH_LEVEL);
        assertTooHigh("WskDeregister was called at DISPATCH_LEVEL", () -> Irql.requirePassive("WskDeregister"));
        assertTooHigh("'" + Thread.currentThread().getName() + "'", () -> Irql.requirePassive("WskDeregister"));
    }

    private static void assertTooHigh(String sentence, ThrowingCallable call) {
        assertThatExceptionOfType(BugCheck.class)
                .isThrownBy(call)
                .withMessageStartingWith("IRQL_NOT_LESS_OR_EQUAL (0xA): ")
                .withMessageContaining(sentence)
                .satisfies(stopped -> assertThat(stopped.code()).isEqualTo(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL));
    }
}
