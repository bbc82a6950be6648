// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;

/**
 * Describes one piece of a client's memory, and the next piece of the same chain (MDL).
 *
 * <p>A direct buffer stands for non-paged memory: transports read and write it in place. A heap buffer stands for pageable
 * memory: it works, slower, and is a bug check when the verifier is on.
 *
 * <p>Memory: the client owns the memory and the MDL. From the moment a request that uses them is pending until its IRP
 * completes, the client neither changes the bytes of a send, nor reads those of a receive, nor relinks the chain. One MDL
 * may be used by several sends at the same time.
 *
 * <p>Threads: building and linking is for the client's thread; the I/O views are safe for all.
 *
 * <p>Spec: BUF-01, BUF-07, BUF-09, SEND-09, RECEIVE-17.
 */
public final class Mdl {
    private static final VarHandle CLAIMED;

    static {
        try {
            CLAIMED = MethodHandles.lookup().findVarHandle(Mdl.class, "claimed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ByteBuffer memory;
    private final ByteBuffer view; // position and limit belong to whoever holds the claim
    private final int byteCount;

    @SuppressWarnings("unused") // only through CLAIMED: true while somebody does I/O through the shared view
    private volatile boolean claimed;

    private Mdl next; // the client's thread; not changed while a request uses the chain

    private Mdl(ByteBuffer memory) {
        this.memory = memory;
        this.view = memory.duplicate();
        this.byteCount = memory.capacity();
    }

    /**
     * Describes the bytes between a buffer's position and limit (IoAllocateMdl and MmBuildMdlForNonPagedPool).
     *
     * <p>IRQL: &lt;= DISPATCH_LEVEL. The buffer's own position and limit are never touched, later changes to them do not
     * matter. Unlinked at first.
     *
     * @param buffer the memory; direct for non-paged memory; read-only is fine for sending
     * @return a new MDL over that memory
     */
    public static Mdl allocate(ByteBuffer buffer) {
        return new Mdl(buffer.slice());
    }

    /**
     * The next MDL of the chain (MDL.Next). IRQL: any.
     *
     * @return the next one, or null at the end
     */
    public Mdl next() {
        return next;
    }

    /**
     * Links another MDL behind this one. IRQL: any; not while a request uses the chain.
     *
     * @param newNext the next one, or null to end the chain here
     */
    public void setNext(Mdl newNext) {
        next = newNext;
    }

    /**
     * How many bytes this MDL describes (MmGetMdlByteCount). IRQL: any.
     *
     * @return the count, 0 or more
     */
    public int byteCount() {
        return byteCount;
    }

    /**
     * Whether the memory is non-paged. IRQL: any.
     *
     * @return true for a direct buffer
     */
    public boolean isNonPaged() {
        return memory.isDirect();
    }

    /**
     * Whether received bytes can be stored here. IRQL: any.
     *
     * @return false when the buffer was read-only
     */
    public boolean isWritable() {
        return !memory.isReadOnly();
    }

    /**
     * The memory itself, from its first to its last byte (MmGetSystemAddressForMdlSafe). IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @return a new buffer over the same bytes, with a position and limit of its own
     */
    public ByteBuffer systemAddress() {
        return memory.duplicate();
    }

    /**
     * Borrows a view of some of the bytes for one I/O call. For those who carry out requests; allocates nothing unless the
     * MDL is in use by another call at that moment. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param from the first byte, 0 to {@link #byteCount()}
     * @param count how many bytes, so that {@code from + count} is at most {@code byteCount()}
     * @return a buffer whose remaining bytes are those; give it back with {@link #unclaim}
     */
    public ByteBuffer claim(int from, int count) {
        ByteBuffer claimedView = CLAIMED.compareAndSet(this, false, true) ? view : memory.duplicate();
        return claimedView.limit(from + count).position(from);
    }

    /**
     * Gives back a view that {@link #claim} had lent. IRQL: &lt;= DISPATCH_LEVEL.
     *
     * @param claimedView the buffer that {@code claim} returned for this MDL
     */
    public void unclaim(ByteBuffer claimedView) {
        if (claimedView == view) {
            CLAIMED.setRelease(this, false);
        }
    }

    @Override
    public String toString() {
        return "Mdl[" + byteCount + (isNonPaged() ? " bytes" : " bytes, pageable") + (next == null ? "]" : ", ...]");
    }
}
