// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.io.InputStream;
import java.io.InterruptedIOException;

/** Somebody who types when a test says so, and never ends; reads can be interrupted or not, and give a line at most. */
final class FakeKeyboard extends InputStream {
    private final boolean interruptible;
    private String left = ""; // @GuardedBy("this"); typed and not read
    private boolean beingRead; // @GuardedBy("this"); a read has come to wait

    private FakeKeyboard(boolean interruptible) {
        this.interruptible = interruptible;
    }

    /** As the terminal of a shell with line editing. */
    static FakeKeyboard interruptible() {
        return new FakeKeyboard(true);
    }

    /** As the standard input of a process. */
    static FakeKeyboard stubborn() {
        return new FakeKeyboard(false);
    }

    synchronized void type(String text) {
        left += text;
        notifyAll();
    }

    /** Whether somebody waits, or waited, for a line. */
    synchronized boolean isBeingRead() {
        return beingRead;
    }

    /** What was typed and nobody has read. */
    synchronized String left() {
        return left;
    }

    @Override
    public synchronized int available() {
        return left.length();
    }

    @Override
    public int read() throws InterruptedIOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws InterruptedIOException {
        while (left.isEmpty()) {
            beingRead = true;
            try {
                wait();
            } catch (InterruptedException e) {
                if (interruptible) {
                    throw new InterruptedIOException();
                }
            }
        }
        int count = Math.min(length, left.indexOf('\n') + 1 == 0 ? left.length() : left.indexOf('\n') + 1);
        for (int i = 0; i < count; i++) {
            bytes[offset + i] = (byte) left.charAt(i);
        }
        left = left.substring(count);
        return count;
    }

    @Override
    public void close() {
        throw new AssertionError("a command closed the keyboard of its session");
    }
}
