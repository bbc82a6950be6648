// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.transport;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes on their way to the peer, first in, first out. Threads: none; guarded by the lock of the endpoint. */
final class ByteQueue {
    private byte[] bytes = new byte[256];
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    /** Appends up to that many of a view's bytes, and moves its position; answers how many. */
    int add(ByteBuffer view, long most) {
        int count = (int) Math.min(view.remaining(), most);
        if (end + count > bytes.length) {
            byte[] roomier = size() + count > bytes.length / 2 ? new byte[2 * (size() + count)] : bytes;
            System.arraycopy(bytes, start, roomier, 0, size());
            end = size();
            start = 0;
            bytes = roomier;
        }
        view.get(bytes, end, count);
        end += count;
        return count;
    }

    /** Takes up to that many bytes from the front. */
    byte[] take(int most) {
        int count = Math.min(most, size());
        start += count;
        return Arrays.copyOfRange(bytes, start - count, start);
    }

    /** All bytes; they stay. */
    byte[] peek() {
        return Arrays.copyOfRange(bytes, start, end);
    }
}
