// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import java.util.List;
import org.wsk4j.wdm.NtStatus;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.WireParseException;

/** What is believed of what comes back. */
final class ReplyCheck {
    private static final int FLAGS = 2;
    private static final int QUESTIONS = 4;
    private static final int TYPE_AND_CLASS = 4;
    private static final int QR = 0x80;
    private static final int OPCODE = 0x78;

    private ReplyCheck() {}

    /**
     * Whether bytes are a reply to a query: same id, marked as a reply to an ordinary query, same question. A reply that says
     * no more than that the query was not understood may leave the question out.
     */
    static boolean fits(byte[] query, byte[] reply) {
        if (reply.length < Header.LENGTH
                || reply[0] != query[0]
                || reply[1] != query[1]
                || (reply[FLAGS] & QR) == 0
                || (reply[FLAGS] & OPCODE) != 0) {
            return false;
        }
        int questions = (reply[QUESTIONS] & 0xFF) << 8 | reply[QUESTIONS + 1] & 0xFF;
        if (questions == 0) {
            int code = reply[FLAGS + 1] & 0xF;
            return code != Rcode.NOERROR && code != Rcode.NXDOMAIN;
        }
        return questions == 1 && sameQuestion(query, reply);
    }

    /** The question stands first, so that its name is written out; letters may have changed their case. */
    private static boolean sameQuestion(byte[] query, byte[] reply) {
        int end = Header.LENGTH;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        end++; // the root
        if (reply.length < end + TYPE_AND_CLASS) {
            return false;
        }
        for (int i = Header.LENGTH; i < end + TYPE_AND_CLASS; i++) {
            boolean same = i < end ? lower(query[i]) == lower(reply[i]) : query[i] == reply[i];
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The length of a label is no letter. */
    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    /** Why a reply that fits is of no use, so that another server may know better; null when it is. */
    static DnsFailure fault(Message reply) {
        int code = reply.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return failure(reply, "answers " + Rcode.string(code));
        }
        List<RRset> answers = reply.getSectionRRsets(Section.ANSWER);
        if (answers.stream().anyMatch(set -> set.getType() == Type.CNAME && set.size() > 1)) {
            return failure(reply, "gives a name two canonical names");
        }
        boolean referral = code == Rcode.NOERROR
                && answers.isEmpty()
                && !reply.getHeader().getFlag(Flags.AA)
                && has(reply, Type.NS)
                && !has(reply, Type.SOA);
        return referral ? failure(reply, "names others to ask, and does not ask them itself") : null;
    }

    /** Whether a server may have stumbled over EDNS, which it then says, or shows by a reply that cannot be read. */
    static boolean wasNotUnderstood(Message reply, Throwable thrown) {
        if (thrown != null) {
            return DnsFailure.unwrapped(thrown) instanceof WireParseException;
        }
        int code = reply.getRcode();
        return code == Rcode.FORMERR || code == Rcode.NOTIMP || code == Rcode.BADVERS;
    }

    private static boolean has(Message reply, int type) {
        return reply.getSectionRRsets(Section.AUTHORITY).stream().anyMatch(set -> set.getType() == type);
    }

    private static DnsFailure failure(Message reply, String what) {
        return new DnsFailure(NtStatus.STATUS_UNSUCCESSFUL, "The server " + what + " for " + reply.getQuestion());
    }
}
