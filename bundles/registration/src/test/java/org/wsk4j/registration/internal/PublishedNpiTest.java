// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskProviderNpi;

/** The provider's NPI as a service. */
class PublishedNpiTest extends RegistrationFixture {
    private final ServiceBoard board = new ServiceBoard();
    private NpiPublisher publisher;

    @BeforeEach
    void publish() {
        publisher = new NpiPublisher(board.context(), registrations);
        publisher.start();
    }

    private ServiceBoard.Service onlyService() {
        assertThat(board.services()).hasSize(1);
        return board.services().get(0);
    }

    private static NtStatus socket(WskProviderNpi from, RecordedIrp irp) {
        return from.dispatch().wskSocket(from.client(), 2, 1, 6, 4, "c", "d", null, null, null, irp.irp());
    }

    @Test
    @Clause("ARCH-02")
    void isThereExactlyWhileAProviderIs() {
        assertThat(board.services()).isEmpty();
        FakeProvider provider = provider(V1_0).register();
        assertThat(board.services()).hasSize(1);

        provider.deregister();
        assertThat(board.services()).isEmpty();

        provider(V1_0).register();
        assertThat(board.services()).hasSize(1);
    }

    @Test
    @Clause({"PROVIDER-NPI-01", "CLIENT-OBJ-03"})
    void gettingItRegistersAndCapturesForTheBundle() {
        FakeProvider provider = provider(V1_0).register();
        Bundle other = OsgiFakes.bundle("org.acme.other");

        WskProviderNpi mine = onlyService().get(bundle);
        WskProviderNpi others = onlyService().get(other);

        assertThat(mine.client()).isNotNull().isNotSameAs(others.client());
        assertThat(socket(mine, RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(registrations.clients())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.bundle()).isSameAs(bundle);
                            assertThat(first.captures()).isEqualTo(1);
                        },
                        second -> assertThat(second.bundle()).isSameAs(other));
        FakeProvider.Attached client = (FakeProvider.Attached) mine.client();
        assertThat(client.instance.moduleId().bundle()).isSameAs(bundle);
        assertThat(provider.table().calls()).hasSize(1);
    }

    @Test
    @Clause({"RELEASE-NPI-04", "DEREGISTER-01"})
    void ungettingItReleasesAndDeregistersAndLeavesAnNpiThatRefuses() {
        FakeProvider provider = provider(V1_0).register();
        WskProviderNpi kept = onlyService().get(bundle);

        onlyService().unget(bundle);

        assertThat(registrations.clients()).isEmpty();
        assertThat(provider.attached()).hasSize(1); // the publisher's own
        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(kept.dispatch(), kept.client());
        assertThat(provider.table().calls()).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @Test
    @Clause("DEREGISTER-03")
    void ungettingItWaitsForACallThatIsStillExecuting() throws Exception {
        FakeProvider provider = provider(V1_0).register();
        WskProviderNpi service = onlyService().get(bundle);
        CountDownLatch inside = provider.table().hold();
        OtherThread<NtStatus> calling = OtherThread.call(() -> socket(service, RecordedIrp.ready()));
        inside.await();
        OtherThread<Void> ungetting =
                OtherThread.run(() -> onlyService().unget(bundle)).assertBlockedIn("awaitDeregistered");

        provider.table().letGo();

        assertThat(calling.result()).isEqualTo(NtStatus.STATUS_SUCCESS);
        ungetting.result();
    }

    @Test
    void aProviderMayGoWithinACallOfItsClient() {
        FakeProvider provider = provider(V1_0).register();
        ServiceBoard.Service service = onlyService();
        WskProviderNpi npi = service.get(bundle);
        RecordedIrp irp = RecordedIrp.ready().then(completed -> provider.startDeregistration());

        assertThat(socket(npi, irp)).isEqualTo(NtStatus.STATUS_SUCCESS);

        provider.awaitDeregistration();
        while (!registrations.clients().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(provider.attached()).isEmpty();
        assertThat(board.services()).isEmpty();
    }

    @Test
    void ungettingItAtDispatchLevelIsFinishedInAnotherThread() {
        provider(V1_0).register();
        onlyService().get(bundle);

        atDispatchLevel(() -> onlyService().unget(bundle));

        while (!registrations.clients().isEmpty()) {
            Thread.onSpinWait();
        }
    }

    /**
     * A component of a client, bound and unbound as Declarative Services would: on the thread that changes the service.
     */
    private final class Component implements ServiceBoard.Listener {
        private final List<String> journal = new ArrayList<>(); // guarded by itself
        private final Bundle client;

        Component(String name) {
            client = OsgiFakes.bundle(name);
            board.listen(this);
        }

        @Override
        public void registered(ServiceBoard.Service service) {
            WskProviderNpi bound = service.get(client);
            note("bound: " + (bound == null ? "nothing" : socket(bound, RecordedIrp.ready())));
        }

        @Override
        public void unregistering(ServiceBoard.Service service) {
            service.unget(client);
            note("unbound");
        }

        private void note(String event) {
            synchronized (journal) {
                journal.add(event);
            }
        }

        List<String> journal() {
            synchronized (journal) {
                return List.copyOf(journal);
            }
        }
    }

    @Test
    @Clause("ARCH-02")
    void componentsAreUnboundOnTheThreadThatStopsTheProviderWithoutADeadlock() {
        Component one = new Component("one");
        Component two = new Component("two");

        for (int i = 0; i < 3; i++) {
            FakeProvider provider = provider(V1_0).register();
            assertThat(registrations.clients()).hasSize(2);
            provider.deregister();
            assertThat(registrations.clients()).isEmpty();
        }

        assertThat(one.journal())
                .containsExactly(
                        "bound: STATUS_SUCCESS", "unbound",
                        "bound: STATUS_SUCCESS", "unbound",
                        "bound: STATUS_SUCCESS", "unbound");
        assertThat(two.journal()).isEqualTo(one.journal());
        assertThat(warnings()).isEmpty();
    }

    @Test
    void clientsThatNeverUngetAreMadeToWhenTheProviderGoes() {
        FakeProvider provider = provider(V1_0).register();
        WskProviderNpi kept = onlyService().get(bundle);

        provider.deregister();

        assertThat(registrations.clients()).isEmpty();
        WskReleaseProviderNpiTest.assertEveryFunctionIsRefused(kept.dispatch(), kept.client());
    }

    @Test
    void clientsThatTakeLongTakeItAtTheSameTime() {
        FakeProvider provider = provider(V1_0).register();
        Component one = new Component("one");
        Component two = new Component("two");
        board.services().forEach(service -> {
            one.registered(service);
            two.registered(service);
        });
        provider.detachPends();
        OtherThread<Void> going = OtherThread.run(provider::deregister).assertBlockedIn("awaitDeregistered");

        assertThat(one.journal()).contains("unbound");
        assertThat(two.journal()).contains("unbound");
        assertThat(registrations.clients())
                .hasSize(2)
                .allMatch(client -> client.state().equals("DEREGISTERING"));
        provider.completeDetaches(2);
        going.assertBlockedIn("nmrWaitForProviderDeregisterComplete");
        provider.completeDetaches();
        going.result();
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    void aProviderMayGoAtDispatchLevel() {
        Component component = new Component("one");
        FakeProvider provider = provider(V1_0).register();

        atDispatchLevel(provider::startDeregistration);
        provider.awaitDeregistration();

        assertThat(component.journal()).containsExactly("bound: STATUS_SUCCESS", "unbound");
        assertThat(board.services()).isEmpty();
    }

    @Test
    void eachProviderIsAServiceAndAGoneOneTakesOnlyItsOwnAway() {
        FakeProvider low = provider(V1_0).register();
        FakeProvider high = provider(V1_3).register();
        ServiceBoard.Service lowService = board.services().get(0);
        ServiceBoard.Service highService = board.services().get(1);

        WskProviderNpi fromLow = lowService.get(bundle);

        assertThat(low.attached()).contains((FakeProvider.Attached) fromLow.client());
        assertThat(high.attached()).hasSize(1);
        assertThat(highService.ranking()).isGreaterThan(lowService.ranking());
        assertThat(lowService.ranking()).isZero();
        high.deregister();
        assertThat(board.services()).containsExactly(lowService);
        assertThat(socket(fromLow, RecordedIrp.ready())).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @Test
    void aProviderThatDoesNotSupportVersionOneIsNotPublished() {
        FakeProvider future = provider(V2_0).versions(V2_0, V2_0).register();

        assertThat(board.services()).isEmpty();
        assertThat(future.attached()).isEmpty();
    }

    @Test
    void aServiceThatCannotBeGivenAnyMoreIsNull() {
        FakeProvider provider = provider(V1_0).register();
        ServiceBoard.Service service = onlyService();
        provider.deregister();

        assertThat(service.get(bundle)).isNull();

        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    void stoppingThePublisherTakesTheServicesFromTheirClients() {
        FakeProvider provider = provider(V1_0).register();
        Component component = new Component("late");
        board.services().forEach(component::registered);

        publisher.stop();

        assertThat(component.journal()).containsExactly("bound: STATUS_SUCCESS", "unbound");
        assertThat(board.services()).isEmpty();
        assertThat(provider.attached()).isEmpty();
    }

    @Test
    void aServiceThatTheFrameworkWithdrewAlreadyIsNoTrouble() {
        FakeProvider provider = provider(V1_0).register();
        onlyService().unregister();

        provider.deregister();

        assertThat(provider.attached()).isEmpty();
    }
}
