// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.NtStatus;

@Timeout(60)
class LookupCommandsTest {
    private final FakeSession session = new FakeSession();
    private final FakeProvider provider = new FakeProvider();
    private final ShellClient client = new ShellClient();
    private final ResolveCommand resolve = new ResolveCommand(client);
    private final NameInfoCommand nameInfo = new NameInfoCommand(client);
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @BeforeEach
    void answers() {
        client.bindNpi(provider.npi());
        provider.resolving(question -> {
            asked.add(question);
            return NtStatus.STATUS_SUCCESS;
        });
    }

    @Test
    @Clause({"RESOLVE-03", "FREEADDRINFO-01"})
    void printsTheAddressesOfANameAndGivesTheListBack() {
        resolve.resolve(session.session(), "host.example", "http");

        assertThat(asked).containsExactly("host.example http");
        assertThat(session.lines())
                .containsExactly(
                        "address       type         protocol     name          name space provider",
                        "192.0.2.1:80  SOCK_STREAM  IPPROTO_TCP  real.example  " + FakeProvider.NAME_SPACE,
                        "192.0.2.2:80  -            -                          " + FakeProvider.NAME_SPACE);
        assertThat(provider.lists).isEmpty();
    }

    @Test
    void printsWhyANameHasNoAddresses() {
        provider.resolving(question -> NtStatus.STATUS_NO_MATCH);

        resolve.resolve(session.session(), "[::1%x]");
        nameInfo.nameinfo(session.session(), "nonsense");

        assertThat(session.lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("resolve ::1%x failed: STATUS_NO_MATCH"),
                        line -> assertThat(line).startsWith("nameinfo nonsense failed: STATUS_NO_MATCH"));
    }

    @Test
    void printsTheNameOfAnAddressAndOfAPort() {
        nameInfo.nameinfo(session.session(), "192.0.2.1");
        nameInfo.nameinfo(session.session(), "192.0.2.1", "80");

        assertThat(session.lines()).containsExactly("host.example", "host.example http");
        assertThat(asked).containsExactly("192.0.2.1 null", "192.0.2.1:80", "192.0.2.1 80", "192.0.2.1:80");
        assertThat(provider.lists).isEmpty();
    }

    @Test
    void saysThatNoProviderIsThere() {
        client.unbindNpi(provider.npi());

        resolve.resolve(session.session(), "host.example");
        nameInfo.nameinfo(session.session(), "192.0.2.1");

        assertThat(session.lines()).hasSize(2).allMatch(line -> line.contains("failed: STATUS_DEVICE_NOT_READY"));
    }

    @Test
    void endsALookUpWhenTheProviderGoes() throws InterruptedException {
        provider.resolving(question -> {
            asked.add(question);
            return NtStatus.STATUS_PENDING;
        });
        Thread command = new Thread(() -> resolve.resolve(session.session(), "host.example"));
        command.start();
        while (asked.isEmpty()) {
            Thread.onSpinWait();
        }

        client.unbindNpi(provider.npi());
        command.join();

        assertThat(session.lines()).singleElement().asString().contains("failed: STATUS_DEVICE_NOT_READY");
    }

    @Test
    void explainThemselves() {
        resolve.resolve(session.session());
        resolve.resolve(session.session(), "a", "b", "c");
        nameInfo.nameinfo(session.session());

        assertThat(session.lines())
                .containsExactly(
                        "usage: wsk:resolve NAME [SERVICE]",
                        "usage: wsk:resolve NAME [SERVICE]",
                        "usage: wsk:nameinfo ADDRESS [PORT]");
    }
}
