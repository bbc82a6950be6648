// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An I/O request packet: one request, allocated by the client, carried out by somebody else, completed exactly once.
 *
 * <p>State: FRESH (allocated or reused), IN_FLIGHT (handed to a function), COMPLETED (the allocator's completion routine has
 * it), FREED. Reuse leads from COMPLETED or FRESH to FRESH, handing over from FRESH to IN_FLIGHT, completion to COMPLETED.
 * Everything else is a {@link BugCheck} that says which rule was broken.
 *
 * <p>Ownership: FRESH and COMPLETED belong to the client, IN_FLIGHT to the function that it was given to. The only thing a
 * client may do to an IRP in flight is {@link #cancel()}.
 *
 * <p>Stack locations: each driver that an IRP passes through uses one. A client that calls WSK needs one location; a driver
 * that hands an IRP to a lower driver, which hands it to WSK, allocates two. A completion routine is stored in the location
 * of the next lower driver, and runs when that driver completes the IRP.
 *
 * <p>Threads: {@link #cancel()} is safe for all; the rest is for the current owner. Handing over and completing publish all
 * that was written before.
 *
 * <p>Locks: none. An IRP does not complete while a cancel routine runs for it, but for a completion by that very
 * routine: one in another thread waits until the routine has returned. Hence whoever completes an IRP knows that its
 * routines have run when the call returns.
 *
 * <p>Spec: IRP-01..IRP-47.
 */
public final class Irp {
    private static final int FRESH = 0;
    private static final int IN_FLIGHT = 1;
    private static final int COMPLETED = 2;
    private static final int FREED = 3;
    private static final int PHASE = 3;
    private static final int COMPLETING = 4; // complete was called for the current location
    private static final int CANCEL = 8; // IRP.Cancel
    private static final int CANCEL_RUNNING = 16; // somebody runs the cancel routine, or looks whether there is one

    private static final int SPINS = 100; // before a completion that waits for a canceller yields the processor

    private static final byte ON_SUCCESS = 1;
    private static final byte ON_ERROR = 2;
    private static final byte ON_CANCEL = 4;
    private static final byte ALWAYS = ON_SUCCESS | ON_ERROR | ON_CANCEL;
    private static final byte PENDING_RETURNED = 8; // SL_PENDING_RETURNED

    private static final VarHandle STATE;
    private static final VarHandle CANCEL_ROUTINE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Irp.class, "state", int.class);
            CANCEL_ROUTINE = lookup.findVarHandle(Irp.class, "cancelRoutine", IoCancelRoutine.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final IoStatusBlock ioStatus = new IoStatusBlock();
    private final IoCompletionRoutine[] routines; // owner; slot i is stack location i + 1
    private final Object[] contexts; // owner
    private final byte[] control; // owner
    private final boolean single; // for one request of an IrpFuture, which has set the routine
    private int currentLocation; // owner; stackCount + 1 is the allocator's own level
    private boolean pendingReturned; // owner
    private Object driverContext; // owner
    private Thread canceller; // runs the cancel routine; its own writes are all that a thread has to see

    private volatile int state; // phase and flags; changed with STATE only
    private volatile IoCancelRoutine cancelRoutine; // set by the owner, taken by a canceller: CANCEL_ROUTINE only

    private Irp(int stackSize, boolean single) {
        this.single = single;
        routines = new IoCompletionRoutine[stackSize];
        contexts = new Object[stackSize];
        control = new byte[stackSize];
        currentLocation = stackSize + 1;
    }

    /**
     * Allocates an IRP (IoAllocateIrp without quota). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param stackSize how many drivers it passes through below the caller, 1 to 127; 1 for calling WSK
     * @return a fresh IRP that belongs to the caller
     * @throws BugCheck NO_MORE_IRP_STACK_LOCATIONS when {@code stackSize} is out of range
     */
    public static Irp allocate(int stackSize) {
        return allocate(stackSize, false);
    }

    /**
     * Allocates an IRP (IoAllocateIrp). IRQL: &lt;= DISPATCH_LEVEL. It is not tied to any thread.
     *
     * @param stackSize how many drivers it passes through below the caller, 1 to 127; 1 for calling WSK
     * @param chargeQuota accepted and without effect: the JVM has no quota per process to charge
     * @return a fresh IRP that belongs to the caller; never null, as the JVM reports exhausted memory by itself
     * @throws BugCheck NO_MORE_IRP_STACK_LOCATIONS when {@code stackSize} is out of range
     */
    public static Irp allocate(int stackSize, boolean chargeQuota) {
        if (stackSize < 1 || stackSize > Byte.MAX_VALUE) {
            throw new BugCheck(
                    BugCheck.Code.NO_MORE_IRP_STACK_LOCATIONS,
                    "IoAllocateIrp with " + stackSize + " stack locations: an IRP has 1 to 127 of them.");
        }
        return new Irp(stackSize, false);
    }

    /** An IRP for one request, ready to be handed over: its routine stays, and it is neither reused nor freed. */
    static Irp allocateFor(IoCompletionRoutine routine) {
        Irp irp = new Irp(1, true);
        irp.routines[0] = routine;
        irp.control[0] = ALWAYS;
        return irp;
    }

    /** Whether it was never handed over, or reused since. For whoever allocated it. */
    boolean isFresh() {
        return (state & PHASE) == FRESH;
    }

    /**
     * The outcome (IRP.IoStatus). IRQL: any. Meaningful for the completion routine and after it.
     *
     * @return the status block, the same object for the life of the IRP
     */
    public IoStatusBlock ioStatus() {
        return ioStatus;
    }

    /**
     * Whether a lower layer marked the IRP pending (IRP.PendingReturned). Meaningful in a completion routine. IRQL: any.
     *
     * @return true if and only if the function that completed the IRP returned {@code STATUS_PENDING}
     */
    public boolean pendingReturned() {
        return pendingReturned;
    }

    /**
     * Whether somebody asked to cancel the IRP (IRP.Cancel). IRQL: any.
     *
     * @return true from {@link #cancel()} until {@link #reuse}
     */
    public boolean isCancelled() {
        return (state & CANCEL) != 0;
    }

    /**
     * Whether the IRP can be cancelled at this moment (IRP.CancelRoutine is not NULL). IRQL: any.
     *
     * @return true while its owner has a cancel routine set
     */
    public boolean hasCancelRoutine() {
        return cancelRoutine != null;
    }

    /**
     * Whether a function has the IRP at this moment. IRQL: any.
     *
     * @return true between handing over and the call of the allocator's completion routine
     */
    public boolean isInFlight() {
        return (state & PHASE) == IN_FLIGHT;
    }

    /**
     * Sets what runs when the next lower driver completes the IRP (IoSetCompletionRoutine). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>Has to be called before each use. For an IRP of one's own all three flags must be true and the routine must return
     * {@code STATUS_MORE_PROCESSING_REQUIRED}; a function that is given the IRP otherwise is a bug check.
     *
     * @param routine what to run, or null for none (handed-down IRPs only)
     * @param context handed to the routine, may be null
     * @param invokeOnSuccess whether to run it when the final status is a success
     * @param invokeOnError whether to run it when the final status is not a success
     * @param invokeOnCancel whether to run it when the IRP was cancelled
     * @throws BugCheck INCONSISTENT_IRP when the caller does not own the IRP (one of an {@link IrpFuture} is the future's),
     *     or did not call {@link #reuse} since it completed; NO_MORE_IRP_STACK_LOCATIONS when no location is left below the caller
     */
    public void setCompletionRoutine(
            IoCompletionRoutine routine,
            Object context,
            boolean invokeOnSuccess,
            boolean invokeOnError,
            boolean invokeOnCancel) {
        if (atTop()) {
            requirePhase(FRESH, "IoSetCompletionRoutine");
            requireOwn("IoSetCompletionRoutine");
        }
        int slot = nextSlot("IoSetCompletionRoutine");
        routines[slot] = routine;
        contexts[slot] = context;
        control[slot] = (byte) ((invokeOnSuccess ? ON_SUCCESS : 0)
                | (invokeOnError ? ON_ERROR : 0)
                | (invokeOnCancel ? ON_CANCEL : 0));
    }

    /**
     * Asks to cancel the request (IoCancelIrp). IRQL: &lt;= DISPATCH_LEVEL; any thread. Only for whoever allocated the IRP.
     *
     * <p>Sets {@link #isCancelled()} in every case. A pending request then soon completes, with {@code STATUS_CANCELLED} or
     * with its real outcome if that came first. A request that cannot be cancelled at this moment is told nothing.
     *
     * @return true when the IRP had a cancel routine, which was run
     * @throws BugCheck INCONSISTENT_IRP when the IRP was freed
     */
    public boolean cancel() {
        int before = (int) STATE.getAndBitwiseOr(this, CANCEL);
        if ((before & PHASE) == FREED) {
            throw new BugCheck(BugCheck.Code.INCONSISTENT_IRP, "IoCancelIrp of an IRP that was freed.");
        }
        if (cancelRoutine == null || !startCancelRoutine()) {
            return false;
        }
        IoCancelRoutine routine = (IoCancelRoutine) CANCEL_ROUTINE.getAndSet(this, null);
        if (routine == null) { // its owner took it back
            STATE.getAndBitwiseAnd(this, ~CANCEL_RUNNING);
            return false;
        }
        Thread me = Thread.currentThread();
        canceller = me;
        try {
            routine.cancel(this);
        } finally {
            if (canceller == me) { // else the routine completed the IRP: it is not ours to touch any more
                canceller = null;
                STATE.getAndBitwiseAnd(this, ~CANCEL_RUNNING);
            }
        }
        return true;
    }

    /**
     * Makes the IRP ready for another request (IoReuseIrp). IRQL: &lt;= DISPATCH_LEVEL. Only for whoever allocated it.
     *
     * <p>The completion routine has to be set anew. The cancel flag and pending flags are cleared.
     *
     * @param iostatus the status to find in {@link #ioStatus()} until the next request completes
     * @throws BugCheck INCONSISTENT_IRP when the IRP is in flight or was freed
     */
    public void reuse(NtStatus iostatus) {
        int phase = state & PHASE;
        if (phase == IN_FLIGHT || phase == FREED) {
            throw inconsistent("IoReuseIrp", phase);
        }
        requireOwn("IoReuseIrp");
        for (int i = 0; i < control.length; i++) {
            routines[i] = null;
            contexts[i] = null;
            control[i] = 0;
        }
        pendingReturned = false;
        ioStatus.set(iostatus, 0, null);
        STATE.setRelease(this, FRESH);
    }

    /**
     * Gives the IRP back (IoFreeIrp). IRQL: &lt;= DISPATCH_LEVEL. Only for whoever allocated it, also inside its completion
     * routine. MDLs are not touched.
     *
     * @throws BugCheck INCONSISTENT_IRP when the IRP is in flight or was freed before
     */
    public void free() {
        int phase = state & PHASE;
        if (phase == IN_FLIGHT || phase == FREED) {
            throw inconsistent("IoFreeIrp", phase);
        }
        requireOwn("IoFreeIrp");
        driverContext = null;
        STATE.setRelease(this, FREED);
    }

    /**
     * Says that the current driver returns {@code STATUS_PENDING} for the IRP (IoMarkIrpPending). IRQL: any.
     *
     * <p>For drivers that were handed the IRP, among them a completion routine on a handed-down IRP that finds
     * {@link #pendingReturned()}. Whoever allocated the IRP has no location of its own to mark.
     *
     * @throws BugCheck NO_MORE_IRP_STACK_LOCATIONS when the caller is the allocator
     */
    public void markPending() {
        if (atTop()) {
            throw new BugCheck(
                    BugCheck.Code.NO_MORE_IRP_STACK_LOCATIONS,
                    "IoMarkIrpPending by the driver that allocated the IRP: it has no stack location of its own to mark.");
        }
        control[currentLocation - 1] |= PENDING_RETURNED;
    }

    /**
     * Completes a handed-down IRP with the outcome that {@link #ioStatus()} holds (IoCompleteRequest). IRQL: &lt;=
     * DISPATCH_LEVEL; never under a lock.
     *
     * <p>For a driver whose completion routine had kept the IRP with {@code STATUS_MORE_PROCESSING_REQUIRED}, and for
     * drivers that were handed the IRP. When it returns, the completion routines have run; if a cancel routine is
     * running in another thread at that moment, it waits for that one first.
     *
     * @throws BugCheck MULTIPLE_IRP_COMPLETE_REQUESTS when it was completed already; whatever a completion routine throws is
     *     passed on after the IRP has reached its end
     */
    public void complete() {
        if (!startCompletion()) {
            throw completedAlready();
        }
        unwind();
    }

    /**
     * Completes the IRP with an outcome. For the function that was given the IRP. IRQL: &lt;= DISPATCH_LEVEL; never under a
     * lock.
     *
     * @param status the final status
     * @param information bytes moved; stored as 0 unless the status is a success
     * @return {@code status}
     * @throws BugCheck as {@link #complete()}
     */
    public NtStatus complete(NtStatus status, long information) {
        requireCompletable();
        ioStatus.set(status, status.isSuccess() ? information : 0, null);
        complete();
        return status;
    }

    /**
     * Completes the IRP with an object as its Information. For the function that was given the IRP. IRQL: &lt;=
     * DISPATCH_LEVEL; never under a lock.
     *
     * @param status the final status
     * @param informationObject what the request made; stored only if the status is a success
     * @return {@code status}
     * @throws BugCheck as {@link #complete()}
     */
    public NtStatus complete(NtStatus status, Object informationObject) {
        requireCompletable();
        ioStatus.set(status, 0, status.isSuccess() ? informationObject : null);
        complete();
        return status;
    }

    /**
     * Refuses the request at once: takes the IRP over and completes it with a failure. For functions that were just given
     * the IRP. IRQL: &lt;= DISPATCH_LEVEL; never under a lock.
     *
     * @param status the reason
     * @return {@code status}
     * @throws BugCheck as {@link #setNextStackLocation()} and {@link #complete()}
     */
    public NtStatus fail(NtStatus status) {
        setNextStackLocation();
        return complete(status, 0);
    }

    /**
     * Takes the IRP over: makes the next lower stack location the current one (IoSetNextIrpStackLocation). IRQL: &lt;=
     * DISPATCH_LEVEL.
     *
     * <p>Called first by every function that is given an IRP, and by a driver before it hands its IRP to the next lower
     * driver of its own. Clients that call WSK functions do not call it.
     *
     * @throws BugCheck NO_MORE_IRP_STACK_LOCATIONS when there is no lower location; INCONSISTENT_IRP when the allocator did
     *     not set a completion routine with all three flags, or the IRP is in flight, completed and not reused, or freed
     */
    public void setNextStackLocation() {
        if (!atTop()) {
            nextSlot("a request");
            if (cancelRoutine != null) {
                throw inconsistent("a request", IN_FLIGHT);
            }
            currentLocation--;
            return;
        }
        requirePhase(FRESH, "a request");
        int slot = currentLocation - 2;
        if (routines[slot] == null || (control[slot] & ALWAYS) != ALWAYS) {
            throw new BugCheck(
                    BugCheck.Code.INCONSISTENT_IRP,
                    "An IRP was handed to a function with "
                            + (routines[slot] == null
                                    ? "no completion routine"
                                    : "a completion routine for some cases only")
                            + ": whoever allocates an IRP calls IoSetCompletionRoutine with all three flags TRUE before each"
                            + " use.");
        }
        currentLocation--;
        int before;
        do {
            before = state;
            if ((before & PHASE) != FRESH) {
                currentLocation++;
                throw inconsistent("a request", before & PHASE);
            }
        } while (!STATE.weakCompareAndSet(this, before, before | IN_FLIGHT));
    }

    /**
     * Marks the IRP pending and lets it be cancelled from now on: the last thing an owner does before it queues the IRP.
     * IRQL: &lt;= DISPATCH_LEVEL.
     *
     * <p>The cancel routine may run at once, in another thread, so it has to find the request in its queue or wait on the
     * queue's lock until it is there: call this under that lock.
     *
     * @param routine what to run on {@link #cancel()}
     * @return false when the IRP was cancelled before; then it is not marked, has no cancel routine, and the caller completes
     *     it with {@code STATUS_CANCELLED} instead of queueing it
     */
    public boolean pend(IoCancelRoutine routine) {
        markPending();
        cancelRoutine = routine;
        if ((state & CANCEL) == 0 || CANCEL_ROUTINE.getAndSet(this, null) == null) {
            return true;
        }
        control[currentLocation - 1] &= ~PENDING_RETURNED;
        return false; // a canceller that is late finds no routine; the completion waits until it has left
    }

    /**
     * Sets or clears the cancel routine (IoSetCancelRoutine). IRQL: &lt;= DISPATCH_LEVEL; for the IRP's owner.
     *
     * @param routine what to run on {@link #cancel()}, or null when the request can no longer be cancelled
     * @return the routine that was set before, or null if there was none or {@link #cancel()} has taken it
     */
    public IoCancelRoutine setCancelRoutine(IoCancelRoutine routine) {
        return (IoCancelRoutine) CANCEL_ROUTINE.getAndSet(this, routine);
    }

    /**
     * The slot of whoever owns the IRP (Tail.Overlay.DriverContext). IRQL: any; for the owner.
     *
     * @return what the last owner left there; survives {@link #reuse} so that an owner finds its own state again
     */
    public Object driverContext() {
        return driverContext;
    }

    /**
     * Leaves something in the owner's slot. IRQL: any; for the owner.
     *
     * @param newContext what to keep; it must not hold on to a class loader that may go away
     */
    public void setDriverContext(Object newContext) {
        driverContext = newContext;
    }

    /** Walks up the stack locations, running completion routines, until one keeps the IRP. */
    private void unwind() {
        Throwable problem = null;
        while (!atTop()) {
            if (cancelRoutine != null) {
                cancelRoutine = null; // COMPLETING is set: no canceller can be using it
            }
            int slot = currentLocation - 1;
            byte flags = control[slot];
            IoCompletionRoutine routine = routines[slot];
            Object context = contexts[slot];
            routines[slot] = null;
            contexts[slot] = null;
            control[slot] = 0;
            currentLocation++;
            boolean pending = (flags & PENDING_RETURNED) != 0;
            pendingReturned = pending;
            if (routine == null || !invokes(flags)) {
                if (pending && !atTop()) {
                    markPending();
                }
                continue;
            }
            boolean top = atTop();
            // from here on the routine's owner has the IRP: it may reuse, free or complete it before the routine
            // returns
            if (top) {
                STATE.getAndBitwiseXor(this, IN_FLIGHT ^ COMPLETED ^ COMPLETING); // leaves CANCEL alone
            } else {
                STATE.getAndBitwiseAnd(this, ~COMPLETING);
            }
            NtStatus answer = null;
            try {
                answer = routine.completed(null, this, context);
            } catch (RuntimeException | Error e) {
                problem = e;
            }
            if (answer == NtStatus.STATUS_MORE_PROCESSING_REQUIRED) {
                rethrow(problem); // of a driver further down; the IRP itself is not ours any more
                return;
            }
            if (top) {
                break;
            }
            problem = resume(pending, problem);
        }
        if (problem == null) {
            problem = new BugCheck(
                    BugCheck.Code.MULTIPLE_IRP_COMPLETE_REQUESTS,
                    "The completion routine of an IRP's allocator did not return STATUS_MORE_PROCESSING_REQUIRED: nobody is"
                            + " above it to go on with the completion.");
        }
        rethrow(problem);
    }

    private static void rethrow(Throwable problem) {
        if (problem instanceof Error) {
            throw (Error) problem;
        }
        if (problem != null) {
            throw (RuntimeException) problem;
        }
    }

    /** A driver in the middle let completion go on: takes the IRP back from it, and checks that it passed the pending mark. */
    private Throwable resume(boolean pending, Throwable problem) {
        if (!startCompletion()) {
            throw new BugCheck(
                    BugCheck.Code.MULTIPLE_IRP_COMPLETE_REQUESTS,
                    "A completion routine completed the IRP and then let its completion go on.");
        }
        if (pending && (control[currentLocation - 1] & PENDING_RETURNED) == 0) {
            markPending();
            if (problem == null) {
                return new BugCheck(
                        BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        "A completion routine on a handed-down IRP found PendingReturned TRUE and did not call"
                                + " IoMarkIrpPending.");
            }
        }
        return problem;
    }

    private boolean invokes(byte flags) {
        if ((state & CANCEL) != 0 && (flags & ON_CANCEL) != 0) {
            return true;
        }
        return (flags & (ioStatus.status().isSuccess() ? ON_SUCCESS : ON_ERROR)) != 0;
    }

    /**
     * Claims the completion of the current location; false when it cannot be completed. Waits for a canceller in
     * another thread, which runs a short routine or nothing; a completion by the cancel routine itself ends the
     * cancellation.
     */
    private boolean startCompletion() {
        for (int tries = 0; ; tries++) {
            int before = state;
            if (!isCompletable(before)) {
                return false;
            }
            boolean cancelling = (before & CANCEL_RUNNING) != 0;
            if (cancelling && canceller != Thread.currentThread()) {
                if (tries < SPINS) {
                    Thread.onSpinWait();
                } else {
                    Thread.yield();
                }
            } else if (STATE.weakCompareAndSet(this, before, (before | COMPLETING) & ~CANCEL_RUNNING)) {
                if (cancelling) {
                    canceller = null;
                }
                return true;
            }
        }
    }

    private static boolean isCompletable(int state) {
        return (state & (PHASE | COMPLETING)) == IN_FLIGHT;
    }

    /** Before anything is stored in an IRP that may be somebody else's by now. */
    private void requireCompletable() {
        if (!isCompletable(state)) {
            throw completedAlready();
        }
    }

    private BugCheck completedAlready() {
        int now = state;
        return new BugCheck(
                BugCheck.Code.MULTIPLE_IRP_COMPLETE_REQUESTS,
                "IoCompleteRequest of an IRP that is not in flight ("
                        + ((now & COMPLETING) != 0 ? "being completed" : phaseName(now & PHASE))
                        + "): each request completes exactly once.");
    }

    /** Claims the right to run the cancel routine; from then on a completion waits for it. */
    private boolean startCancelRoutine() {
        int before;
        do {
            before = state;
            if ((before & PHASE) != IN_FLIGHT || (before & (COMPLETING | CANCEL_RUNNING)) != 0) {
                return false;
            }
        } while (!STATE.weakCompareAndSet(this, before, before | CANCEL_RUNNING));
        return true;
    }

    private boolean atTop() {
        return currentLocation > control.length;
    }

    private int nextSlot(String function) {
        if (currentLocation <= 1) {
            throw new BugCheck(
                    BugCheck.Code.NO_MORE_IRP_STACK_LOCATIONS,
                    "No stack location is left for " + function + " on an IRP with " + control.length
                            + ": allocate it with one location for each driver below.");
        }
        return currentLocation - 2;
    }

    private void requirePhase(int phase, String function) {
        int now = state & PHASE;
        if (now != phase) {
            throw inconsistent(function, now);
        }
    }

    private void requireOwn(String function) {
        if (single) {
            throw new BugCheck(
                    BugCheck.Code.INCONSISTENT_IRP,
                    function + " of the IRP of an IrpFuture: it is the future's, for one request.");
        }
    }

    private static BugCheck inconsistent(String function, int phase) {
        return new BugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                "The IRP given to " + function + " is " + phaseName(phase) + ": "
                        + (phase == COMPLETED
                                ? "call IoReuseIrp before using it again."
                                : phase == FREED
                                        ? "it may not be used after IoFreeIrp."
                                        : "it belongs to the function that has it until it completes."));
    }

    private static String phaseName(int phase) {
        return switch (phase) {
            case FRESH -> "fresh";
            case IN_FLIGHT -> "in flight";
            case COMPLETED -> "completed";
            default -> "freed";
        };
    }

    @Override
    public String toString() {
        int now = state;
        return "Irp@" + Integer.toHexString(System.identityHashCode(this)) + "[" + phaseName(now & PHASE)
                + ((now & CANCEL) != 0 ? ", cancelled, " : ", ") + ioStatus + "]";
    }
}
