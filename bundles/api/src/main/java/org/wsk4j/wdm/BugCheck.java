// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * What would stop a Windows machine: a caller broke a rule that no status can report.
 *
 * <p>Thrown by the call that breaks the rule, before anything else is harmed: other requests, sockets and clients go on.
 * The sentence names the call, the object and the rule. Where no caller is there to throw at (a completion routine on an
 * I/O thread), it is logged with the name of the bundle at fault instead.
 *
 * <p>Spec: NMR-CONCEPT-16 and every clause whose disposition is a duty of the client.
 */
public final class BugCheck extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The code; kept when the exception is serialized. */
    private final Code code;

    /**
     * A violation of a documented rule.
     *
     * @param code the bug-check code that Windows would show
     * @param sentence the call, the object and the rule, as one sentence
     */
    public BugCheck(Code code, String sentence) {
        super(code + " (0x" + Integer.toHexString(code.value()).toUpperCase(java.util.Locale.ROOT) + "): " + sentence);
        this.code = code;
    }

    /**
     * The bug-check code; usable anywhere.
     *
     * @return the code that Windows would show
     */
    public Code code() {
        return code;
    }

    /** The bug-check codes in use, with the values of Windows. Keep a default when switching: codes may be added. */
    public enum Code {
        /** Blocking, or touching what may not be touched, at a raised IRQL. */
        IRQL_NOT_LESS_OR_EQUAL(0x0A),
        /** An IRP in a state in which it cannot be used that way. */
        INCONSISTENT_IRP(0x2A),
        /** An IRP was passed down with no stack location left for the receiver. */
        NO_MORE_IRP_STACK_LOCATIONS(0x35),
        /** An IRP was completed twice. */
        MULTIPLE_IRP_COMPLETE_REQUESTS(0x44),
        /** A work item was queued twice or freed while queued. */
        INVALID_WORK_QUEUE_ITEM(0x96),
        /** A rule of the driver interface that a checked system verifies. */
        DRIVER_VERIFIER_DETECTED_VIOLATION(0xC4),
        /** The Network Module Registrar was used in a state that does not allow it. */
        NMR_INVALID_STATE(0x125);

        private final int value;

        Code(int value) {
            this.value = value;
        }

        /**
         * The number that Windows shows on its stop screen.
         *
         * @return the numeric bug-check code
         */
        public int value() {
            return value;
        }
    }
}
