// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;
import org.wsk4j.registration.internal.BundleRegistrar;
import org.wsk4j.registration.internal.Registrations;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderCharacteristics;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskProviderStreamDispatch;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.WskClientObject;

/** Registration functions, network module registrar and provider together: what makes the subsystem. */
class SubsystemTest extends ProviderFixture {
    private final Registrations registrations = new Registrations(nmr, OsgiFakes.registrationConfig(NEVER));
    private final WskRegistrar registrar = new BundleRegistrar(OsgiFakes.componentContext(bundle), registrations);
    private final WskRegistration block = new WskRegistration();
    private final WskProviderNpi npi = new WskProviderNpi();
    private final Object context = new Object();

    @BeforeEach
    void start() {
        provider.start();
        dispatch.wskSocket = (c, family, type, protocol, flags, socketContext, table, owner, thread, sd, irp) -> {
            FakeSocket socket = new FakeSocket((WskClientObject) c, "a socket");
            irp.setNextStackLocation();
            return socket.open()
                    ? irp.complete(NtStatus.STATUS_SUCCESS, socket)
                    : irp.complete(NtStatus.STATUS_DEVICE_NOT_READY, 0);
        };
    }

    private void register(int version) {
        register(new WskClientDispatch(version, 0, null));
    }

    private void register(WskClientDispatch clientDispatch) {
        WskClientNpi clientNpi = new WskClientNpi(context, clientDispatch);
        assertThat(registrar.wskRegister(clientNpi, block)).isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    private NtStatus capture() {
        return registrar.wskCaptureProviderNPI(block, WskConstants.WSK_NO_WAIT, npi);
    }

    private FakeSocket newSocket() {
        RecordedIrp irp = RecordedIrp.ready();
        assertThatIrp(irp).fits(socket(npi.dispatch(), npi.client(), irp));
        return irp.object(FakeSocket.class);
    }

    @Test
    @Clause({
        "PROVIDER-NPI-01",
        "PROVIDER-NPI-02",
        "PROVIDER-DISPATCH-01",
        "PROVIDER-DISPATCH-07",
        "CLIENT-OBJ-03",
        "CLIENT-NPI-01",
        "ARCH-02"
    })
    void aRegisteredClientCapturesTheClientObjectAndTheTable() {
        register(V1_0);

        assertThat(capture()).isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(npi.client()).isInstanceOfSatisfying(Attachment.class, client -> {
            assertThat(client.bundle()).isSameAs(bundle);
            assertThat(client.clientContext()).isSameAs(context);
        });
        assertThat(npi.dispatch().version()).isEqualTo(V1_0);
        assertThat(newSocket()).isNotNull();
    }

    @Test
    @Clause({"REGISTER-09", "NMR-WSK-11", "ARCH-02"})
    void clientsOfBothKindsUseTheSameSubsystemAtOnce() {
        DirectClient direct = attachedClient();
        register(V1_0);
        capture();

        RecordedIrp irp = RecordedIrp.ready();
        assertThat(socket(direct.table(), direct.client(), irp)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(newSocket()).isNotSameAs(irp.object(FakeSocket.class));

        assertThat(direct.attachment().uses()).isEqualTo(1);
        assertThat(((Attachment) npi.client()).uses()).isEqualTo(1);
    }

    @Test
    @Clause({"CAPTURE-06", "QUERYCHAR-01", "QUERYCHAR-05", "PROVIDER-CHAR-01", "PROVIDER-CHAR-02"})
    void aRefusedClientLearnsWhichVersionsThereAre() {
        register(V2_0);

        assertThat(capture()).isEqualTo(NtStatus.STATUS_NOINTERFACE);

        WskProviderCharacteristics characteristics = new WskProviderCharacteristics();
        assertThat(registrar.wskQueryProviderCharacteristics(block, characteristics))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(characteristics.lowestVersion()).isEqualTo(V1_0);
        assertThat(characteristics.highestVersion()).isEqualTo(V1_0);
        registrar.wskDeregister(block);
    }

    @Test
    @Clause({"DEREGISTER-04", "RELEASE-NPI-05"})
    void socketsOutliveTheReleaseAndHoldUpTheDeregistration() {
        register(V1_0);
        capture();
        FakeSocket socket = newSocket();
        registrar.wskReleaseProviderNPI(block);
        assertThat(socket.abandoned()).isZero();
        assertThat(((Attachment) npi.client()).sockets()).containsExactly(socket);
        OtherThread<Void> deregistering = OtherThread.run(() -> registrar.wskDeregister(block));
        deregistering.assertBlockedIn("wskDeregister");

        socket.close();

        deregistering.result();
    }

    @Test
    @Clause("DEREGISTER-05")
    void pendingIrpsHoldUpTheDeregistration() {
        register(V1_0);
        capture();
        dispatch.wskControlClient = (c, code, inputSize, input, outputSize, output, returned, irp) -> {
            ((WskClientObject) c).acquire();
            irp.setNextStackLocation();
            irp.markPending();
            return NtStatus.STATUS_PENDING;
        };
        RecordedIrp irp = RecordedIrp.ready();
        npi.dispatch().wskControlClient(npi.client(), 1, 0, null, 0, null, null, irp.irp());
        registrar.wskReleaseProviderNPI(block);
        OtherThread<Void> deregistering = OtherThread.run(() -> registrar.wskDeregister(block));
        deregistering.assertBlockedIn("wskDeregister");

        irp.irp().complete(NtStatus.STATUS_SUCCESS, 0);
        ((Attachment) npi.client()).release();

        deregistering.result();
    }

    @Test
    @Clause({"DEREGISTER-02", "RELEASE-NPI-06"})
    void theLastReleaseLetsTheDeregistrationGoOn() {
        register(V1_0);
        capture();
        OtherThread<Void> deregistering = OtherThread.run(() -> registrar.wskDeregister(block));
        deregistering.assertBlockedIn("wskDeregister");

        registrar.wskReleaseProviderNPI(block);

        deregistering.result();
    }

    @Test
    void aClientThatLeavesASocketBehindIsDeregisteredAfterTheTime() {
        provider.configure(OsgiFakes.config(40));
        register(V1_0);
        capture();
        FakeSocket socket = newSocket();
        registrar.wskReleaseProviderNPI(block);

        registrar.wskDeregister(block);

        assertThat(socket.abandoned()).isEqualTo(1);
        assertThat(logged(Level.WARN)).singleElement().asString().contains("org.acme.client");
    }

    @Test
    @Clause("EVENT-08")
    void tellsAClientEventNothingFromTheRegistrationToTheDeregistration() {
        List<Integer> told = new CopyOnWriteArrayList<>();
        WskClientDispatch telling = new WskClientDispatch(V1_0, 0, (itsContext, type, information, length) -> {
            told.add(type);
            return NtStatus.STATUS_NOT_IMPLEMENTED;
        });

        liveThrough(telling);

        assertThat(told).as("event types").isEmpty();
    }

    @Test
    @Clause({"CLIENT-EVENT-06", "EVENT-08"})
    void doesWithoutAClientEventFromTheRegistrationToTheDeregistration() {
        liveThrough(new WskClientDispatch(V1_0, 0, null));

        assertThat(logged(Level.WARN)).isEmpty();
        assertThat(logged(Level.ERROR)).isEmpty();
    }

    /** A client's whole life, in which the provider leaves and comes back too. */
    private void liveThrough(WskClientDispatch clientDispatch) {
        register(clientDispatch);
        for (int i = 0; i < 2; i++) {
            assertThat(capture()).isEqualTo(NtStatus.STATUS_SUCCESS);
            assertThat(((Attachment) npi.client()).clientDispatch()).isSameAs(clientDispatch);
            newSocket().close();
            registrar.wskReleaseProviderNPI(block);
            provider.stop();
            assertThat(capture()).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
            provider = provider(NEVER);
            provider.start();
        }
        registrar.wskDeregister(block);
        assertThat(registrations.clients()).isEmpty();
    }

    @Test
    @Clause({"ARCH-05", "CLIENT-OBJ-02"})
    void everyFunctionTakesTheObjectThatItWorksOnFirst() {
        assertThat(functionsOf(WskProviderDispatch.class)).isEqualTo(Set.of(WskClient.class));
        List<Class<? extends WskProviderBasicDispatch>> socketTables = List.of(
                WskProviderBasicDispatch.class,
                WskProviderListenDispatch.class,
                WskProviderDatagramDispatch.class,
                WskProviderConnectionDispatch.class,
                WskProviderStreamDispatch.class);
        socketTables.forEach(table ->
                assertThat(functionsOf(table)).as(table.getSimpleName()).isEqualTo(Set.of(WskSocket.class)));
    }

    /** The types of the first parameters of a table's functions. */
    private static Set<Class<?>> functionsOf(Class<?> table) {
        return Arrays.stream(table.getMethods())
                .filter(method -> method.getName().startsWith("wsk"))
                .flatMap(method -> Stream.<Class<?>>of(method.getParameterTypes()[0]))
                .collect(Collectors.toSet());
    }
}
