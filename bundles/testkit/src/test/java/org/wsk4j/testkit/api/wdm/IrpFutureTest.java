// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wdm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.wsk4j.wdm.NtStatus.STATUS_CANCELLED;
import static org.wsk4j.wdm.NtStatus.STATUS_CONNECTION_RESET;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;
import static org.wsk4j.wdm.NtStatus.STATUS_PENDING;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.IrpFuture;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatusException;

/** A request seen as a future: done exactly when its IRP is, and by nothing else. */
@Timeout(60)
class IrpFutureTest {
    private final LowestDriver driver = new LowestDriver();
    private Irp handed;

    private IrpFuture<Long> pending() {
        return IrpFuture.ofCount(irp -> {
            handed = irp;
            return driver.later(irp);
        });
    }

    @Test
    void isDoneAtOnceWhenTheRequestIs() {
        IrpFuture<Long> future = IrpFuture.ofCount(irp -> driver.atOnce(irp, STATUS_SUCCESS, 42));

        assertThat(future).isCompletedWithValue(42L);
    }

    @Test
    void isDoneWhenAPendingRequestCompletes() {
        IrpFuture<Long> future = pending();
        assertThat(future).isNotDone();

        driver.complete(STATUS_SUCCESS, 7);

        assertThat(future).isCompletedWithValue(7L);
    }

    @Test
    void yieldsTheObjectOfTheRequest() {
        IrpFuture<String> future = IrpFuture.of(String.class, irp -> {
            irp.setNextStackLocation();
            return irp.complete(STATUS_SUCCESS, "made");
        });

        assertThat(future).isCompletedWithValue("made");
    }

    @Test
    void failsWithTheObjectOfAnotherType() {
        IrpFuture<String> future = IrpFuture.of(String.class, irp -> {
            irp.setNextStackLocation();
            return irp.complete(STATUS_SUCCESS, new Object());
        });

        assertThat(future).isCompletedExceptionally();
        assertThatThrownBy(future::join).hasCauseInstanceOf(ClassCastException.class);
    }

    @Test
    void carriesTheStatusOfAFailure() {
        IrpFuture<Long> future = pending();

        driver.complete(STATUS_CONNECTION_RESET, 0);

        NtStatusException failure = (NtStatusException)
                catchThrowableOfType(ExecutionException.class, future::get).getCause();
        assertThat(failure.status()).isEqualTo(STATUS_CONNECTION_RESET);
        assertThat(failure).hasMessage("STATUS_CONNECTION_RESET (0xC000020D)");
    }

    @Test
    void carriesTheStatusOfAFunctionThatDidNotTakeTheIrp() {
        IrpFuture<Long> future = IrpFuture.ofCount(irp -> STATUS_INVALID_PARAMETER);

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(future::join)
                .havingCause()
                .isInstanceOfSatisfying(
                        NtStatusException.class,
                        failure -> assertThat(failure.status()).isEqualTo(STATUS_INVALID_PARAMETER));
    }

    @Test
    void cancelsTheRequestAndIsDoneWithIt() {
        IrpFuture<Long> future = pending();

        assertThat(future.cancel(true)).isTrue();

        assertThat(future).isCancelled();
        assertThat(handed.ioStatus().status()).isEqualTo(STATUS_CANCELLED);
        assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void aCancelThatComesTooLateLosesNothing() {
        IrpFuture<Long> future = IrpFuture.ofCount(irp -> {
            irp.setNextStackLocation();
            irp.markPending();
            handed = irp;
            return STATUS_PENDING; // no cancel routine: it cannot be given up any more
        });

        assertThat(future.cancel(true)).isFalse();
        assertThat(future).isNotDone();
        handed.complete(STATUS_SUCCESS, 3);

        assertThat(future).isCompletedWithValue(3L);
        assertThat(future.cancel(true)).isFalse();
        assertThat(future).isNotCancelled();
    }

    @Test
    void aTimeoutCancelsTheRequest() {
        IrpFuture<Long> future = pending();

        future.orTimeout(1, TimeUnit.MILLISECONDS);

        assertThatThrownBy(future::join).isInstanceOf(CancellationException.class);
        assertThat(handed.isInFlight()).isFalse();
    }

    @Test
    void aTimeoutThatIsNotReachedDoesNothing() {
        IrpFuture<Long> future = pending();
        future.orTimeout(1, TimeUnit.HOURS);

        driver.complete(STATUS_SUCCESS, 1);

        assertThat(future).isCompletedWithValue(1L);
        assertThat(handed.isCancelled()).isFalse();
    }

    static Stream<Arguments> madeUpOutcomes() {
        return Stream.of(
                outcome("complete", future -> future.complete(1L)),
                outcome("completeExceptionally", future -> future.completeExceptionally(new Exception())),
                outcome("completeAsync", future -> future.completeAsync(() -> 1L)),
                outcome("completeOnTimeout", future -> future.completeOnTimeout(1L, 0, TimeUnit.SECONDS)),
                outcome("obtrudeValue", future -> future.obtrudeValue(1L)),
                outcome("obtrudeException", future -> future.obtrudeException(new Exception())));
    }

    private static Arguments outcome(String name, Consumer<CompletableFuture<Long>> call) {
        return Arguments.of(name, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("madeUpOutcomes")
    void nobodyMakesUpAnOutcome(String name, Consumer<CompletableFuture<Long>> call) {
        IrpFuture<Long> future = pending();

        assertThatThrownBy(() -> call.accept(future)).isInstanceOf(UnsupportedOperationException.class);

        assertThat(future).isNotDone();
        driver.complete(STATUS_SUCCESS, 5);
        assertThat(future).isCompletedWithValue(5L);
    }

    @Test
    void dependentsAreOrdinaryFutures() {
        IrpFuture<Long> future = pending();
        CompletableFuture<String> text = future.thenApply(count -> count + " bytes");
        CompletableFuture<Long> failing = future.thenApply(count -> {
            throw new IllegalStateException("the dependent's own trouble");
        });
        CompletableFuture<Long> givenUp = future.copy();

        assertThat(givenUp.cancel(true)).isTrue();
        driver.complete(STATUS_SUCCESS, 5);

        assertThat(text).isCompletedWithValue("5 bytes");
        assertThat(failing).isCompletedExceptionally();
        assertThat(future).isCompletedWithValue(5L);
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                wait("get", IrpFuture::get),
                wait("get with a timeout", future -> future.get(1, TimeUnit.MILLISECONDS)),
                wait("join", IrpFuture::join));
    }

    private interface Wait {
        Object on(IrpFuture<Long> future) throws Exception;
    }

    private static Arguments wait(String name, Wait wait) {
        return Arguments.of(name, wait);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waits")
    @Clause("IRP-16")
    void waitingAtDispatchLevelIsABugCheckAndReadingIsNot(String name, Wait wait) throws Exception {
        IrpFuture<Long> future = pending();
        Irql old = Irql.raise(Irql.DISPATCH_LEVEL);
        try {
            assertBugCheck(BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL, () -> wait.on(future));
            driver.complete(STATUS_SUCCESS, 9);

            assertThat(wait.on(future)).isEqualTo(9L);
        } finally {
            Irql.lower(old);
        }
    }

    static Stream<Arguments> meddling() {
        return Stream.of(
                meddle("IoSetCompletionRoutine", irp -> irp.setCompletionRoutine(null, null, true, true, true)),
                meddle("IoReuseIrp", irp -> irp.reuse(STATUS_SUCCESS)),
                meddle("IoFreeIrp", Irp::free));
    }

    private static Arguments meddle(String function, Consumer<Irp> call) {
        return Arguments.of(function, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("meddling")
    void theIrpIsTheFuturesOwn(String function, Consumer<Irp> call) {
        assertBugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                () -> IrpFuture.ofCount(irp -> {
                    call.accept(irp);
                    return driver.atOnce(irp, STATUS_SUCCESS, 0);
                }));

        IrpFuture<Long> future = pending();
        driver.complete(STATUS_SUCCESS, 1);
        assertBugCheck(BugCheck.Code.INCONSISTENT_IRP, () -> call.accept(handed));
        assertThat(future).isCompletedWithValue(1L);
    }

    @Test
    void aRequestThatHandsItsIrpToNobodyIsABugCheck() {
        assertBugCheck(BugCheck.Code.INCONSISTENT_IRP, () -> IrpFuture.ofCount(irp -> STATUS_PENDING));
        assertBugCheck(BugCheck.Code.INCONSISTENT_IRP, () -> IrpFuture.ofCount(irp -> null));
    }

    @Test
    void aRequestThatUsesItsIrpTwiceIsABugCheckAndCancelsTheFirstUse() {
        List<Irp> used = new ArrayList<>();
        assertBugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                () -> IrpFuture.ofCount(irp -> {
                    used.add(irp);
                    driver.later(irp);
                    irp.reuse(STATUS_SUCCESS);
                    return driver.later(irp);
                }));

        assertThat(used.get(0).ioStatus().status()).isEqualTo(STATUS_CANCELLED);
    }

    @Test
    void whatARequestThrowsIsThrownOn() {
        assertThatThrownBy(() -> IrpFuture.ofCount(irp -> {
                    throw new IllegalArgumentException("no socket");
                }))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertBugCheck(BugCheck.Code code, ThrowingCallable call) {
        BugCheck bugCheck = catchThrowableOfType(BugCheck.class, call);
        assertThat(bugCheck).as("a bug check").isNotNull();
        assertThat(bugCheck.code()).isEqualTo(code);
    }
}
