// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespace;

import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Bundle;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.ThreadToken;

/**
 * A question to a {@link NameSpaceProvider}: what all questions have in common.
 *
 * <p>Made by {@code address-info}, a new one for each provider that is asked.
 *
 * <p>State: open, then over, by the first of: an answer, a failure, the client's cancel or its going, the end of the
 * provider's service. What comes after the first does nothing.
 *
 * <p>Threads: safe for all. IRQL: &lt;= DISPATCH_LEVEL, for every member. Locks: call with none held.
 */
@ProviderType
public interface NameSpaceQuery {
    /**
     * The account in whose name it is asked, for a provider whose answer depends on that: for whom the owning thread acted
     * when the client asked, else that of the owning process, else LOCAL SERVICE, the predefined account with few rights.
     *
     * @return the account's token, never null
     */
    default AccessToken account() {
        Thread thread = owningThread();
        AccessToken token = thread == null ? null : ThreadToken.of(thread);
        if (token != null) {
            return token;
        }
        return owningProcess() == null ? AccessToken.LOCAL_SERVICE : AccessToken.ofBundle(owningProcess());
    }

    /**
     * The bundle in whose name it is asked (OwningProcess).
     *
     * @return the bundle; null for a local account with few rights, which is the rule
     */
    Bundle owningProcess();

    /**
     * The thread in whose name it is asked (OwningThread).
     *
     * @return the thread, whose account counts instead of the bundle's; null without one
     */
    Thread owningThread();

    /**
     * Ends the question without an answer.
     *
     * @param status {@code STATUS_NO_MATCH} when the provider knows nothing of it; otherwise any failure, such as
     *     {@code STATUS_IO_TIMEOUT}, {@code STATUS_NETWORK_UNREACHABLE}, {@code STATUS_NOT_SUPPORTED}
     * @return false when the question was over before
     * @throws IllegalArgumentException when the status is no failure
     */
    boolean fail(NtStatus status);

    /**
     * Whether the question is over, so that looking on is a waste.
     *
     * @return true once it was answered or given up
     */
    boolean isOver();

    /**
     * Asks to be told when the question is given up, which is how a provider stops what it does for it. One note for each
     * question: another call replaces it.
     *
     * @param note runs once when the question is given up, in the thread that gives it up, at any IRQL, with no lock held;
     *     it must not block. It runs before this call returns when the question was given up already, and never when the
     *     question is answered
     */
    void onCancel(Runnable note);
}
