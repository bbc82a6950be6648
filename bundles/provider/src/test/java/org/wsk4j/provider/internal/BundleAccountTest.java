// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.slf4j.event.Level;
import org.wsk4j.provider.internal.FakePolicies.Fixed;
import org.wsk4j.report.PolicyCause;
import org.wsk4j.report.PolicyReport;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.spi.ClientPolicy;
import org.wsk4j.wsk.spi.PolicySource;

/** What a bundle may do and has in use, asked by one thread. */
class BundleAccountTest extends ProviderFixture {
    private static final String CLIENT = "org.acme.client";
    private static final SockAddrIn GOOD = SockAddrIn.of("10.0.0.1", 443);
    private static final SockAddrIn BAD = SockAddrIn.of("10.0.0.2", 443);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // about to overflow, as System.nanoTime may
    private final ClientAccounts own = new ClientAccounts(now::get);
    private final FakePolicies policies = new FakePolicies();
    private final BundleAccount account = own.of(bundle);

    @BeforeEach
    void connectSource() {
        own.policies = policies;
    }

    private PolicyReport report() {
        return own.policies().stream()
                .filter(report -> report.symbolicName().equals(CLIENT))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void allowsEverythingWithoutASource() {
        own.policies = null;

        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.mayBind(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.connect(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.maySend(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.limitsBytes()).isFalse();
        assertThat(account.charge(Long.MAX_VALUE)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(report().isLimited()).isFalse();
        assertThat(report().maxSockets()).isEqualTo(Integer.MAX_VALUE);
        assertThat(report().maxPendingBytes()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void allowsEverythingToBundlesThatNoPolicyIsFor() {
        policies.set("org.acme.other", Fixed.sockets(0));

        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(own.of(null).openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void refusesAddressesThatThePolicyDoesNotAllow() {
        policies.set(CLIENT, Fixed.allowing(GOOD));

        assertThat(account.mayBind(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.maySend(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.mayBind(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.connect(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.maySend(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.maySend(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);

        assertThat(report().refusals(PolicyCause.BIND)).isEqualTo(1);
        assertThat(report().refusals(PolicyCause.CONNECT)).isEqualTo(1);
        assertThat(report().refusals(PolicyCause.SEND)).isEqualTo(2);
        assertThat(report().refusals(PolicyCause.SOCKETS)).isZero();
    }

    @Test
    void followsABundleThatAnUpdateRenames() {
        String[] name = {CLIENT};
        Bundle renamed = OsgiFakes.bundle(() -> name[0]);
        BundleAccount before = own.of(renamed);
        policies.set("org.acme.renamed", Fixed.sockets(0));
        assertThat(before.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(own.of(renamed)).isSameAs(before);

        name[0] = "org.acme.renamed";

        assertThat(own.of(renamed).openSocket()).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        before.closeSocket();
    }

    @Test
    void givesAsManySocketsAsTheLimitSays() {
        policies.set(CLIENT, Fixed.sockets(2));

        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        account.closeSocket();
        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(report().sockets()).isEqualTo(2);
        assertThat(report().refusals(PolicyCause.SOCKETS)).isEqualTo(1);
    }

    @Test
    void countsSocketsAlsoBeforeTheyAreLimited() {
        account.openSocket();
        account.openSocket();

        policies.set(CLIENT, Fixed.sockets(2));

        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
    }

    @Test
    void leavesWhatIsInUseWhenTheLimitIsLowered() {
        policies.set(CLIENT, Fixed.sockets(3));
        account.openSocket();
        account.openSocket();
        account.openSocket();

        policies.set(CLIENT, Fixed.sockets(1));

        assertThat(report().sockets()).isEqualTo(3);
        account.closeSocket();
        account.closeSocket();
        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        account.closeSocket();
        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void chargesNoMoreBytesThanTheLimit() {
        policies.set(CLIENT, Fixed.bytes(100));

        assertThat(account.limitsBytes()).isTrue();
        assertThat(account.charge(60)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.charge(41)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        assertThat(account.charge(40)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.charge(0)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.charge(Long.MAX_VALUE)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        account.discharge(60);
        assertThat(account.charge(60)).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(report().pendingBytes()).isEqualTo(100);
        assertThat(report().refusals(PolicyCause.BYTES)).isEqualTo(2);
    }

    @Test
    void refusesBytesWhileThereAreMoreThanALoweredLimit() {
        policies.set(CLIENT, Fixed.bytes(Long.MAX_VALUE - 1));
        account.charge(Long.MAX_VALUE - 1);

        policies.set(CLIENT, Fixed.bytes(10));

        assertThat(account.charge(1)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        assertThat(account.charge(0)).isEqualTo(NtStatus.STATUS_SUCCESS);
        account.discharge(Long.MAX_VALUE - 1);
        assertThat(account.charge(10)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void beginsAsManyConnectsInAnySecondAsTheLimitSays() {
        policies.set(CLIENT, Fixed.connects(2));
        long second = ConnectRate.WINDOW;

        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS); // at 0
        now.addAndGet(second / 2);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS); // at a half
        now.addAndGet(second / 2 - 1);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        assertThat(report().connects()).isEqualTo(2);
        now.addAndGet(1);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS); // at one
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED); // no bucket is full

        assertThat(report().refusals(PolicyCause.RATE)).isEqualTo(2);
        assertThat(report().refusals(PolicyCause.CONNECT)).isZero();
    }

    @Test
    void countsNoConnectThatTheAddressForbids() {
        policies.set(CLIENT, new Fixed(GOOD, ClientPolicy.UNLIMITED, ClientPolicy.UNLIMITED_BYTES, 1));

        assertThat(account.connect(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.connect(IPPROTO_TCP, BAD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
    }

    @Test
    void remembersAsManyConnectsAsAHighLimitNeeds() {
        policies.set(CLIENT, Fixed.connects(1000));
        for (int i = 0; i < 1000; i++) {
            now.addAndGet(1);
            assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        }
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);

        policies.set(CLIENT, Fixed.connects(900));
        now.addAndGet(ConnectRate.WINDOW - 1000 + 101); // the first 101 are a second old, or older

        assertThat(report().connects()).isEqualTo(899);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
    }

    @Test
    void logsEachCauseOnceUntilThePolicyChanges() {
        policies.set(CLIENT, new Fixed(GOOD, 0, 0, 0));
        for (int i = 0; i < 3; i++) {
            account.openSocket();
            account.charge(1);
            account.maySend(IPPROTO_TCP, BAD);
        }
        assertThat(logged(Level.WARN)).hasSize(3).allMatch(line -> line.contains(CLIENT));
        assertThat(logged(Level.WARN)).anyMatch(line -> line.contains("send to IPPROTO_TCP address 10.0.0.2:443"));

        policies.set(CLIENT, Fixed.sockets(0));
        account.openSocket();
        account.openSocket();

        assertThat(logged(Level.WARN)).hasSize(4);
        assertThat(report().refusals(PolicyCause.SOCKETS)).isEqualTo(5);
    }

    @Test
    void isTheSameForAllClientsOfABundleAndAfterItHasDetached() {
        policies.set(CLIENT, Fixed.connects(1));
        own.of(bundle).connect(IPPROTO_TCP, GOOD);

        assertThat(own.of(bundle)).isSameAs(account);
        assertThat(own.of(bundle).connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        assertThat(own.of(OsgiFakes.bundle(CLIENT))).isNotSameAs(account);
        assertThat(own.of(null)).isNotSameAs(own.of(null));
    }

    @Test
    void theClientObjectHasTheAccountOfItsBundle() {
        provider.start();
        DirectClient first = attachedClient();
        DirectClient second = attachedClient();

        assertThat(first.attachment().account())
                .isSameAs(second.attachment().account())
                .isSameAs(accounts.of(bundle));
    }

    @Test
    void refusesWhenThePolicyThrows() {
        ClientPolicy broken = broken(ClientPolicy.class);
        policies.set(CLIENT, broken);

        assertEverythingIsRefused();

        assertThat(logged(Level.ERROR)).singleElement().asString().contains(CLIENT);
    }

    @Test
    void refusesWhenTheSourceThrows() {
        own.policies = broken(PolicySource.class);

        assertEverythingIsRefused();

        assertThat(report().rules()).singleElement().asString().contains("refused");
        assertThat(logged(Level.ERROR)).anyMatch(line -> line.contains(CLIENT));
    }

    private void assertEverythingIsRefused() {
        assertThat(account.openSocket()).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
        assertThat(account.mayBind(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.connect(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.maySend(IPPROTO_TCP, GOOD)).isEqualTo(NtStatus.STATUS_ACCESS_DENIED);
        assertThat(account.limitsBytes()).isTrue();
        assertThat(account.charge(1)).isEqualTo(NtStatus.STATUS_QUOTA_EXCEEDED);
    }

    private static <T> T broken(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "toString" -> "the broken one";
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> throw new IllegalStateException(method.getName());
                }));
    }

    @Test
    void reportsBundlesThatAreConfiguredAndHaveNoClient() {
        policies.set("org.acme.absent", Fixed.sockets(7));

        List<PolicyReport> reports = own.policies();

        assertThat(reports).extracting(PolicyReport::symbolicName).containsExactly("org.acme.absent", CLIENT);
        assertThat(reports.get(0).bundle()).isNull();
        assertThat(reports.get(0).isLimited()).isTrue();
        assertThat(reports.get(0).maxSockets()).isEqualTo(7);
        assertThat(reports.get(1).bundle()).isSameAs(bundle);
        assertThat(reports.get(1).isLimited()).isFalse();
    }
}
