// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One request as a {@link CompletableFuture}: the view of an IRP for Java clients, which leaves them no rule to break.
 *
 * <p>The future allocates an IRP, has it handed to a function, and is done exactly when the IRP has completed:
 *
 * <pre>{@code
 * IrpFuture<WskSocket> connected = IrpFuture.of(WskSocket.class, irp -> npi.dispatch()
 *         .wskSocketConnect(npi.client(), SOCK_STREAM, IPPROTO_TCP, local, remote, 0, null, null, null, null, null, irp));
 * IrpFuture<Long> sent = IrpFuture.ofCount(irp -> table.wskSend(socket, buffer, 0, irp));
 * }</pre>
 *
 * <p>A success makes it complete with the Information of the request, {@code STATUS_CANCELLED} with a
 * {@link CancellationException}, any other status with an {@link NtStatusException}. Nothing else completes it: neither a
 * caller nor a timeout can make up an outcome while the request still has the client's memory, they can only ask for the
 * request to be cancelled. What it hands out to depend on it ({@code thenApply} and the like) are ordinary futures.
 *
 * <p>Ownership: MDLs and addresses given to the request belong to the function until the future is done, as with an IRP
 * of one's own. The IRP itself cannot be reused, freed, or given another completion routine.
 *
 * <p>Threads: safe for all. Dependents without an executor of their own run where the request completes, which may be an
 * I/O thread at DISPATCH_LEVEL: like completion routines they start work and never wait for it.
 *
 * <p>Spec: IRP-13, IRP-16.
 *
 * @param <T> what the request yields
 */
public final class IrpFuture<T> extends CompletableFuture<T> {
    private final Irp irp;
    private final Function<IoStatusBlock, T> result;

    /** Hands an IRP to a function. */
    @FunctionalInterface
    public interface Request {
        /**
         * Calls exactly one function with the IRP, and does nothing after that. Called once, by the thread that makes the
         * future and at its level.
         *
         * @param irp an IRP that is ready to be handed over
         * @return what the function returned
         */
        NtStatus start(Irp irp);
    }

    private IrpFuture(Function<IoStatusBlock, T> result) {
        this.irp = Irp.allocateFor((deviceObject, completed, context) -> over(completed.ioStatus()));
        this.result = result;
    }

    /**
     * Starts a request whose Information is a count, for transfers the bytes moved. IRQL: as the function that the request
     * calls.
     *
     * @param request calls the function
     * @return its future, which may be done already
     * @throws BugCheck INCONSISTENT_IRP when the request did not hand over its IRP; whatever the request throws is passed on
     */
    public static IrpFuture<Long> ofCount(Request request) {
        return new IrpFuture<>(IoStatusBlock::information).start(request);
    }

    /**
     * Starts a request whose Information is an object, such as the socket of a create, connect or accept. IRQL: as the
     * function that the request calls.
     *
     * @param <T> the object's type
     * @param type the object's type
     * @param request calls the function
     * @return its future, which may be done already
     * @throws BugCheck as {@link #ofCount}
     */
    public static <T> IrpFuture<T> of(Class<T> type, Request request) {
        return new IrpFuture<>(block -> block.informationObject(type)).start(request);
    }

    private IrpFuture<T> start(Request request) {
        NtStatus status;
        try {
            status = request.start(irp);
        } catch (RuntimeException | Error e) {
            irp.cancel(); // nobody would learn of its outcome
            throw e;
        }
        if (irp.isFresh()) { // no function has it, and none ever gets it
            if (status == null || status.isSuccess()) {
                throw new BugCheck(
                        BugCheck.Code.INCONSISTENT_IRP,
                        "The request of an IrpFuture answered " + status + " and did not hand its IRP to a function.");
            }
            fail(status);
        }
        return this;
    }

    private NtStatus over(IoStatusBlock outcome) {
        NtStatus status = outcome.status();
        if (!status.isSuccess()) {
            fail(status);
            return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
        }
        try {
            super.complete(result.apply(outcome));
        } catch (ClassCastException e) {
            super.completeExceptionally(e);
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    private void fail(NtStatus status) {
        if (status == NtStatus.STATUS_CANCELLED) {
            super.completeExceptionally(new CancellationException(status.name()));
        } else {
            super.completeExceptionally(new NtStatusException(status));
        }
    }

    /**
     * Asks to cancel the request (IoCancelIrp). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>The future is done when the request is, with what came first: a connection that was made meanwhile is delivered, so
     * that it can be closed.
     *
     * @param mayInterruptIfRunning without effect
     * @return whether the request has been cancelled by the time the call returns; it may still be later
     */
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!isDone()) {
            irp.cancel();
        }
        return isCancelled();
    }

    /**
     * Asks to cancel the request if it is not done after a time. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param timeout how long the request may take
     * @param unit of the timeout
     * @return this future
     */
    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        CompletableFuture<Void> timer = new CompletableFuture<Void>().completeOnTimeout(null, timeout, unit);
        timer.thenRun(() -> cancel(true));
        whenComplete((value, problem) -> timer.cancel(false));
        return this;
    }

    /**
     * Waits for the outcome. IRQL: PASSIVE_LEVEL, unless it is there already.
     *
     * @throws BugCheck IRQL_NOT_LESS_OR_EQUAL when it would have to wait at a higher level
     */
    @Override
    public T get() throws InterruptedException, ExecutionException {
        mayWait("IrpFuture.get");
        return super.get();
    }

    /**
     * Waits for the outcome for a time. IRQL: PASSIVE_LEVEL, unless it is there already.
     *
     * @throws BugCheck IRQL_NOT_LESS_OR_EQUAL when it would have to wait at a higher level
     */
    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        mayWait("IrpFuture.get");
        return super.get(timeout, unit);
    }

    /**
     * Waits for the outcome. IRQL: PASSIVE_LEVEL, unless it is there already.
     *
     * @throws BugCheck IRQL_NOT_LESS_OR_EQUAL when it would have to wait at a higher level
     */
    @Override
    public T join() {
        mayWait("IrpFuture.join");
        return super.join();
    }

    private void mayWait(String function) {
        if (!isDone()) {
            Irql.requirePassive(function);
        }
    }

    /**
     * Refused: only the request itself ends.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean complete(T value) {
        throw madeUp();
    }

    /**
     * Refused: only the request itself ends.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public boolean completeExceptionally(Throwable problem) {
        throw madeUp();
    }

    /**
     * Refused: only the request itself ends.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
        throw madeUp();
    }

    /**
     * Refused: only the request itself ends. See {@link #orTimeout}.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        throw madeUp();
    }

    /**
     * Refused: only the request itself ends.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void obtrudeValue(T value) {
        throw madeUp();
    }

    /**
     * Refused: only the request itself ends.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void obtrudeException(Throwable problem) {
        throw madeUp();
    }

    private static UnsupportedOperationException madeUp() {
        return new UnsupportedOperationException(
                "An IrpFuture is done when its request is: until then the request has the client's memory. Cancel it.");
    }
}
