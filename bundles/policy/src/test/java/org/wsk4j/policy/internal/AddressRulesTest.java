// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_TCP;
import static org.wsk4j.ws2def.IpProtocol.IPPROTO_UDP;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SockAddrUn;

/** What rules say of addresses, and how they are written. */
class AddressRulesTest {
    private static AddressRules rules(String... texts) {
        try {
            return AddressRules.parse(texts);
        } catch (RuleSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** An address as people write it with its port: {@code 1.2.3.4:5} or {@code [::1]:5}. */
    private static SockAddr address(String text) {
        int colon = text.lastIndexOf(':');
        int port = Integer.parseInt(text.substring(colon + 1));
        return text.startsWith("[")
                ? SockAddrIn6.of(text.substring(1, colon - 1), port)
                : SockAddrIn.of(text.substring(0, colon), port);
    }

    private static boolean allowsTcp(AddressRules rules, String address) {
        return rules.allowsPeer(IPPROTO_TCP, address(address));
    }

    @ParameterizedTest
    @CsvSource({
        "allow *,                              1.2.3.4:5,                  true",
        "allow *,                              [2001:db8::1]:5,            true",
        "deny *,                               1.2.3.4:5,                  false",
        "allow 1.2.3.4,                        1.2.3.4:5,                  true",
        "allow 1.2.3.4,                        1.2.3.5:5,                  false",
        "allow 1.2.3.4/32,                     1.2.3.5:5,                  false",
        "allow 1.2.3.4/31,                     1.2.3.5:5,                  true",
        "allow 1.2.3.4/31,                     1.2.3.6:5,                  false",
        "allow 10.0.0.0/8,                     10.255.255.255:5,           true",
        "allow 10.0.0.0/8,                     11.0.0.0:5,                 false",
        "allow 10.9.8.7/8,                     10.1.2.3:5,                 true",
        "allow 0.0.0.0/0,                      255.255.255.255:5,          true",
        "allow 0.0.0.0/0,                      [2001:db8::1]:5,            false",
        "allow 128.0.0.0/1,                    127.255.255.255:5,          false",
        "allow 128.0.0.0/1,                    200.0.0.1:5,                true",
        "allow [2001:db8::1],                  [2001:db8::1]:5,            true",
        "allow [2001:db8::1],                  [2001:db8::2]:5,            false",
        "allow [2001:db8::/32],                [2001:db8:ffff::1]:5,       true",
        "allow [2001:db8::/32],                [2001:db9::1]:5,            false",
        "allow [2001:db8::/64],                [2001:db8::ffff:0:0:1]:5,   true",
        "allow [2001:db8::/64],                [2001:db8:0:1::1]:5,        false",
        "allow [2001:db8::/65],                [2001:db8::7fff:0:0:1]:5,   true",
        "allow [2001:db8::/65],                [2001:db8::8000:0:0:1]:5,   false",
        "allow [2001:db8::8/127],              [2001:db8::9]:5,            true",
        "allow [2001:db8::8/127],              [2001:db8::a]:5,            false",
        "allow [::/0],                         [fe80::1%3]:5,              true",
        "allow [::/0],                         1.2.3.4:5,                  false",
        "allow [fe80::/10],                    [febf::1%7]:5,              true",
        "allow *:443,                          1.2.3.4:443,                true",
        "allow *:443,                          [::1]:444,                  false",
        "allow *:*,                            1.2.3.4:0,                  true",
        "allow 1.2.3.4:*,                      1.2.3.4:65535,              true",
        "allow *:80-90,                        1.2.3.4:79,                 false",
        "allow *:80-90,                        1.2.3.4:80,                 true",
        "allow *:80-90,                        1.2.3.4:90,                 true",
        "allow *:80-90,                        1.2.3.4:91,                 false",
        "allow *:0-65535,                      1.2.3.4:0,                  true",
        "allow *:0,                            1.2.3.4:1,                  false",
        "allow [2001:db8::/32]:443,            [2001:db8::1]:443,          true",
        "allow [2001:db8::/32]:443,            [2001:db8::1]:80,           false"
    })
    void matchAddressesAndPorts(String rule, String address, boolean allowed) {
        assertThat(allowsTcp(rules(rule), address)).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "allow 10.0.0.0/8,               [::ffff:10.1.2.3]:5,  true",
        "allow 10.0.0.0/8,               [::ffff:11.1.2.3]:5,  false",
        "allow [::ffff:10.0.0.0/104],    10.1.2.3:5,           true",
        "allow [::ffff:10.0.0.0/104],    [::ffff:10.1.2.3]:5,  true",
        "allow [::ffff:10.0.0.0/104],    11.1.2.3:5,           false",
        "allow [::ffff:10.1.2.3],        10.1.2.3:5,           true",
        "allow [::ffff:10.1.2.3],        10.1.2.4:5,           false",
        "allow [::/0],                   [::ffff:10.1.2.3]:5,  false"
    })
    void takeMappedAddressesForWhatTheyStandFor(String rule, String address, boolean allowed) {
        assertThat(allowsTcp(rules(rule), address)).isEqualTo(allowed);
    }

    @Test
    void distinguishProtocols() {
        AddressRules rules = rules("allow tcp *:53", "allow udp *:123");

        assertThat(rules.allowsPeer(IPPROTO_TCP, address("1.2.3.4:53"))).isTrue();
        assertThat(rules.allowsPeer(IPPROTO_UDP, address("1.2.3.4:53"))).isFalse();
        assertThat(rules.allowsPeer(IPPROTO_UDP, address("1.2.3.4:123"))).isTrue();
        assertThat(rules.allowsPeer(IPPROTO_TCP, address("1.2.3.4:123"))).isFalse();
    }

    @Test
    void countInTheirOrder() {
        AddressRules rules = rules("deny 10.0.0.1", "allow 10.0.0.0/8:443", "deny 10.0.0.0/8", "allow *");

        assertThat(allowsTcp(rules, "10.0.0.1:443")).isFalse();
        assertThat(allowsTcp(rules, "10.0.0.2:443")).isTrue();
        assertThat(allowsTcp(rules, "10.0.0.2:80")).isFalse();
        assertThat(allowsTcp(rules, "192.0.2.1:80")).isTrue();
    }

    @Test
    void denyWhatNoneOfThemMatchesButAllowEverythingIfThereAreNone() {
        assertThat(allowsTcp(rules("deny 10.0.0.1"), "10.0.0.2:1")).isFalse();
        assertThat(allowsTcp(rules(), "10.0.0.2:1")).isTrue();
        assertThat(allowsTcp(rules("", " "), "10.0.0.2:1")).isTrue();
        assertThat(allowsTcp(rules("", "deny 10.0.0.1", " "), "10.0.0.2:1")).isFalse();
    }

    @Test
    void mayStandInOneTextWithCommas() {
        AddressRules rules = rules(" deny 10.0.0.1 ,allow  tcp  10.0.0.0/8:1-2,  allow [::1]:*");

        assertThat(rules.texts()).containsExactly("deny 10.0.0.1", "allow  tcp  10.0.0.0/8:1-2", "allow [::1]:*");
        assertThat(allowsTcp(rules, "10.0.0.1:1")).isFalse();
        assertThat(allowsTcp(rules, "10.0.0.3:2")).isTrue();
        assertThat(allowsTcp(rules, "[::1]:9")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:5", "[::ffff:0.0.0.0]:5", "[::]:5"})
    void takeAWildcardPeerForThisMachine(String address) {
        AddressRules rules = rules("deny 127.0.0.0/8", "deny [::1]", "allow *");

        assertThat(allowsTcp(rules, address)).isFalse();
        assertThat(rules.allowsLocal(IPPROTO_TCP, address(address))).isTrue();
    }

    @Test
    void matchAddressesOfOtherFamiliesByTheStarOnly() {
        SockAddrUn other = new SockAddrUn();

        assertThat(rules("allow *").allowsLocal(0, other)).isTrue();
        assertThat(rules("allow *:*").allowsLocal(0, other)).isTrue();
        assertThat(rules("allow *:0-65535").allowsLocal(0, other)).isFalse();
        assertThat(rules("allow 0.0.0.0/0", "allow [::/0]").allowsLocal(0, other))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\", allow *\"                 | 1  | begins with",
                "\"allow *, , deny *\"         | 10 | begins with",
                "permit *                      | 1  | begins with",
                "Allow *                       | 1  | begins with",
                "allowtcp *                    | 1  | begins with",
                "allow                         | 6  | not an IPv4 address",
                "allow sctp *                  | 7  | neither",
                "allow localhost               | 7  | neither",
                "allow 10.0.0.0/33             | 16 | 32 bits",
                "allow 10.0.0.0/               | 16 | number is missing",
                "allow 10.0.0.0/x              | 16 | number is missing",
                "allow 10.0.0.0/-1             | 16 | number is missing",
                "allow 10.0.0/8                | 7  | not an IPv4 address",
                "allow 10.0.0.256              | 7  | not an IPv4 address",
                "allow 10.0.0.256:1, deny *:2  | 7  | not an IPv4 address",
                "allow tcp 2001:db8::1         | 11 | brackets",
                "allow ::1                     | 7  | brackets",
                "allow [::1                    | 11 | ']' is missing",
                "allow [::1/64:80              | 14 | ']' is missing",
                "allow [::1]/64                | 12 | comma",
                "allow [::1/129]               | 12 | 128 bits",
                "allow [10.0.0.1]              | 8  | not an IPv6 address",
                "allow [fe80::1%2]             | 8  | no scope",
                "allow [fe80::1%eth0]          | 8  | not an IPv6 address",
                "allow [::ffff:10.0.0.0/95]    | 23 | v4-mapped",
                "allow *:                      | 9  | number is missing",
                "allow *:65536                 | 9  | 0 to 65535",
                "allow *:9999999999            | 9  | too large",
                "allow *:90-80                 | 12 | before it begins",
                "allow *:80-                   | 12 | number is missing",
                "allow *:http                  | 9  | number is missing",
                "allow * :80                   | 9  | comma",
                "allow *, deny                 | 14 | not an IPv4 address",
                "allow *,                      | 9  | begins with",
                "allow *; deny *               | 8  | comma"
            })
    void sayWhereTheMistakeIs(String text, int position, String problem) {
        assertThatThrownBy(() -> AddressRules.parse(new String[] {text}))
                .isInstanceOf(RuleSyntaxException.class)
                .hasMessageStartingWith("'" + text + "', character " + position + ": ")
                .hasMessageContaining(problem);
    }

    /** Every range of IPv4 against what its definition says, without masks. */
    @Test
    void agreeWithTheDefinitionOfARange() {
        long seed = System.nanoTime();
        System.out.println("AddressRulesTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            int base = random.nextInt();
            int bits = random.nextInt(33);
            int other = base ^ (random.nextInt() >>> random.nextInt(32));
            SockAddrIn range = new SockAddrIn();
            range.setAddress(base);
            SockAddrIn asked = new SockAddrIn();
            asked.setAddress(other);
            String text = "allow " + range.toString().replaceAll(":.*", "") + "/" + bits;

            boolean expected = Integer.numberOfLeadingZeros(base ^ other) >= bits;

            assertThat(rules(text).allowsLocal(IPPROTO_TCP, asked))
                    .as("%s of %s", text, asked)
                    .isEqualTo(expected);
        }
    }

    @Test
    void neverFailInAnotherWayThanTheyTell() {
        long seed = System.nanoTime();
        System.out.println("AddressRulesTest seed " + seed);
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "allow",
                "deny",
                " ",
                "tcp",
                "udp",
                "*",
                "[",
                "]",
                ":",
                "-",
                "/",
                ",",
                "10.0.0.0",
                "::1",
                "80",
                "999",
                "%");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int count = random.nextInt(10); count > 0; count--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            try {
                AddressRules.parse(new String[] {text.toString()});
            } catch (RuleSyntaxException expected) {
                assertThat(expected).hasMessageContaining(text.toString());
            }
        }
    }
}
