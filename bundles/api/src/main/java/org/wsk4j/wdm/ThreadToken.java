// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.wdm;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * For whom a thread acts just now: the impersonation token of a thread.
 *
 * <p>A thread that impersonates nobody acts for its bundle, with {@link AccessToken#ofBundle}. A token is set by the thread
 * itself and can be read by all; a thread that ends takes it along.
 *
 * <p>Threads: each thread has its own token. IRQL: any, for every member. Spec: SOCKET-14, SOCKET-15.
 */
public final class ThreadToken {
    // by thread and weak, instead of a ThreadLocal: others read it, and no thread keeps a class of this bundle alive
    private static final Map<Thread, AccessToken> TOKENS = Collections.synchronizedMap(new WeakHashMap<>());

    private ThreadToken() {}

    /**
     * Lets the current thread act for a client (PsImpersonateClient).
     *
     * @param token the client; null ends the impersonation, as {@link #revertToSelf} does
     * @return for whom the thread acted before, null for nobody: set it again when the work for the client is done
     */
    public static AccessToken impersonate(AccessToken token) {
        Thread current = Thread.currentThread();
        return token == null ? TOKENS.remove(current) : TOKENS.put(current, token);
    }

    /** Ends the impersonation of the current thread (PsRevertToSelf); does nothing when it impersonates nobody. */
    public static void revertToSelf() {
        TOKENS.remove(Thread.currentThread());
    }

    /**
     * For whom a thread acts (PsReferenceImpersonationToken; there is nothing to dereference).
     *
     * @param thread any thread, alive or not
     * @return the token, or null when the thread impersonates nobody
     */
    public static AccessToken of(Thread thread) {
        return TOKENS.get(thread);
    }
}
