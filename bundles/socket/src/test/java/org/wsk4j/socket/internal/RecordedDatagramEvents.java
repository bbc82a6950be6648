// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.wsk4j.wdm.Irql;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskBuf;
import org.wsk4j.wsk.WskClientDatagramDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskDatagramIndication;

/**
 * The callback of a datagram socket that notes every call, and answers as the test says.
 *
 * <p>Threads: safe for all.
 */
final class RecordedDatagramEvents {
    private final List<String> calls = new ArrayList<>(); // guarded by this, and so is the rest
    private final List<WskDatagramIndication> lists = new ArrayList<>(); // as given
    private final List<Integer> flags = new ArrayList<>();
    private final List<Object> contexts = new ArrayList<>();
    private final List<Irql> levels = new ArrayList<>();
    private final List<String> mistakes = new ArrayList<>();
    private boolean inside;
    private Function<WskDatagramIndication, NtStatus> answer = list -> NtStatus.STATUS_SUCCESS;

    private final WskClientDatagramDispatch dispatch = new WskClientDatagramDispatch(this::received);

    WskClientDatagramDispatch dispatch() {
        return dispatch;
    }

    /** What it answers from now on; runs within the call. */
    synchronized RecordedDatagramEvents answering(Function<WskDatagramIndication, NtStatus> newAnswer) {
        answer = newAnswer;
        return this;
    }

    /** The same, whatever it is given. */
    RecordedDatagramEvents returning(NtStatus status) {
        return answering(list -> status);
    }

    private NtStatus received(Object context, int callFlags, WskDatagramIndication list) {
        Function<WskDatagramIndication, NtStatus> chosen;
        synchronized (this) {
            if (inside) {
                mistakes.add("a call within a call");
            }
            inside = true;
            boolean atDispatch = (callFlags & WskConstants.WSK_FLAG_AT_DISPATCH_LEVEL) != 0;
            if (atDispatch != (Irql.current() == Irql.DISPATCH_LEVEL)) {
                mistakes.add("flags " + callFlags + " at " + Irql.current());
            }
            contexts.add(context);
            flags.add(callFlags);
            levels.add(Irql.current());
            lists.add(list);
            calls.add(list == null ? "null" : String.join("|", texts(list)));
            chosen = answer;
        }
        try {
            return chosen.apply(list);
        } finally {
            synchronized (this) {
                inside = false;
            }
        }
    }

    /** What the datagrams of a list hold, as the links are now. */
    static List<String> texts(WskDatagramIndication list) {
        List<String> texts = new ArrayList<>();
        for (WskDatagramIndication each = list; each != null; each = each.next()) {
            texts.add(text(each.buffer()));
        }
        return texts;
    }

    private static String text(WskBuf buffer) {
        return new String(bytes(buffer), StandardCharsets.US_ASCII);
    }

    /** What a datagram holds. */
    static byte[] bytes(WskBuf buffer) {
        byte[] bytes = new byte[(int) buffer.length()];
        ByteBuffer view = buffer.mdl().claim(buffer.offset(), bytes.length);
        try {
            view.get(bytes);
        } finally {
            buffer.mdl().unclaim(view);
        }
        return bytes;
    }

    /** The texts of each call, those of one list joined by a bar; "null" for the end. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    synchronized List<WskDatagramIndication> lists() {
        return new ArrayList<>(lists);
    }

    synchronized WskDatagramIndication lastList() {
        return lists.get(lists.size() - 1);
    }

    synchronized List<Integer> flags() {
        return List.copyOf(flags);
    }

    synchronized List<Object> contexts() {
        return new ArrayList<>(contexts);
    }

    synchronized List<Irql> levels() {
        return List.copyOf(levels);
    }

    /** What no client must ever see. */
    synchronized List<String> mistakes() {
        return List.copyOf(mistakes);
    }
}
