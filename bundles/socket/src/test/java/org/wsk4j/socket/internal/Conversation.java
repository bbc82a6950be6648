// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.Mdl;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskSocket;

/**
 * A connection of a {@link Server}: receives with IRPs or with events, sends what its {@link Server.Talk} says, and closes
 * when both directions have ended, or one has failed.
 *
 * <p>Threads: what is received comes one piece at a time; the rest is safe for all.
 */
final class Conversation {
    /** For all connections: the context tells which one is meant. */
    static final WskClientConnectionDispatch CALLBACKS = new WskClientConnectionDispatch(
            (context, flags, list, bytes, accepted) -> ((Conversation) context).received(list, accepted),
            (context, flags) -> ((Conversation) context).disconnected((flags & WskConstants.WSK_FLAG_ABORTIVE) != 0),
            null);

    private static final int ROOM = 4 * 1024;
    private static final int WATCHED = WskConstants.WSK_EVENT_RECEIVE | WskConstants.WSK_EVENT_DISCONNECT;

    private final Server server;
    private final Server.Talk talk;
    private final AtomicInteger directions = new AtomicInteger(2); // that have not ended
    private final AtomicBoolean closing = new AtomicBoolean();

    private WskSocket socket; // written before anything is received
    private WskProviderConnectionDispatch dispatch; // likewise
    private Irp receiving; // the IRP of the receives; null when events bring the bytes
    private ByteBuffer room; // likewise
    private WskBuf buffer; // likewise

    Conversation(Server server, Server.Talk talk) {
        this.server = server;
        this.talk = talk;
    }

    /** The connection is there. */
    void begin(WskSocket newSocket, boolean events, boolean eventsInherited) {
        socket = newSocket;
        dispatch = (WskProviderConnectionDispatch) newSocket.dispatch();
        if (!events) {
            receiving = Irp.allocate(1);
            room = ByteBuffer.allocateDirect(ROOM);
            buffer = new WskBuf(Mdl.allocate(room), 0, ROOM);
            receive();
        } else if (!eventsInherited) {
            NtStatus enabled = new ClientSocket(socket).enable(WATCHED);
            if (enabled != NtStatus.STATUS_SUCCESS) {
                server.mistake("enabling events: " + enabled);
            }
        }
    }

    // ---- receiving

    private void receive() {
        receiving.setCompletionRoutine((device, completed, context) -> receiveCompleted(), null, true, true, true);
        dispatch.wskReceive(socket, buffer, 0, receiving);
    }

    private NtStatus receiveCompleted() {
        NtStatus status = receiving.ioStatus().status();
        int count = (int) receiving.ioStatus().information();
        if (status != NtStatus.STATUS_SUCCESS) {
            failed("WskReceive", status);
        } else if (count == 0) {
            ended();
        } else {
            talk.received(this, room.clear().limit(count));
            receiving.reuse(NtStatus.STATUS_SUCCESS);
            receive();
        }
        return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
    }

    private NtStatus received(WskDataIndication list, SizeT accepted) {
        for (WskDataIndication piece = list; piece != null; piece = piece.next()) {
            talk.received(this, view(piece.buffer()));
        }
        return NtStatus.STATUS_SUCCESS;
    }

    /** The bytes of a buffer in one MDL. */
    static ByteBuffer view(WskBuf buffer) {
        ByteBuffer memory = buffer.mdl().systemAddress();
        return memory.limit(buffer.offset() + (int) buffer.length()).position(buffer.offset());
    }

    private NtStatus disconnected(boolean abortive) {
        if (abortive) {
            close();
        } else {
            ended();
        }
        return NtStatus.STATUS_SUCCESS;
    }

    private void ended() {
        talk.ended(this);
        directionEnded();
    }

    // ---- sending

    /** Sends bytes that stay as they are until the peer has them. */
    void send(WskBuf bytes) {
        long size = bytes.length();
        Irp sending = irp(completed -> {
            NtStatus status = completed.ioStatus().status();
            if (status != NtStatus.STATUS_SUCCESS) {
                failed("WskSend", status);
            } else if (completed.ioStatus().information() != size) {
                server.mistake("WskSend sent " + completed.ioStatus().information() + " of " + size);
            }
        });
        dispatch.wskSend(socket, bytes, 0, sending);
    }

    /** Sends a copy of some bytes. */
    void sendCopy(ByteBuffer bytes) {
        int size = bytes.remaining();
        Mdl mdl = Mdl.allocate(ByteBuffer.allocateDirect(size).put(bytes).flip());
        send(new WskBuf(mdl, 0, size));
    }

    void send(String text) {
        send(Bytes.of(text).buf());
    }

    /** We send no more. */
    void disconnect() {
        Irp ending = irp(completed -> {
            NtStatus status = completed.ioStatus().status();
            if (status == NtStatus.STATUS_SUCCESS) {
                directionEnded();
            } else {
                failed("WskDisconnect", status);
            }
        });
        dispatch.wskDisconnect(socket, null, 0, ending);
    }

    private static Irp irp(Consumer<Irp> then) {
        Irp irp = Irp.allocate(1);
        irp.setCompletionRoutine(
                (device, completed, context) -> {
                    then.accept(completed);
                    return NtStatus.STATUS_MORE_PROCESSING_REQUIRED;
                },
                null,
                true,
                true,
                true);
        return irp;
    }

    // ---- the end

    private void directionEnded() {
        if (directions.decrementAndGet() == 0) {
            close();
        }
    }

    private void failed(String function, NtStatus status) {
        if (status != NtStatus.STATUS_CANCELLED && status != NtStatus.STATUS_CONNECTION_RESET) {
            server.mistake(function + ": " + status);
        }
        close();
    }

    private void close() {
        if (closing.compareAndSet(false, true)) {
            dispatch.wskCloseSocket(socket, irp(completed -> server.gone(this)));
        }
    }

    @Override
    public String toString() {
        return String.valueOf(socket);
    }
}
