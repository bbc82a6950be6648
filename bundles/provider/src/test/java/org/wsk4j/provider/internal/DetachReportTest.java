// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.report.WaitCause;
import org.wsk4j.report.WaitReport;
import org.wsk4j.wsk.spi.OwnedMemory;
import org.wsk4j.wsk.spi.OwnedRequest;

/** What a pending detach says that it waits for, and what it does when it would wait for itself. */
class DetachReportTest extends ProviderFixture {
    @Test
    void namesSocketsTheirIrpsAndOtherRequestsUntilTheyAreGone() {
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "connection socket 7 (CONNECTED, peer 10.0.0.1:80)");
        socket.busyWith = List.of(new WaitCause("WskReceive, pending for 12 s"));
        socket.open();
        OwnedRequest connect = () -> "WskSocketConnect to 10.0.0.2:80, pending for 3 s";
        client.attachment().begun(connect);
        client.attachment().acquire();

        client.startDeregistration();

        WaitReport wait = provider.waits().get(0);
        assertThat(provider.waits()).hasSize(1);
        assertThat(wait.who()).contains("org.acme.client");
        assertThat(wait.thread()).isNull();
        assertThat(wait.causes())
                .extracting(WaitCause::what)
                .containsExactly(
                        "connection socket 7 (CONNECTED, peer 10.0.0.1:80)",
                        "WskReceive, pending for 12 s",
                        "WskSocketConnect to 10.0.0.2:80, pending for 3 s",
                        "the return of 1 calls of org.acme.client");
        socket.close();
        client.attachment().ended(connect);
        assertThat(provider.waits().get(0).causes()).hasSize(1);
        client.attachment().release();
        client.awaitDeregistration();
        assertThat(provider.waits()).isEmpty();
    }

    @Test
    void endsWhenTheClientIsDetachedByForce() {
        provider = provider(1);
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket obstinate = new FakeSocket(client.attachment(), "obstinate", () -> {});
        obstinate.open();

        client.deregister();

        assertThat(provider.waits()).isEmpty();
        obstinate.close();
    }

    @Test
    void doesNotWaitForTheRoutineThatDeregisters() {
        provider.start(); // with all the time in the world
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "connection socket 7");
        socket.open();
        socket.completingHere = true;

        client.deregister();

        assertThat(logged(Level.ERROR))
                .singleElement()
                .asString()
                .contains("org.acme.client", "within a completion routine");
        assertThat(provider.waits()).isEmpty();
        await(() -> socket.abandoned() == 1);
        assertThat(client.events()).endsWith("cleaned up");
    }

    @Test
    void listsByKindWhatAClientLeavesThatTakesTooLong() {
        provider = provider(1);
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "connection socket 7");
        socket.open();
        OwnedRequest connect = () -> "WskSocketConnect to 10.0.0.2:80, pending for 3 s";
        client.attachment().begun(connect);
        client.attachment().acquire();

        client.startDeregistration();
        await(() -> socket.abandoned() == 1);

        assertThat(logged(Level.WARN))
                .containsExactly(
                        "Client org.acme.client has not detached after 1 ms and leaves sockets: 1, requests: 1,"
                                + " calls: 1 [connection socket 7; WskSocketConnect to 10.0.0.2:80, pending for 3 s; a call that has"
                                + " not returned]: its sockets are taken away from it");
        client.attachment().ended(connect);
        client.attachment().release();
        client.awaitDeregistration();
    }

    @Test
    void reportsOnceTheMemoryThatAClientHasNotGivenBack() {
        provider.start();
        DirectClient client = attachedClient();
        FakeMemory returned = new FakeMemory();
        client.attachment().given(returned);
        client.attachment().given(new FakeMemory());
        FakeMemory left = new FakeMemory();
        client.attachment().given(left);
        assertThat(client.attachment().givenBack(returned)).isTrue();
        assertThat(client.attachment().givenBack(returned)).isFalse();

        client.deregister();

        assertThat(logged(Level.WARN))
                .containsExactly("Client org.acme.client is detached and has not given back address lists: 2"
                        + " [a list of 3; a list of 3]");
        assertThat(client.attachment().givenBack(left)).isFalse();
    }

    @Test
    void takesMemoryBackWhileTheClientIsDetached() {
        provider.start();
        DirectClient client = attachedClient();
        FakeMemory memory = new FakeMemory();
        client.attachment().given(memory);
        client.attachment().acquire();
        client.startDeregistration();

        assertThat(client.attachment().givenBack(memory)).isTrue();

        client.attachment().release();
        client.awaitDeregistration();
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    void detachesAlthoughMemoryCannotBeDescribed() {
        provider = provider(1);
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "connection socket 7");
        socket.open();
        client.attachment().given(new OwnedMemory() {
            @Override
            public String kind() {
                return "address lists";
            }

            @Override
            public String describe() {
                throw new IllegalStateException("too bad");
            }
        });

        client.startDeregistration();
        await(() -> socket.abandoned() == 1);
        client.awaitDeregistration(); // may be over first: the detach ends by force when taking away takes long, too

        await(() -> logged(Level.WARN).stream()
                .anyMatch(line -> line.contains("has not given back address lists: 1") && line.contains("too bad")));
    }

    private static final class FakeMemory implements OwnedMemory {
        @Override
        public String kind() {
            return "address lists";
        }

        @Override
        public String describe() {
            return "a list of 3";
        }
    }

    @Test
    void takesSocketsAwayInTheOrderInWhichTheyWereOpened() {
        provider = provider(1);
        provider.start();
        DirectClient client = attachedClient();
        List<Integer> abandoned = new CopyOnWriteArrayList<>();
        List<FakeSocket> sockets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            FakeSocket socket = new FakeSocket(client.attachment(), "socket " + i, () -> {
                abandoned.add(number);
                sockets.get(number).close();
            });
            sockets.add(socket);
            socket.open();
        }

        client.deregister(); // may be over first: the detach ends by force when taking away takes long, too

        await(() -> abandoned.size() == 100);
        assertThat(abandoned).isSorted();
    }
}
