// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.wsk4j.wdm.Mdl;

/** MDL chains for tests, and the bytes behind them. */
final class Chain {
    private Chain() {}

    /** One MDL for each text, linked in order; an empty text makes an empty MDL. */
    static Mdl of(String... texts) {
        Mdl head = null;
        for (int i = texts.length - 1; i >= 0; i--) {
            byte[] bytes = texts[i].getBytes(StandardCharsets.US_ASCII);
            Mdl mdl = Mdl.allocate(
                    ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
            mdl.setNext(head);
            head = mdl;
        }
        return head;
    }

    /** What the whole chain holds. */
    static String text(Mdl head) {
        StringBuilder text = new StringBuilder();
        for (Mdl mdl = head; mdl != null; mdl = mdl.next()) {
            text.append(StandardCharsets.US_ASCII.decode(mdl.systemAddress()));
        }
        return text.toString();
    }

    /** What a view shows; the view does not move. */
    static String text(ByteBuffer view) {
        return StandardCharsets.US_ASCII.decode(view.duplicate()).toString();
    }
}
