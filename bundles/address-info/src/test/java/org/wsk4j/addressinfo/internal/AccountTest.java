// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_INVALID_PARAMETER;

import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.namespace.NameSpaceQuery;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.AccessToken;
import org.wsk4j.wdm.Sid;
import org.wsk4j.wdm.ThreadToken;

/** In whose name names are resolved: owning process, owning thread, and impersonation. */
class AccountTest extends NamesFixture {
    private static final AccessToken SOMEBODY = AccessToken.builder(Sid.USERS).build();

    private final Bundle process = (Bundle) Proxy.newProxyInstance(
            Bundle.class.getClassLoader(),
            new Class<?>[] {Bundle.class},
            (proxy, method, arguments) -> switch (method.getName()) {
                case "getSymbolicName", "toString" -> "org.acme.process";
                case "hashCode" -> 1;
                case "equals" -> proxy == arguments[0];
                default -> throw new UnsupportedOperationException(method.getName());
            });

    @BeforeEach
    void knowsAHost() {
        space.knows("host.example", "192.0.2.1");
    }

    @AfterEach
    void actsForItselfAgain() {
        ThreadToken.revertToSelf();
    }

    private NameSpaceQuery queryFor(Bundle owningProcess, Thread owningThread) {
        get("host.example").as(owningProcess, owningThread).succeeds();
        return space.nextName();
    }

    private NameSpaceQuery reverseQueryFor(Bundle owningProcess, Thread owningThread) {
        new NameCall(names, client)
                .address("192.0.2.1")
                .as(owningProcess, owningThread)
                .succeeds();
        return space.nextAddress();
    }

    @Test
    @Clause({"GETADDRINFO-13", "GETNAMEINFO-17", "RESOLVE-04"})
    void withoutAProcessTheAccountHasFewRights() {
        assertThat(queryFor(null, null).account()).isEqualTo(AccessToken.LOCAL_SERVICE);
        assertThat(reverseQueryFor(null, null).account()).isEqualTo(AccessToken.LOCAL_SERVICE);
        assertThat(AccessToken.LOCAL_SERVICE.user()).isEqualTo(Sid.LOCAL_SERVICE);
    }

    @Test
    @Clause({"GETADDRINFO-13", "GETNAMEINFO-17"})
    void withoutAProcessAThreadThatImpersonatesMayAsk() {
        ThreadToken.impersonate(SOMEBODY);

        assertThat(queryFor(null, null).account()).isEqualTo(AccessToken.LOCAL_SERVICE);
        assertThat(reverseQueryFor(null, null).account()).isEqualTo(AccessToken.LOCAL_SERVICE);
    }

    @Test
    @Clause("GETADDRINFO-17")
    void theProcessGivesTheAccount() {
        NameSpaceQuery query = queryFor(process, null);

        assertThat(query.account()).isEqualTo(AccessToken.ofBundle(process));
        assertThat(query.owningProcess()).isSameAs(process);
        assertThat(query.owningThread()).isNull();
        assertThat(reverseQueryFor(process, null).account()).isEqualTo(AccessToken.ofBundle(process));
    }

    @Test
    @Clause("GETADDRINFO-17")
    void aThreadThatImpersonatesGivesTheAccountInstead() throws InterruptedException {
        CountDownLatch impersonates = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread thread = new Thread(() -> {
            ThreadToken.impersonate(SOMEBODY);
            impersonates.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        try {
            impersonates.await();
            NameSpaceQuery query = queryFor(process, thread);

            assertThat(query.account()).isEqualTo(SOMEBODY);
            assertThat(query.owningThread()).isSameAs(thread);
            assertThat(reverseQueryFor(process, thread).account()).isEqualTo(SOMEBODY);
        } finally {
            mayEnd.countDown();
            thread.join();
        }
    }

    @Test
    @Clause("GETADDRINFO-17")
    void aThreadThatActsForItselfLeavesTheAccountToItsProcess() {
        assertThat(queryFor(process, Thread.currentThread()).account()).isEqualTo(AccessToken.ofBundle(process));
    }

    @Test
    @Clause({"GETADDRINFO-14", "GETNAMEINFO-18"})
    void aProcessIsRefusedWhileTheCallingThreadImpersonates() {
        ThreadToken.impersonate(SOMEBODY);

        get("host.example").as(process, null).failsWith(STATUS_INVALID_PARAMETER);
        new NameCall(names, client).address("192.0.2.1").as(process, null).failsWith(STATUS_INVALID_PARAMETER);

        ThreadToken.revertToSelf();
        assertThat(queryFor(process, null).account()).isEqualTo(AccessToken.ofBundle(process));
    }

    @Test
    @Clause({"GETADDRINFO-15", "GETNAMEINFO-19"})
    void aThreadIsRefusedWithoutItsProcess() {
        get("host.example").as(null, Thread.currentThread()).failsWith(STATUS_INVALID_PARAMETER);
        get("192.0.2.1").as(null, Thread.currentThread()).failsWith(STATUS_INVALID_PARAMETER);
        new NameCall(names, client)
                .address("192.0.2.1")
                .as(null, Thread.currentThread())
                .failsWith(STATUS_INVALID_PARAMETER);
    }

    @Test
    @Clause({"GETADDRINFO-16", "GETNAMEINFO-19"})
    void aThreadIsRefusedWhileTheCallingThreadImpersonates() {
        ThreadToken.impersonate(SOMEBODY);

        get("host.example").as(process, Thread.currentThread()).failsWith(STATUS_INVALID_PARAMETER);
        new NameCall(names, client)
                .address("192.0.2.1")
                .as(process, Thread.currentThread())
                .failsWith(STATUS_INVALID_PARAMETER);
        assertThat(space.asked()).isEmpty();
    }
}
