// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.namespacedns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.dns.DnsReply;
import org.wsk4j.testkit.dns.DnsRequest;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;

/** Queries that are given up, and the end of the provider. */
class GiveUpTest extends DnsFixture {
    /** Starts the provider; how many sockets there are then. */
    private long socketsBefore() {
        names();
        return openSockets();
    }

    private static void assertSockets(long before) {
        Eventually.isTrue("the sockets are closed", () -> openSockets() <= before);
    }

    @Test
    void closesItsSocketsWhenAQueryIsGivenUp() {
        server.script(request -> {});
        long before = socketsBefore();
        Asked query = lookUp("host.test");
        server.take();
        server.take();

        assertThat(query.giveUp()).isTrue();

        assertThat(names().underWay()).isZero();
        assertSockets(before);
    }

    @Test
    void closesItsConnectionWhenAQueryIsGivenUp() {
        server.script(request -> {
            if (!request.isTcp()) {
                request.reply().truncated().send();
            }
        });
        Asked query = lookUp4("host.test");
        server.take();
        assertThat(server.take().isTcp()).isTrue();

        query.giveUp();

        Eventually.isTrue("the server sees the end", () -> server.connections() == 0);
    }

    @Test
    void answersNothingThatIsGivenUp() {
        server.script("held.test", request -> {}).has("host.test", "192.0.2.1");
        Asked query = lookUp4("held.test");
        DnsRequest held = server.take();

        query.giveUp();
        held.reply().address("held.test", "192.0.2.2").send();

        assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
        assertThat(query.tooLate()).isLessThanOrEqualTo(1); // the failure, which comes to nothing
    }

    @Test
    void asksNobodyElseForWhatIsGivenUp() {
        attempts(10);
        searches("a.test", "b.test");
        server.script("held.a.test", request -> {}).has("host.test", "192.0.2.1");
        Asked query = lookUp4("held");
        DnsRequest held = server.take();

        query.giveUp();
        held.reply().code(DnsReply.SERVFAIL).send();

        assertThat(lookUp4("host.test.").answers()).containsExactly("192.0.2.1");
        assertThat(server.asked()).containsExactly("held.a.test/1", "host.test/1");
    }

    @Test
    void asksNobodyForWhatWasGivenUpBefore() {
        Asked.Host query = new Asked.Host("gone.test", AddressFamily.AF_UNSPEC, 0);
        query.giveUp();

        names().lookUp(query);
        lookUp4("host.test").failsWith(NtStatus.STATUS_NO_MATCH);

        assertThat(names().underWay()).isZero();
        assertThat(server.asked()).containsExactly("host.test/1");
    }

    @Test
    void failsWhatIsUnderWayWhenItStops() {
        server.script(request -> {
            if (request.name().equals("tcp.test") && !request.isTcp()) {
                request.reply().truncated().send();
            }
        });
        long before = socketsBefore();
        List<Asked> queries = List.of(
                lookUp("a.test"), lookUp4("b.test"), lookUp4("tcp.test"), lookUp(SockAddrIn.of("192.0.2.1", 0)));
        for (int i = 0; i < 6; i++) {
            server.take(); // two for the first, and two for the one by TCP
        }

        names().stop();

        queries.forEach(query -> query.failsWith(NtStatus.STATUS_REQUEST_ABORTED));
        assertThat(threads("wsk4j-dns")).isEmpty();
        assertSockets(before);
    }

    @Test
    void failsWhatIsAskedAfterItsEnd() {
        attempts(10);
        names().stop();

        lookUp("host.test").failsWith(NtStatus.STATUS_REQUEST_ABORTED);
        names().stop();

        assertThat(server.asked()).isEmpty();
    }

    @Test
    void stopsWhenItWasNeverStarted() {
        DnsNames never = new DnsNames(DnsSettingsTest.settings("192.0.2.53"));

        never.stop();

        assertThat(threads("wsk4j-dns")).isEmpty();
    }

    @Test
    void hasNoThreadOfTheCallersGroupOrClasses() {
        names();

        Thread thread = Thread.getAllStackTraces().keySet().stream()
                .filter(each -> each.getName().equals("wsk4j-dns"))
                .findFirst()
                .orElseThrow();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getContextClassLoader()).isSameAs(DnsNames.class.getClassLoader());
    }

    @Test
    void survivesAnAskerThatThrows() throws InterruptedException {
        server.has("host.test", "192.0.2.1");
        CountDownLatch failed = new CountDownLatch(1);
        Asked.Host query = new Asked.Host("host.test", AddressFamily.AF_INET, 0) {
            @Override
            public boolean answer(List<? extends SockAddr> addresses, String canonName, ByteBuffer blob) {
                throw new IllegalStateException("does not like it");
            }

            @Override
            public boolean fail(NtStatus status) {
                failed.countDown();
                return super.fail(status);
            }
        };

        names().lookUp(query);
        failed.await();

        query.failsWith(NtStatus.STATUS_UNSUCCESSFUL);
        assertThat(TestLoggerFactory.getAllLoggingEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getThrowable()).containsInstanceOf(IllegalStateException.class));
        TestLoggerFactory.clearAll();
        assertThat(lookUp4("host.test").answers()).containsExactly("192.0.2.1");
    }
}
