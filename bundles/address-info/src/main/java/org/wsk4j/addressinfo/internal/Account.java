// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import org.osgi.framework.Bundle;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.ThreadToken;

/**
 * In whose name a look-up is made: the owning process and thread of a call, and the token that they stand for.
 *
 * @param process OwningProcess; or null
 * @param thread OwningThread; or null
 * @param token the thread's own when it impersonates, else the process's, else LOCAL SERVICE's; never null
 */
record Account(Bundle process, Thread thread, AccessToken token) {
    /** The account of a call that the current thread makes, read now; null when the two must not be given so. */
    static Account of(Bundle process, Thread thread) {
        boolean impersonating = ThreadToken.of(Thread.currentThread()) != null;
        if (thread != null && process == null || impersonating && (process != null || thread != null)) {
            return null;
        }
        AccessToken ofThread = thread == null ? null : ThreadToken.of(thread);
        if (ofThread != null) {
            return new Account(process, thread, ofThread);
        }
        return new Account(
                process, thread, process == null ? AccessToken.LOCAL_SERVICE : AccessToken.ofBundle(process));
    }
}
