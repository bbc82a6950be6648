// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.wsk4j.transport.TransportRequest;
import org.wsk4j.transport.TransportRequestQueue;

/**
 * Moves the bytes that come next, of one request or of several, in one call of the platform; holds the views for it when
 * they lie in several pieces.
 *
 * <p>One call moves {@link #MOST} bytes at most. That bounds the time of a call, and how much a heap buffer makes the
 * JDK copy.
 *
 * <p>Threads: one at a time, between calls it holds nothing.
 */
final class ViewArray {
    /** The most bytes that are offered to the platform in one call. */
    static final int MOST = 256 * 1024;

    private static final int VIEWS = 64;

    private ByteBuffer[] views; // null before bytes first lay in several pieces
    private int[] ends; // the place behind the last view of each request; null before there were several of them
    private int used;
    private long asked;

    /** How many bytes the last call offered to the platform. */
    long asked() {
        return asked;
    }

    /** Writes what comes next of one request; answers how much was written, which may be less than {@link #asked}. */
    long write(SocketChannel channel, TransportRequest request) throws IOException {
        return request.isScattered() ? writeScattered(channel, request) : writePiece(channel, request);
    }

    private long writePiece(SocketChannel channel, TransportRequest request) throws IOException {
        ByteBuffer view = claimPiece(request);
        int moved = 0;
        try {
            moved = channel.write(view);
        } finally {
            request.unclaim(view, moved);
        }
        return moved;
    }

    private long writeScattered(SocketChannel channel, TransportRequest request) throws IOException {
        claim(request);
        long moved = 0;
        try {
            moved = write(channel);
        } finally {
            request.unclaim(views, 0, used, moved);
        }
        return moved;
    }

    /** Writes what comes next of the requests of a queue, in order; as for one request. */
    long write(SocketChannel channel, TransportRequestQueue queue) throws IOException {
        begin();
        if (ends == null) {
            ends = new int[VIEWS];
        }
        int requests = 0;
        TransportRequest request = queue.peek();
        while (request != null && requests < VIEWS && used < VIEWS && asked < MOST) {
            add(request);
            ends[requests++] = used;
            request = queue.after(request);
        }
        long moved = 0;
        try {
            moved = asked == 0 ? 0 : write(channel);
        } finally {
            unclaim(queue, requests, moved);
        }
        return moved;
    }

    /** Reads into what comes next of one request; answers how much was read, -1 at the end of the stream. */
    long read(SocketChannel channel, TransportRequest request) throws IOException {
        return request.isScattered() ? readScattered(channel, request) : readPiece(channel, request);
    }

    private long readPiece(SocketChannel channel, TransportRequest request) throws IOException {
        ByteBuffer view = claimPiece(request);
        int moved = 0;
        try {
            moved = channel.read(view);
        } finally {
            request.unclaim(view, Math.max(moved, 0));
        }
        return moved;
    }

    private long readScattered(SocketChannel channel, TransportRequest request) throws IOException {
        claim(request);
        long moved = 0;
        try {
            moved = channel.read(views, 0, offered());
        } finally {
            request.unclaim(views, 0, used, Math.max(moved, 0));
        }
        return moved;
    }

    /** The next piece of a request, no longer than one call takes. */
    private ByteBuffer claimPiece(TransportRequest request) {
        ByteBuffer view = request.claim();
        if (view.remaining() > MOST) {
            view.limit(view.position() + MOST);
        }
        asked = view.remaining();
        return view;
    }

    private void claim(TransportRequest request) {
        begin();
        add(request);
    }

    private void begin() {
        used = 0;
        asked = 0;
        if (views == null) {
            views = new ByteBuffer[VIEWS];
        }
    }

    private void add(TransportRequest request) {
        int from = used;
        used = request.claim(views, from);
        for (int at = from; at < used; at++) {
            asked += views[at].remaining();
        }
    }

    /** How many of the views are offered; cuts them down to what one call takes. */
    private int offered() {
        if (asked <= MOST) {
            return used;
        }
        int at = 0;
        long bytes = 0;
        while (bytes < MOST) {
            ByteBuffer view = views[at++];
            bytes += view.remaining();
            if (bytes > MOST) {
                view.limit(view.limit() - (int) (bytes - MOST));
            }
        }
        asked = MOST;
        return at;
    }

    private long write(SocketChannel channel) throws IOException {
        int offered = offered();
        return offered == 1 ? channel.write(views[0]) : channel.write(views, 0, offered);
    }

    private void unclaim(TransportRequestQueue queue, int requests, long moved) {
        long left = moved;
        int from = 0;
        TransportRequest request = queue.peek();
        for (int i = 0; i < requests; i++) {
            left = request.unclaim(views, from, ends[i], left);
            from = ends[i];
            request = queue.after(request);
        }
    }
}
