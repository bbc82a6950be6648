// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A size variable of the caller, passed where C passes a {@code SIZE_T *}.
 *
 * <p>A caller allocates one for a parameter that is {@code [out]}, such as the size a control operation has returned,
 * or {@code [in, out]}, such as the bytes a receive callback accepts. It stays the caller's and can be used again. Two
 * of them are equal only when they are the same variable.
 *
 * <p>Threads: none; one thread at a time, ordered by the call or the completion that fills it. IRQL: any, for every
 * member.
 */
public final class SizeT {
    private long value; // owner of the variable only

    /** Makes a variable that holds 0. */
    public SizeT() {}

    /**
     * Makes a variable with a first value.
     *
     * @param value the size in bytes
     */
    public SizeT(long value) {
        this.value = value;
    }

    /**
     * The size it holds.
     *
     * @return the number of bytes last stored
     */
    public long get() {
        return value;
    }

    /**
     * Stores a size.
     *
     * @param value the size in bytes
     */
    public void set(long value) {
        this.value = value;
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
