// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

/** What a conversation sends. Threads: called by the command's. */
interface Lines {
    /** The bytes to send next; null when there are none yet, or no more. */
    byte[] take();

    /** Whether there are no more to take. */
    boolean isOver();

    /** One line, and no more. */
    static Lines of(byte[] line) {
        return new Lines() {
            private byte[] left = line; // the command's thread

            @Override
            public byte[] take() {
                byte[] taken = left;
                left = null;
                return taken;
            }

            @Override
            public boolean isOver() {
                return left == null;
            }
        };
    }
}
