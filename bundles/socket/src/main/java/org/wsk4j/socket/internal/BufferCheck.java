// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wsk.WskBuf;

/**
 * Whether a WSK_BUF describes memory that is there.
 *
 * <p>Spec: BUF-01, BUF-02, BUF-03, BUF-07; windows-vs-docs reading 47.
 */
final class BufferCheck {
    private final boolean verifier;

    /** With the verifier on, pageable memory is a bug check. */
    BufferCheck(boolean verifier) {
        this.verifier = verifier;
    }

    /** With the verifier on, throws when the bytes lie in pageable memory. Called before anything is taken or counted. */
    void verify(WskBuf buffer, String function) {
        if (!verifier || buffer == null) {
            return;
        }
        long found = -buffer.offset();
        for (Mdl piece = buffer.mdl(); piece != null && found < buffer.length(); piece = piece.next()) {
            if (!piece.isNonPaged()) {
                throw new BugCheck(
                        BugCheck.Code.DRIVER_VERIFIER_DETECTED_VIOLATION,
                        function
                                + " was given pageable memory (a heap buffer): an MDL describes locked or non-paged memory,"
                                + " a direct buffer.");
            }
            found += piece.byteCount();
        }
    }

    /** Whether the bytes to send exist. */
    boolean isReadable(WskBuf buffer) {
        return holds(buffer, false);
    }

    /** Whether the bytes to receive have room. */
    boolean isWritable(WskBuf buffer) {
        return holds(buffer, true);
    }

    private static boolean holds(WskBuf buffer, boolean writing) {
        Mdl mdl = buffer.mdl();
        long length = buffer.length();
        if (mdl == null) {
            return length == 0;
        }
        int offset = buffer.offset();
        if (length < 0 || offset < 0 || offset > mdl.byteCount() || (offset == mdl.byteCount() && length > 0)) {
            return false;
        }
        long found = -offset;
        for (Mdl piece = mdl; piece != null && found < length; piece = piece.next()) {
            if (writing && !piece.isWritable()) {
                return false;
            }
            found += piece.byteCount();
        }
        return found >= length;
    }
}
