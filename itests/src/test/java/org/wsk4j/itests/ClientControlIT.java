// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.itests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ops4j.pax.exam.CoreOptions.options;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.exam.ExamTest;
import org.wsk4j.testkit.exam.Service;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskClientNpi;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderNpi;
import org.wsk4j.wsk.WskRegistrar;
import org.wsk4j.wsk.WskRegistration;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.WskTransport;
import org.wsk4j.wsk.WskVersion;

/** Operations on a client as a whole, by a client that registers and captures by hand. */
@ExamTest
class ClientControlIT {
    private final WskRegistration registration = new WskRegistration();
    private final WskProviderNpi npi = new WskProviderNpi();

    private WskRegistrar registrar;
    private Bundle loopback;

    @Configuration
    static Option[] configuration() {
        return options(
                Containers.wsk4jCore(),
                Containers.controlClient(),
                Containers.transport("tcpip"),
                Containers.transport("loopback"));
    }

    @BeforeEach
    void capture(@Service WskRegistrar service, @Service BundleContext context) {
        registrar = service;
        loopback = Bundles.named("org.wsk4j.transport-loopback", context);
        registrar.wskRegister(
                new WskClientNpi(null, new WskClientDispatch(WskVersion.make(1, 0), 0, null)), registration);
        assertThat(registrar.wskCaptureProviderNPI(registration, WskConstants.WSK_INFINITE_WAIT, npi))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
    }

    @AfterEach
    void startEverything() throws BundleException {
        loopback.start();
    }

    private void deregister() {
        registrar.wskReleaseProviderNPI(registration);
        registrar.wskDeregister(registration);
    }

    private NtStatus control(int code, RecordedIrp irp, WskTransport[] output, SizeT returned) {
        long size = output == null ? 0 : (long) output.length * WskConstants.SIZEOF_WSK_TRANSPORT;
        return npi.dispatch()
                .wskControlClient(npi.client(), code, 0, null, size, output, returned, irp == null ? null : irp.irp());
    }

    private RecordedIrp awaitChange() {
        RecordedIrp irp = RecordedIrp.ready();
        assertThat(control(WskConstants.WSK_TRANSPORT_LIST_CHANGE, irp, null, null))
                .isEqualTo(NtStatus.STATUS_PENDING);
        return irp;
    }

    private static int categoryOf(WskTransport transport) {
        return transport.socketType() == 1
                ? WskConstants.WSK_FLAG_CONNECTION_SOCKET
                : WskConstants.WSK_FLAG_DATAGRAM_SOCKET;
    }

    @Test
    @Clause({"TRANSPORT-QUERY-03", "TRANSPORT-QUERY-05", "TRANSPORT-QUERY-07", "CONTROLCLIENT-13"})
    void makesSocketsOfAllThatIsListed() {
        SizeT size = new SizeT();
        assertThat(control(WskConstants.WSK_TRANSPORT_LIST_QUERY, null, null, size))
                .isEqualTo(NtStatus.STATUS_BUFFER_OVERFLOW);
        WskTransport[] list = new WskTransport[(int) (size.get() / WskConstants.SIZEOF_WSK_TRANSPORT)];
        assertThat(control(WskConstants.WSK_TRANSPORT_LIST_QUERY, null, list, size))
                .isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(list).hasSizeGreaterThanOrEqualTo(4);
        for (WskTransport transport : list) {
            RecordedIrp made = RecordedIrp.ready();
            npi.dispatch()
                    .wskSocket(
                            npi.client(),
                            transport.addressFamily(),
                            transport.socketType(),
                            transport.protocol(),
                            categoryOf(transport),
                            null,
                            null,
                            null,
                            null,
                            null,
                            made.irp());
            assertThatIrp(made.await()).completedWith(NtStatus.STATUS_SUCCESS);
            WskSocket socket = made.object(WskSocket.class);
            RecordedIrp closed = RecordedIrp.ready();
            socket.dispatch().wskCloseSocket(socket, closed.irp());
            closed.await();
        }
        deregister();
    }

    @Test
    @Clause({"TRANSPORT-CHANGE-01", "TRANSPORT-CHANGE-02", "TRANSPORT-CHANGE-04"})
    void hearsOfATransportThatGoesAndOfOneThatComes() throws BundleException {
        RecordedIrp gone = awaitChange();
        loopback.stop();
        assertThatIrp(gone.await()).completedWith(NtStatus.STATUS_SUCCESS);

        RecordedIrp come = awaitChange();
        assertThatIrp(come).isPending();
        loopback.start();
        assertThatIrp(come.await()).completedWith(NtStatus.STATUS_SUCCESS);
        deregister();
    }

    @Test
    @Clause("TRANSPORT-CHANGE-05")
    void isToldOfNothingOnceItDeregisters() {
        RecordedIrp irp = awaitChange();

        deregister();

        assertThatIrp(irp.await()).completedWith(NtStatus.STATUS_CANCELLED);
    }

    @Test
    @Clause({"CACHE-SD-04", "SO-SECURITY-09"})
    void isRemindedOfTheDescriptorThatItForgets() {
        Ptr<SecurityDescriptor> cached = new Ptr<>();
        NtStatus status = npi.dispatch()
                .wskControlClient(
                        npi.client(),
                        WskConstants.WSK_CACHE_SD,
                        WskConstants.SIZEOF_POINTER,
                        Ptr.of(SecurityDescriptor.parse("D:P(A;;GW;;;WD)")),
                        WskConstants.SIZEOF_POINTER,
                        cached,
                        null,
                        null);
        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);

        try (CapturedErr log = new CapturedErr()) {
            deregister();
            Eventually.holds(
                    () -> "what was forgotten is named: " + log.linesWith("WARN"),
                    () -> log.linesWith("WARN").stream()
                            .anyMatch(line -> line.contains("cached security descriptors: 1 [D:P(A;;GW;;;WD)]")));
        }
    }
}
