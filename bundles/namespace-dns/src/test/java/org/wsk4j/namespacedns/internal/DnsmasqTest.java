// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** The same questions to a server that was not written for these tests. */
class DnsmasqTest extends DnsFixture {
    private static final int MANY = 200;

    @TempDir
    Path folder;

    private Dnsmasq dnsmasq;

    @BeforeEach
    void startDnsmasq() throws IOException {
        List<String> hosts = new ArrayList<>();
        for (int i = 1; i <= MANY; i++) {
            hosts.add("10.0.0." + i + " big.wsk.test");
        }
        Path table = Files.write(folder.resolve("hosts"), hosts);
        dnsmasq = Dnsmasq.start(
                folder,
                "--host-record=host.wsk.test,192.0.2.7,2001:db8::7",
                "--cname=www.wsk.test,host.wsk.test",
                "--local=/test/",
                "--addn-hosts=" + table);
        asksOnly(dnsmasq.address());
    }

    @AfterEach
    void stopDnsmasq() {
        dnsmasq.close();
    }

    @Test
    void findsAddressesAndTheCanonicalName() {
        Asked query = lookUp("www.wsk.test");

        assertThat(query.answers()).containsExactly("2001:db8::7", "192.0.2.7");
        assertThat(query.canonName()).isEqualTo("host.wsk.test");
    }

    @Test
    void findsAShortNameInADomain() {
        searches("absent.test", "wsk.test");

        assertThat(lookUp4("host").answers()).containsExactly("192.0.2.7");
    }

    @Test
    void knowsNothingOfWhatIsNotThere() {
        lookUp("absent.test").failsWith(NtStatus.STATUS_NO_MATCH);
        lookUp("big.wsk.test", AddressFamily.AF_INET6, 0).failsWith(NtStatus.STATUS_NO_MATCH);
    }

    @Test
    void cannotTellWhatTheServerMayNotAnswer() {
        lookUp("host.elsewhere.example").failsWith(NtStatus.STATUS_UNSUCCESSFUL); // it has nobody to ask: REFUSED
    }

    @Test
    void findsWhatNeedsTcp() {
        assertThat(lookUp4("big.wsk.test").answers()).hasSize(MANY).contains("10.0.0.1", "10.0.0." + MANY);
    }

    @Test
    void findsNames() {
        assertThat(lookUp(SockAddrIn.of("192.0.2.7", 0)).answers()).containsExactly("host.wsk.test");
        assertThat(lookUp(SockAddrIn6.of("2001:db8::7", 0)).answers()).containsExactly("host.wsk.test");
    }

    @Test
    void findsMuchAtOnce() {
        List<Asked> queries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            queries.add(lookUp(i % 2 == 0 ? "host.wsk.test" : "absent" + i + ".test"));
        }

        for (int i = 0; i < queries.size(); i++) {
            if (i % 2 == 0) {
                assertThat(queries.get(i).answers()).containsExactly("2001:db8::7", "192.0.2.7");
            } else {
                queries.get(i).failsWith(NtStatus.STATUS_NO_MATCH);
            }
        }
    }
}
