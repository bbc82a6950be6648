// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.valfirst.slf4jtest.TestLoggerFactory;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.report.Holding;
import org.wsk4j.report.WaitCause;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.spi.OwnedSocket;

/** The provider's side of a detach: what it waits for, and what it does when that takes too long. */
class ClientDetachTest extends ProviderFixture {
    /** Starts anew with another time for detaches. */
    private void detachTimeout(long millis) {
        provider = provider(millis);
        provider.start();
    }

    @Test
    @Clause("DEREGISTER-01")
    void aClientThatLeftNothingIsDetachedAtOnce() {
        provider.start();
        DirectClient client = attachedClient();

        client.deregister();

        assertThat(client.attachment().isDetached()).isTrue();
        assertThat(client.events()).containsExactly("0x100 STATUS_SUCCESS", "detaching", "cleaned up");
        assertThat(TestLoggerFactory.getAllLoggingEvents())
                .as("complaints, of the registrar too")
                .isEmpty();
    }

    @Test
    @Clause({"DEREGISTER-04", "NMR-WSK-08"})
    void waitsForOpenSocketsEvenWhenTheClientHasDetached() {
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();
        client.startDeregistration();
        OtherThread<Void> waiting =
                OtherThread.run(client::awaitDeregistration).assertBlockedIn("nmrWaitForClientDeregisterComplete");
        assertThat(client.events()).doesNotContain("cleaned up");

        socket.close();

        waiting.result();
        assertThat(client.events()).endsWith("cleaned up");
        assertThat(socket.abandoned()).isZero();
    }

    @Test
    @Clause("DEREGISTER-05")
    void waitsForPendingIrps() {
        provider.start();
        DirectClient client = attachedClient();
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, thread, sd, irp) -> {
            client.attachment().acquire();
            irp.setNextStackLocation();
            irp.markPending();
            return NtStatus.STATUS_PENDING;
        };
        RecordedIrp irp = RecordedIrp.ready();
        socket(client.table(), client.client(), irp);
        client.startDeregistration();
        OtherThread<Void> waiting =
                OtherThread.run(client::awaitDeregistration).assertBlockedIn("nmrWaitForClientDeregisterComplete");

        irp.irp().complete(NtStatus.STATUS_SUCCESS, 0);
        client.attachment().release();

        waiting.result();
    }

    @Test
    @Clause("DEREGISTER-10")
    void givesUpATransportListChangeSoThatItNeverKeepsTheClient() {
        provider.start();
        DirectClient client = attachedClient();
        RecordedIrp irp = RecordedIrp.ready();
        irp.irp().setNextStackLocation(); // as the function does that keeps it
        irp.irp().pend(given -> {
            given.complete(NtStatus.STATUS_CANCELLED, 0);
            client.attachment().release();
        });
        client.attachment().acquire();
        assertThat(client.attachment().onDetach(irp.irp()::cancel)).isTrue();

        client.deregister();

        assertThat(irp.status()).isEqualTo(NtStatus.STATUS_CANCELLED);
        assertThat(irp.completions()).isEqualTo(1);
        assertThat(client.events()).endsWith("cleaned up");
        assertThat(client.attachment().onDetach(() -> {})).isFalse();
    }

    @Test
    void tellsNobodyOfADetachWhoDoesNotAskAnyMore() {
        provider.start();
        DirectClient client = attachedClient();
        Runnable note = () -> {
            throw new AssertionError("told all the same");
        };
        client.attachment().onDetach(note);
        client.attachment().forgetOnDetach(note);

        client.deregister();

        assertThat(logged(Level.ERROR)).isEmpty();
    }

    @Test
    void detachesThoughSomebodyThrowsWhoIsToldOfIt() {
        provider.start();
        DirectClient client = attachedClient();
        client.attachment().onDetach(() -> {
            throw new IllegalStateException("not now");
        });

        client.deregister();

        assertThat(client.events()).endsWith("cleaned up");
        assertThat(logged(Level.ERROR)).singleElement().asString().contains("org.acme.client");
    }

    @Test
    void takesTheSocketsAwayAfterTheTimeWithOneWarning() {
        detachTimeout(500);
        DirectClient client = attachedClient();
        FakeSocket first = new FakeSocket(client.attachment(), "connection to 192.0.2.1:80");
        FakeSocket second = new FakeSocket(client.attachment(), "listening on [::]:7");
        first.open();
        second.open();

        client.deregister();

        assertThat(first.abandoned()).isEqualTo(1);
        assertThat(second.abandoned()).isEqualTo(1);
        assertThat(logged(Level.WARN))
                .singleElement()
                .asString()
                .contains("org.acme.client")
                .contains("sockets: 2 [connection to 192.0.2.1:80; listening on [::]:7]");
        assertThat(logged(Level.ERROR)).isEmpty();
    }

    @Test
    void completesAnywayWhenSocketsOrRequestsOutlastBothTimes() {
        detachTimeout(40);
        DirectClient client = attachedClient();
        FakeSocket obstinate = new FakeSocket(client.attachment(), "obstinate", () -> {});
        obstinate.open();
        client.attachment().acquire();

        client.deregister();

        assertThat(logged(Level.WARN)).singleElement().asString().contains("sockets: 1, calls: 1 [");
        assertThat(logged(Level.ERROR))
                .singleElement()
                .asString()
                .contains("org.acme.client")
                .contains("obstinate")
                .contains("sockets: 1, calls: 1 [");
        client.attachment().release();
        obstinate.close();
        assertThat(client.attachment().isDetached()).isTrue();
        assertThat(client.events()).containsOnlyOnce("cleaned up");
    }

    @Test
    void aSocketThatThrowsOrHangsDoesNotKeepTheDetachFromEnding() {
        detachTimeout(40);
        CountDownLatch never = new CountDownLatch(1);
        DirectClient client = attachedClient();
        FakeSocket hanging = new FakeSocket(client.attachment(), "hanging", () -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        DirectClient other = attachedClient();
        FakeSocket throwing = new FakeSocket(other.attachment(), "throwing", () -> {
            throw new IllegalStateException("broken");
        });
        FakeSocket fine = new FakeSocket(other.attachment(), "fine");
        hanging.open();
        throwing.open();
        fine.open();
        client.startDeregistration();
        other.startDeregistration();

        other.awaitDeregistration();
        client.awaitDeregistration();

        await(() -> fine.abandoned() == 1);
        assertThat(logged(Level.ERROR)).anyMatch(line -> line.contains("throwing"));
        never.countDown();
    }

    @Test
    void aSocketThatCannotBeDescribedIsTakenAwayAllTheSame() {
        detachTimeout(40);
        DirectClient client = attachedClient();
        OwnedSocket mute = new OwnedSocket() {
            @Override
            public void abandon() {
                client.attachment().closed(this);
            }

            @Override
            public String describe() {
                throw new IllegalStateException("mute");
            }

            @Override
            public List<WaitCause> busyWith() {
                return List.of();
            }

            @Override
            public List<Holding> holdings() {
                throw new IllegalStateException("mute");
            }

            @Override
            public boolean isCompletingHere() {
                return false;
            }
        };
        client.attachment().opened(mute);

        client.deregister();

        assertThat(logged(Level.WARN)).singleElement().asString().contains("mute");
    }

    @Test
    void aDetachInTimeTakesNothingAway() throws Exception {
        detachTimeout(500);
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();
        client.startDeregistration();
        socket.close();
        client.awaitDeregistration();

        Thread.sleep(600); // past the time: there is no event to wait for

        assertThat(socket.abandoned()).isZero();
        assertThat(logged(Level.WARN)).isEmpty();
    }

    @Test
    void takesANewTimeFromTheConfiguration() {
        provider.start();
        provider.configure(OsgiFakes.config(40));
        DirectClient client = attachedClient();
        new FakeSocket(client.attachment(), "a socket").open();

        client.deregister();

        assertThat(logged(Level.WARN)).hasSize(1);
    }

    @Test
    @Clause("ARCH-02")
    void stoppingTheProviderDetachesEveryClient() {
        provider.start();
        DirectClient one = attachedClient();
        DirectClient two = attachedClient();
        FakeSocket socket = new FakeSocket(two.attachment(), "a socket");
        socket.open();
        OtherThread<Void> stopping = OtherThread.run(provider::stop).assertBlockedIn("awaitDeregistered");
        assertThat(one.attachment().isDetached()).isTrue();

        socket.close();

        stopping.result();
        assertThat(two.events()).endsWith("cleaned up");
        provider = provider(NEVER);
        provider.start();
        assertThat(one.events()).hasSize(4).endsWith("0x100 STATUS_SUCCESS");
    }

    @Test
    void stoppingTheProviderIsBoundedWhenAClientNeverDetaches() {
        detachTimeout(40);
        DirectClient client =
                new DirectClient(nmr, bundle, "context", V1_0).detachPends().register();

        provider.stop();

        assertThat(logged(Level.ERROR)).singleElement().asString().contains("org.acme.client");
        client.completeDetach();
        client.deregister();
    }

    @Test
    void anInterruptDoesNotShortenTheStopAndIsKept() {
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();
        OtherThread<Boolean> stopping = OtherThread.call(() -> {
            provider.stop();
            return Thread.interrupted();
        });
        stopping.assertBlockedIn("awaitDeregistered");

        stopping.interrupt();
        stopping.assertBlockedIn("awaitDeregistered");
        socket.close();

        assertThat(stopping.result()).isTrue();
    }

    @Test
    void stoppingAProviderThatNeverRegisteredIsNoTrouble() {
        provider.stop();

        assertThat(logged(Level.ERROR)).isEmpty();
    }

    @Test
    @Clause("NMR-WSK-08")
    void mayDetachAtDispatchLevel() {
        provider.start();
        DirectClient client = attachedClient();
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();

        atDispatchLevel(() -> {
            client.startDeregistration();
            socket.close();
        });

        client.awaitDeregistration();
    }
}
