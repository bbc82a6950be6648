// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A pointer-sized variable of the caller, passed where C passes the address of a pointer ({@code PVOID *}).
 *
 * <p>A caller allocates one, hands it to a function that has an {@code [out]} parameter of a pointer type, and reads
 * it when that function has succeeded; after a failure it holds what it held before. It stays the caller's and can be
 * used again. Two of them are equal only when they are the same variable.
 *
 * <p>Threads: none; one thread at a time, ordered by the call or the completion that fills it. IRQL: any, for every
 * member.
 *
 * @param <T> the type that is pointed to
 */
public final class Ptr<T> {
    private T value; // owner of the variable only

    /** Makes a variable that points to nothing. */
    public Ptr() {}

    /**
     * Makes a variable that points to an object already.
     *
     * @param <T> the type that is pointed to
     * @param value the object, or null
     * @return a new variable
     */
    public static <T> Ptr<T> of(T value) {
        Ptr<T> ptr = new Ptr<>();
        ptr.value = value;
        return ptr;
    }

    /**
     * The object pointed to.
     *
     * @return the object, null when nothing was stored
     */
    public T get() {
        return value;
    }

    /**
     * Stores an object: what a function does with its {@code [out]} parameter.
     *
     * @param value the object, or null
     */
    public void set(T value) {
        this.value = value;
    }

    @Override
    public String toString() {
        return "-> " + value;
    }
}
