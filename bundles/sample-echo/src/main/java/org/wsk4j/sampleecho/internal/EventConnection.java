// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.sampleecho.internal;

import static org.wsk4j.wsk.WskConstants.WSK_FLAG_ABORTIVE;

import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskSocket;

/**
 * A connection that is told when data has arrived, and sends it back out of the memory in which it is told.
 *
 * <p>A list of data is sent by an {@link Echo}, and several of them may be under way: the next list comes as soon as the
 * callback has returned, whether or not the one before has been sent. How much may be under way is the provider's business:
 * it calls no more when the client retains too much, then its window closes, and the peer has to read before it can go on
 * to write.
 *
 * <p>WSK_FLAG_RELEASE_ASAP asks for lists back soon. It changes nothing here: a list is retained only while its bytes are
 * being sent, and there is no sooner than that. To copy them would take as much memory again.
 *
 * <p>Threads: the callbacks of one socket come one at a time; echoes end in any thread. Locks: none.
 */
final class EventConnection extends Connection {
    /** One table for all connections: the context says which of them is meant. */
    private static final WskClientConnectionDispatch CALLBACKS = new WskClientConnectionDispatch(
            (context, flags, list, bytesIndicated, bytesAccepted) -> ((EventConnection) context).onReceive(list),
            (context, flags) -> ((EventConnection) context).onDisconnect(flags),
            null); // the send backlog is for those who send on their own account

    private final IdleStack<Echo> idle = new IdleStack<>();

    EventConnection(WskSocket socket, Connections connections) {
        super(socket, connections);
    }

    @Override
    WskClientConnectionDispatch callbacks() {
        return CALLBACKS;
    }

    /** Nothing to do: the first event comes by itself, since the socket has inherited them enabled. */
    @Override
    void start() {}

    private NtStatus onReceive(WskDataIndication list) {
        if (list == null) { // the socket works no longer, and is to be closed soon; the answer is customary
            close();
            return NtStatus.STATUS_SUCCESS;
        }
        if (!guard().begin()) { // for this list, until it is sent
            return NtStatus.STATUS_DATA_NOT_ACCEPTED;
        }
        Echo echo = idle.pop();
        return (echo == null ? new Echo(this) : echo).start(list);
    }

    private NtStatus onDisconnect(int flags) {
        if ((flags & WSK_FLAG_ABORTIVE) != 0) {
            close(); // nothing can be sent any more
        } else {
            disconnect(); // no more comes, but what has come may be on its way back
        }
        return NtStatus.STATUS_SUCCESS; // always
    }

    /** The list of an echo is the provider's again: the echo can have the next one, and this use of the socket is over. */
    void onEchoed(Echo echo) {
        idle.push(echo);
        guard().end();
    }
}
