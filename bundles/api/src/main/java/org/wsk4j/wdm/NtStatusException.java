// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

/**
 * A request of an {@link IrpFuture} ended with a status that is not a success. WSK's own functions never throw it: they
 * return the status.
 *
 * <p>Threads: immutable.
 */
public final class NtStatusException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The status; kept when the exception is serialized. */
    private final NtStatus status;

    /**
     * A failure.
     *
     * @param status the final status of the request, not null
     */
    public NtStatusException(NtStatus status) {
        super(status.name() + " (0x" + Integer.toHexString(status.value()).toUpperCase(java.util.Locale.ROOT) + ")");
        this.status = status;
    }

    /**
     * How the request ended. IRQL: any.
     *
     * @return the final status, never a success
     */
    public NtStatus status() {
        return status;
    }
}
