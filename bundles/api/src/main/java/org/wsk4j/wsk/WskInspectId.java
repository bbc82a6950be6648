// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wsk;

/**
 * Identifies one incoming connection request of a listening socket in conditional accept mode (WSK_INSPECT_ID).
 *
 * <p>Two identifiers are the same if their contents are; the values mean nothing to the client.
 *
 * <p>Memory: the one that {@link WskInspectEvent} or {@link WskAbortEvent} gets belongs to the subsystem and is valid
 * during the callback only: a client that answers {@link WskInspectAction#WskInspectPend} takes a {@link #copy()}
 * first. The one that SIO_WSK_QUERY_INSPECT_ID fills is the client's.
 *
 * <p>In Java: mutable, as it is an output, and compared with {@code equals}. Do not change one that is a key of a map.
 *
 * <p>Threads: not thread-safe.
 *
 * <p>Spec: INSPECT-ID-01..INSPECT-ID-03, INSPECT-EVENT-07, INSPECT-EVENT-08, ABORT-EVENT-04,
 * SIO-INSPECT-ID-01..SIO-INSPECT-ID-05.
 */
public final class WskInspectId {
    private long key; // both: the owner's thread
    private int serialNumber;

    /** An empty one, to be filled. Called by the client. IRQL: any. */
    public WskInspectId() {}

    /**
     * An identifier. Called by the subsystem. IRQL: any.
     *
     * @param key the first half
     * @param serialNumber the second half
     */
    public WskInspectId(long key, int serialNumber) {
        set(key, serialNumber);
    }

    /**
     * The first half (Key). Called by anyone. IRQL: any. Spec: INSPECT-ID-01.
     *
     * @return a number as wide as a pointer
     */
    public long key() {
        return key;
    }

    /**
     * The second half (SerialNumber). Called by anyone. IRQL: any. Spec: INSPECT-ID-01.
     *
     * @return a 32-bit number
     */
    public int serialNumber() {
        return serialNumber;
    }

    /**
     * Fills both halves. Called by whoever owns it. IRQL: any.
     *
     * @param key the first half
     * @param serialNumber the second half
     */
    public void set(long key, int serialNumber) {
        this.key = key;
        this.serialNumber = serialNumber;
    }

    /**
     * An identifier with the same contents, for a client that keeps it beyond the callback. Called by the client.
     * IRQL: any. Spec: INSPECT-EVENT-08, INSPECT-COMPLETE-08.
     *
     * @return a new object that belongs to the caller
     */
    public WskInspectId copy() {
        return new WskInspectId(key, serialNumber);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WskInspectId id && key == id.key && serialNumber == id.serialNumber;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(key) + serialNumber;
    }

    @Override
    public String toString() {
        return "WskInspectId[" + Long.toHexString(key) + "#" + Integer.toUnsignedString(serialNumber) + "]";
    }
}
