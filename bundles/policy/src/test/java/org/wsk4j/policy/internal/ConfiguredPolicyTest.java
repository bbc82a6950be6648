// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;

import com.github.valfirst.slf4jtest.LoggingEvent;
import com.github.valfirst.slf4jtest.TestLogger;
import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.event.Level;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.spi.ClientPolicy;

/** Configurations that come, change and go. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConfiguredPolicyTest {
    private static final String CLIENT = "org.acme.client";
    private static final Map<String, Object> PROPERTIES = Map.of("service.pid", "org.wsk4j.policy~one");
    private static final SockAddrIn PEER = SockAddrIn.of("10.0.0.1", 443);
    private static final SockAddrIn OTHER = SockAddrIn.of("10.0.0.2", 443);

    private final TestLogger log = TestLoggerFactory.getTestLogger(ConfiguredPolicy.class);
    private final PolicyTable table = new PolicyTable();

    @BeforeEach
    void forgetLogs() {
        TestLoggerFactory.clearAll();
    }

    private ConfiguredPolicy configured(PolicyConfig config) {
        ConfiguredPolicy policy = new ConfiguredPolicy(table);
        policy.start(config, PROPERTIES);
        return policy;
    }

    private List<String> errors() {
        return log.getAllLoggingEvents().stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(LoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void makeThePolicyOfTheirBundle() {
        configured(TestConfig.of(" " + CLIENT + " ")
                .connect("allow tcp 10.0.0.1")
                .send("allow 10.0.0.2")
                .bind("allow *:0")
                .limits(3, 4, 5));

        ClientPolicy policy = table.policyOf(CLIENT);

        assertThat(policy.allowsConnect(IPPROTO_TCP, PEER)).isTrue();
        assertThat(policy.allowsConnect(IPPROTO_UDP, PEER)).isFalse();
        assertThat(policy.allowsConnect(IPPROTO_TCP, OTHER)).isFalse();
        assertThat(policy.allowsSend(IPPROTO_UDP, OTHER)).isTrue();
        assertThat(policy.allowsSend(IPPROTO_UDP, PEER)).isFalse();
        assertThat(policy.allowsBind(IPPROTO_TCP, SockAddrIn.of("0.0.0.0", 0))).isTrue();
        assertThat(policy.allowsBind(IPPROTO_TCP, PEER)).isFalse();
        assertThat(policy.maxSockets()).isEqualTo(3);
        assertThat(policy.maxPendingBytes()).isEqualTo(4);
        assertThat(policy.maxConnectsPerSecond()).isEqualTo(5);
        assertThat(policy.rules())
                .containsExactly("connect: allow tcp 10.0.0.1", "send: allow 10.0.0.2", "bind: allow *:0");
        assertThat(table.policyOf("org.acme.other")).isNull();
        assertThat(errors()).isEmpty();
    }

    @Test
    void limitNothingThatTheyDoNotSpeakOf() {
        configured(TestConfig.of(CLIENT).limits(0, -1, Integer.MIN_VALUE));

        ClientPolicy policy = table.policyOf(CLIENT);

        assertThat(policy.allowsConnect(IPPROTO_TCP, PEER)).isTrue();
        assertThat(policy.allowsSend(IPPROTO_TCP, PEER)).isTrue();
        assertThat(policy.allowsBind(IPPROTO_TCP, PEER)).isTrue();
        assertThat(policy.maxSockets()).isEqualTo(ClientPolicy.UNLIMITED);
        assertThat(policy.maxPendingBytes()).isEqualTo(ClientPolicy.UNLIMITED_BYTES);
        assertThat(policy.maxConnectsPerSecond()).isEqualTo(ClientPolicy.UNLIMITED);
        assertThat(policy.rules()).isEmpty();
    }

    @Test
    void countAtOnceWhenTheyChangeAndLeaveOthersAlone() {
        ConfiguredPolicy policy = configured(TestConfig.of(CLIENT).limits(1, 0, 0));
        configured(TestConfig.of("org.acme.other").limits(9, 0, 0));
        ClientPolicy before = table.policyOf(CLIENT);
        ClientPolicy other = table.policyOf("org.acme.other");

        policy.configure(TestConfig.of(CLIENT).limits(2, 0, 0), PROPERTIES);

        assertThat(table.policyOf(CLIENT)).isNotSameAs(before);
        assertThat(table.policyOf(CLIENT).maxSockets()).isEqualTo(2);
        assertThat(table.policyOf("org.acme.other")).isSameAs(other);
    }

    @Test
    void mayChangeTheirBundle() {
        ConfiguredPolicy policy = configured(TestConfig.of(CLIENT).limits(1, 0, 0));

        policy.configure(TestConfig.of("org.acme.other").limits(1, 0, 0), PROPERTIES);

        assertThat(table.policies()).containsOnlyKeys("org.acme.other");
    }

    @Test
    void endWithTheirConfiguration() {
        ConfiguredPolicy policy = configured(TestConfig.of(CLIENT).limits(1, 0, 0));

        policy.stop();

        assertThat(table.policies()).isEmpty();
    }

    @Test
    void denyEverythingUntilTheyAreMendedWhenARuleIsWrong() {
        ConfiguredPolicy policy = configured(TestConfig.of(CLIENT)
                .connect("allow *")
                .send("allow 10.0.0.0/8", "allow 10.0.0.0/33")
                .limits(100, 100, 100));

        assertEverythingIsDenied(table.policyOf(CLIENT));
        assertThat(errors())
                .singleElement()
                .asString()
                .contains(CLIENT, "org.wsk4j.policy~one", "send = 'allow 10.0.0.0/33', character 16");
        assertThat(table.policyOf(CLIENT).rules()).singleElement().asString().contains("character 16");

        policy.configure(TestConfig.of(CLIENT).send("allow 10.0.0.0/8"), PROPERTIES);

        assertThat(table.policyOf(CLIENT).allowsConnect(IPPROTO_TCP, PEER)).isTrue();
        assertThat(errors()).hasSize(1);
    }

    @Test
    void denyEverythingWhenAValueHasTheWrongType() {
        configured(TestConfig.of(CLIENT).unreadable("'many' is not a number"));

        assertEverythingIsDenied(table.policyOf(CLIENT));
        assertThat(errors()).singleElement().asString().contains(CLIENT, "'many' is not a number");
    }

    @Test
    void denyEverythingWhenAChangeIsWrong() {
        ConfiguredPolicy policy = configured(TestConfig.of(CLIENT).connect("allow *"));

        policy.configure(TestConfig.of(CLIENT).connect("allow"), PROPERTIES);

        assertEverythingIsDenied(table.policyOf(CLIENT));
    }

    private static void assertEverythingIsDenied(ClientPolicy policy) {
        assertThat(policy.allowsConnect(IPPROTO_TCP, PEER)).isFalse();
        assertThat(policy.allowsSend(IPPROTO_UDP, PEER)).isFalse();
        assertThat(policy.allowsBind(IPPROTO_TCP, SockAddrIn.of("0.0.0.0", 0))).isFalse();
        assertThat(policy.maxSockets()).isZero();
        assertThat(policy.maxPendingBytes()).isZero();
        assertThat(policy.maxConnectsPerSecond()).isZero();
    }

    @Test
    void limitNobodyWithoutANameButSaySo() {
        ConfiguredPolicy policy = configured(TestConfig.of(" ").connect("deny *"));
        configured(TestConfig.of(null).connect("deny *"));

        assertThat(table.policies()).isEmpty();
        assertThat(errors()).hasSize(2).allMatch(line -> line.contains("org.wsk4j.policy~one"));
        policy.stop();
        assertThat(table.policies()).isEmpty();
    }

    @Test
    void ofTheSameBundleHaveAllToAllow() {
        ConfiguredPolicy first = configured(TestConfig.of(CLIENT)
                .connect("allow 10.0.0.0/8")
                .send("allow 10.0.0.1")
                .bind("allow *")
                .limits(3, 400, 0));
        configured(TestConfig.of(CLIENT)
                .connect("deny 10.0.0.2", "allow *")
                .bind("deny 10.0.0.1", "allow *")
                .limits(4, 300, 5));

        ClientPolicy both = table.policyOf(CLIENT);

        assertThat(both.allowsConnect(IPPROTO_TCP, PEER)).isTrue();
        assertThat(both.allowsConnect(IPPROTO_TCP, OTHER)).isFalse();
        assertThat(both.allowsConnect(IPPROTO_TCP, SockAddrIn.of("192.0.2.1", 1)))
                .isFalse();
        assertThat(both.allowsSend(IPPROTO_UDP, PEER)).isTrue();
        assertThat(both.allowsSend(IPPROTO_UDP, OTHER)).isFalse();
        assertThat(both.allowsBind(IPPROTO_TCP, PEER)).isFalse();
        assertThat(both.allowsBind(IPPROTO_TCP, OTHER)).isTrue();
        assertThat(both.maxSockets()).isEqualTo(3);
        assertThat(both.maxPendingBytes()).isEqualTo(300);
        assertThat(both.maxConnectsPerSecond()).isEqualTo(5);
        assertThat(both.rules()).hasSize(7);

        first.stop();

        assertThat(table.policyOf(CLIENT).maxSockets()).isEqualTo(4);
        assertThat(table.policyOf(CLIENT).allowsSend(IPPROTO_UDP, OTHER)).isTrue();
    }

    @Test
    void aWrongOneOfTwoDeniesEverything() {
        configured(TestConfig.of(CLIENT).limits(3, 3, 3));
        configured(TestConfig.of(CLIENT).bind("allow everything"));

        assertEverythingIsDenied(table.policyOf(CLIENT));
    }

    /** One thread changes a policy all the time; another never finds the bundle without, or a half of one. */
    @Test
    void areNeverAbsentWhileTheyChange() throws Exception {
        int rounds = Boolean.getBoolean("stress") ? 1_000_000 : 20_000;
        long seed = System.nanoTime();
        System.out.println("ConfiguredPolicyTest seed " + seed);
        Random random = new Random(seed);
        ConfiguredPolicy policy = configured(TestConfig.of(CLIENT).limits(1, 1, 1));
        ConfiguredPolicy neighbour = configured(TestConfig.of("org.acme.other").limits(9, 9, 9));
        CountDownLatch over = new CountDownLatch(1);
        FutureTask<Long> reader = new FutureTask<>(() -> {
            long looks = 0;
            do {
                ClientPolicy now = table.policyOf(CLIENT);
                assertThat(now.maxPendingBytes()).isEqualTo(now.maxSockets());
                looks++;
            } while (over.getCount() > 0);
            return looks;
        });
        new Thread(reader, "reader").start();

        for (int i = 0; i < rounds; i++) {
            int limit = 1 + random.nextInt(100);
            policy.configure(TestConfig.of(CLIENT).limits(limit, limit, 0), PROPERTIES);
            if (random.nextInt(4) == 0) {
                neighbour.stop();
                neighbour = configured(TestConfig.of("org.acme.other").limits(limit, 9, 9));
            }
        }
        over.countDown();

        assertThat(reader.get(30, TimeUnit.SECONDS)).isPositive();
    }
}
