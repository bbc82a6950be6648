// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A 32-bit variable of the caller, passed where C passes a {@code ULONG *}.
 *
 * <p>A caller allocates one for a parameter that is {@code [out]}, such as the flags of a received datagram, or
 * {@code [in, out]}, such as the size of its control information. The 32 bits are unsigned, as in C. It stays the
 * caller's and can be used again. Two of them are equal only when they are the same variable.
 *
 * <p>Threads: none; one thread at a time, ordered by the call or the completion that fills it. IRQL: any, for every
 * member.
 */
public final class ULong {
    private int value; // owner of the variable only

    /** Makes a variable that holds 0. */
    public ULong() {}

    /**
     * Makes a variable with a first value.
     *
     * @param value its 32 bits
     */
    public ULong(int value) {
        this.value = value;
    }

    /**
     * The 32 bits it holds; {@link Integer#toUnsignedLong} gives the number that C sees.
     *
     * @return the bits last stored
     */
    public int get() {
        return value;
    }

    /**
     * Stores 32 bits.
     *
     * @param value the bits
     */
    public void set(int value) {
        this.value = value;
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(value);
    }
}
