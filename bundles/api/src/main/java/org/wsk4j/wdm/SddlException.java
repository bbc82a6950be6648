// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A text is not a security descriptor in SDDL: says where reading stopped, and why.
 *
 * <p>IRQL: any. Spec: none; the kernel has no SDDL parser for clients, the user-mode one only fails.
 */
public final class SddlException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The index; kept when the exception is serialized. */
    private final int position;

    /**
     * A text that cannot be read.
     *
     * @param position the index of the character that does not fit, 0 to the length of the text
     * @param sentence what was expected there
     */
    public SddlException(int position, String sentence) {
        super("At " + position + ": " + sentence);
        this.position = position;
    }

    /**
     * Where reading stopped; usable anywhere.
     *
     * @return the index of the character that does not fit, the length of the text when it ends too early
     */
    public int position() {
        return position;
    }
}
