// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.provider.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.testkit.irp.IrpAssert.assertThatIrp;

import java.lang.reflect.Method;
import java.nio.CharBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.slf4j.event.Level;
import org.wsk4j.netioddk.NpiModuleId;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.testkit.irp.RecordedIrp;
import org.wsk4j.wdm.BugCheck;
import org.wsk4j.wdm.Guid;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.Ptr;
import org.wsk4j.wdm.SecurityDescriptor;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskClientConnectionDispatch;
import org.wsk4j.wsk.WskClientDispatch;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskProviderDispatch;

/** The six functions of the provider's table. */
class ServiceDispatchTest extends ProviderFixture {
    private static final NtStatus PENDING = NtStatus.STATUS_PENDING;

    private final Bundle process = OsgiFakes.bundle("process");
    private final Thread thread = new Thread();
    private final SecurityDescriptor descriptor = SecurityDescriptor.of(0, null, null, null, null);
    private final WskClientConnectionDispatch connectionTable = new WskClientConnectionDispatch(null, null, null);
    private final Guid guid = WskConstants.NPI_WSK_INTERFACE_ID;
    private final AddrInfoExW hints = new AddrInfoExW();
    private final Ptr<AddrInfoExW> result = new Ptr<>();
    private final SockAddr local = new SockAddrIn();
    private final SockAddr remote = new SockAddrIn();
    private final CharBuffer node = CharBuffer.allocate(1);
    private final CharBuffer service = CharBuffer.allocate(1);
    private final SizeT returned = new SizeT();
    private final Map<String, BiFunction<WskClient, Irp, NtStatus>> functions = new LinkedHashMap<>();
    private final List<Object> received = new ArrayList<>();
    private DirectClient client;
    private NtStatus answer = PENDING;
    private RuntimeException thrown;
    private boolean takesIrp = true;

    ServiceDispatchTest() {
        functions.put(
                "WskSocket",
                (c, irp) -> dispatch.wskSocket(c, 2, 1, 6, 8, "context", "table", process, thread, descriptor, irp));
        functions.put(
                "WskSocketConnect",
                (c, irp) -> dispatch.wskSocketConnect(
                        c, 1, 6, local, remote, 0, "context", connectionTable, process, thread, descriptor, irp));
        functions.put(
                "WskControlClient",
                (c, irp) -> dispatch.wskControlClient(c, 1, 2, "input", 3, "output", returned, irp));
        functions.put(
                "WskGetAddressInfo",
                (c, irp) ->
                        dispatch.wskGetAddressInfo(c, "host", "port", 12, guid, hints, result, process, thread, irp));
        functions.put(
                "WskGetNameInfo",
                (c, irp) -> dispatch.wskGetNameInfo(c, remote, 16, node, service, 2, process, thread, irp));
    }

    @BeforeEach
    void attach() {
        provider.start();
        client = attachedClient();
    }

    /** Services that record their arguments, and take the IRP without completing it. */
    private void installServices() {
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, ownerThread, sd, irp) ->
                serve(irp, c, family, type, protocol, flags, context, table, owner, ownerThread, sd);
        dispatch.wskSocketConnect = (c, type, protocol, from, to, flags, context, table, owner, ownerThread, sd, irp) ->
                serve(irp, c, type, protocol, from, to, flags, context, table, owner, ownerThread, sd);
        dispatch.wskControlClient = (c, code, inputSize, input, outputSize, output, size, irp) ->
                serve(irp, c, code, inputSize, input, outputSize, output, size);
        dispatch.wskGetAddressInfo = (c, host, port, space, id, wanted, out, owner, ownerThread, irp) ->
                serve(irp, c, host, port, space, id, wanted, out, owner, ownerThread);
        dispatch.wskGetNameInfo = (c, address, length, host, port, flags, owner, ownerThread, irp) ->
                serve(irp, c, address, length, host, port, flags, owner, ownerThread);
        dispatch.wskFreeAddressInfo = (c, list) -> serve(null, c, list);
    }

    private NtStatus serve(Irp irp, Object... arguments) {
        received.addAll(Arrays.asList(arguments));
        if (irp != null && takesIrp) {
            irp.setNextStackLocation();
        }
        if (thrown != null) {
            throw thrown;
        }
        return answer;
    }

    private static void finish(RecordedIrp irp) {
        irp.irp().complete(NtStatus.STATUS_SUCCESS, 0);
    }

    @Test
    @Clause({
        "PROVIDER-DISPATCH-03",
        "PROVIDER-DISPATCH-04",
        "PROVIDER-DISPATCH-05",
        "PROVIDER-DISPATCH-06",
        "VERSION-05",
        "CLIENT-OBJ-01",
        "CLIENT-OBJ-02"
    })
    void handsEachFunctionToItsServiceUnchanged() {
        installServices();
        WskClient c = client.client();
        Map<String, List<Object>> expected = Map.of(
                "WskSocket", List.of(c, 2, 1, 6, 8, "context", "table", process, thread, descriptor),
                "WskSocketConnect",
                        List.of(c, 1, 6, local, remote, 0, "context", connectionTable, process, thread, descriptor),
                "WskControlClient", List.of(c, 1, 2L, "input", 3L, "output", returned),
                "WskGetAddressInfo", List.of(c, "host", "port", 12, guid, hints, result, process, thread),
                "WskGetNameInfo", List.of(c, remote, 16, node, service, 2, process, thread));
        functions.forEach((name, function) -> {
            received.clear();
            RecordedIrp irp = RecordedIrp.ready();

            assertThat(function.apply(c, irp.irp())).as(name).isEqualTo(PENDING);

            assertThat(received).as(name).hasSameSizeAs(expected.get(name));
            for (int i = 0; i < received.size(); i++) {
                assertThat(received.get(i))
                        .as(name + " argument " + i)
                        .isEqualTo(expected.get(name).get(i));
            }
            assertThatIrp(irp).isPending();
            finish(irp);
        });
        received.clear();
        dispatch.wskFreeAddressInfo(c, hints);
        assertThat(received).containsExactly(c, hints);
    }

    @Test
    @Clause({"PROVIDER-DISPATCH-01", "PROVIDER-DISPATCH-02"})
    void statesItsVersion() {
        assertThat(client.table().version()).isEqualTo(V1_0);
        assertThat(client.table().reserved()).isZero();
    }

    @Test
    @Clause("CLIENT-OBJ-02")
    void everyFunctionTakesTheClientObjectFirst() {
        List<Method> all = Arrays.stream(WskProviderDispatch.class.getMethods())
                .filter(method -> method.getName().startsWith("wsk"))
                .toList();

        assertThat(all).hasSize(6).allMatch(method -> method.getParameterTypes()[0] == WskClient.class);
    }

    @Test
    @Clause({"PROVIDER-DISPATCH-06", "IRP-02"})
    void answersForAMissingService() {
        functions.forEach((name, function) -> {
            RecordedIrp irp = RecordedIrp.ready();
            NtStatus status = function.apply(client.client(), irp.irp());
            assertThat(status).as(name).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
            assertThatIrp(irp).fits(status);
        });
        assertThat(functions.get("WskControlClient").apply(client.client(), null))
                .isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        dispatch.wskFreeAddressInfo(client.client(), hints);
        assertThat(client.attachment().uses()).isZero();
    }

    @Test
    void withoutTheIrpThatItNeedsAFunctionDoesNothing() {
        installServices();
        functions.forEach((name, function) -> {
            if (!name.equals("WskControlClient")) {
                assertThat(function.apply(null, null)).as(name).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
                assertThat(function.apply(client.client(), null)).as(name).isEqualTo(NtStatus.STATUS_INVALID_PARAMETER);
            }
        });

        assertThat(received).isEmpty();
    }

    @Test
    @Clause("PROVIDER-DISPATCH-05")
    void aControlOperationMayHaveNoIrp() {
        installServices();
        answer = NtStatus.STATUS_SUCCESS;

        assertThat(functions.get("WskControlClient").apply(client.client(), null))
                .isEqualTo(NtStatus.STATUS_SUCCESS);

        assertThat(received).isNotEmpty();
    }

    @Test
    @Clause({"CLIENT-OBJ-01", "CLIENT-OBJ-03", "IRP-02"})
    void refusesAMissingAForeignAndADetachedClientObject() {
        installServices();
        DirectClient gone = attachedClient();
        gone.deregister();
        Attachment foreign = new Attachment(new ServiceDispatch(), null, NpiModuleId.of(bundle), null, null, null);
        List<WskClient> wrong = Arrays.asList(null, new WskClient() {}, foreign, gone.client());
        functions.forEach((name, function) -> wrong.forEach(wrongClient -> {
            RecordedIrp irp = RecordedIrp.ready();
            NtStatus status = function.apply(wrongClient, irp.irp());
            assertThat(status).as(name).isEqualTo(NtStatus.STATUS_INVALID_HANDLE);
            assertThatIrp(irp).fits(status);
        }));
        wrong.forEach(wrongClient -> dispatch.wskFreeAddressInfo(wrongClient, hints));
        assertThat(functions.get("WskControlClient").apply(null, null)).isEqualTo(NtStatus.STATUS_INVALID_HANDLE);

        assertThat(received).isEmpty();
        assertThat(foreign.uses()).isZero();
    }

    @Test
    @Clause({"NMR-WSK-09", "IRP-02"})
    void refusesAClientThatIsDetaching() {
        installServices();
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();
        client.startDeregistration();
        functions.forEach((name, function) -> {
            RecordedIrp irp = RecordedIrp.ready();
            NtStatus status = function.apply(client.client(), irp.irp());
            assertThat(status).as(name).isEqualTo(NtStatus.STATUS_DEVICE_NOT_READY);
            assertThatIrp(irp).fits(status);
        });
        assertThat(received).isEmpty();

        dispatch.wskFreeAddressInfo(client.client(), hints);

        assertThat(received).as("what is given back is taken").hasSize(2);
        socket.close();
        client.awaitDeregistration();
    }

    @Test
    @Clause({"CACHE-SD-04", "RELEASE-SD-01"})
    void takesCachedDescriptorsBackFromAClientThatIsDetaching() {
        installServices();
        answer = NtStatus.STATUS_SUCCESS;
        FakeSocket socket = new FakeSocket(client.attachment(), "a socket");
        socket.open();
        client.startDeregistration();
        Ptr<SecurityDescriptor> cached = new Ptr<>();

        assertThat(dispatch.wskControlClient(
                        client.client(), WskConstants.WSK_RELEASE_SD, 8, cached, 0, null, null, null))
                .isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(received).startsWith(client.client(), WskConstants.WSK_RELEASE_SD, 8L, cached);

        socket.close();
        client.awaitDeregistration();
        assertThat(dispatch.wskControlClient(
                        client.client(), WskConstants.WSK_RELEASE_SD, 8, cached, 0, null, null, null))
                .isEqualTo(NtStatus.STATUS_INVALID_HANDLE);
    }

    @Test
    @Clause("DEREGISTER-03")
    void keepsTheClientAttachedDuringTheCall() {
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, ownerThread, sd, irp) -> {
            assertThat(client.attachment().uses()).isEqualTo(1);
            client.startDeregistration();
            assertThat(client.attachment().isDetached()).isFalse();
            return irp.fail(NtStatus.STATUS_UNSUCCESSFUL);
        };

        socket(dispatch, client.client(), RecordedIrp.ready());

        assertThat(client.attachment().isDetached()).isTrue();
        client.awaitDeregistration();
    }

    @Test
    @Clause("IRP-02")
    void answersForAServiceThatThrowsWhetherItTookTheIrpOrNot() {
        installServices();
        thrown = new IllegalStateException("broken");
        for (int i = 0; i < 2; i++) {
            functions.forEach((name, function) -> {
                RecordedIrp irp = RecordedIrp.ready();
                NtStatus status = function.apply(client.client(), irp.irp());
                assertThat(status).as(name).isEqualTo(NtStatus.STATUS_UNSUCCESSFUL);
                assertThatIrp(irp).fits(status);
            });
            takesIrp = false;
        }
        dispatch.wskFreeAddressInfo(client.client(), hints);
        assertThat(functions.get("WskControlClient").apply(client.client(), null))
                .isEqualTo(NtStatus.STATUS_UNSUCCESSFUL);

        assertThat(logged(Level.ERROR)).hasSize(12).allMatch(line -> line.contains("org.acme.client"));
        assertThat(client.attachment().uses()).isZero();
    }

    @Test
    @Clause("IRP-02")
    void doesNotCompleteAgainWhatAServiceThatThrowsHasCompleted() {
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, ownerThread, sd, irp) -> {
            irp.setNextStackLocation();
            irp.complete(NtStatus.STATUS_SUCCESS, "a socket");
            throw new IllegalStateException("too late");
        };
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus status = socket(dispatch, client.client(), irp);

        assertThat(status).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThatIrp(irp).fits(status);
    }

    @Test
    void reportsExhaustedMemoryAsInsufficientResources() {
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, ownerThread, sd, irp) -> {
            throw new OutOfMemoryError("pretended");
        };
        RecordedIrp irp = RecordedIrp.ready();

        NtStatus status = socket(dispatch, client.client(), irp);

        assertThat(status).isEqualTo(NtStatus.STATUS_INSUFFICIENT_RESOURCES);
        assertThatIrp(irp).fits(status);
    }

    @Test
    void aServiceThatAnswersNothingHasFailed() {
        installServices();
        answer = null;
        RecordedIrp irp = RecordedIrp.ready();

        assertThat(socket(dispatch, client.client(), irp)).isEqualTo(NtStatus.STATUS_UNSUCCESSFUL);

        assertThatIrp(irp).completedWith(NtStatus.STATUS_UNSUCCESSFUL);
    }

    @Test
    @Clause("IRP-06")
    void aBugCheckIsForTheCaller() {
        installServices();
        Irp unprepared = Irp.allocate(1);

        functions.forEach((name, function) -> assertBugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                "IoSetCompletionRoutine",
                () -> function.apply(client.client(), unprepared)));
        assertBugCheck(
                BugCheck.Code.INCONSISTENT_IRP,
                "IoSetCompletionRoutine",
                () -> dispatch.wskSocket(null, 2, 1, 6, 8, null, null, null, null, null, unprepared));

        assertThat(client.attachment().uses()).isZero();
        assertThat(logged(Level.ERROR)).isEmpty();
    }

    @Test
    void resolvesNamesAtPassiveLevelOnly() {
        installServices();
        RecordedIrp irp = RecordedIrp.ready();
        atDispatchLevel(() -> {
            assertBugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                    "WskGetAddressInfo",
                    () -> functions.get("WskGetAddressInfo").apply(client.client(), irp.irp()));
            assertBugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                    "WskGetNameInfo",
                    () -> functions.get("WskGetNameInfo").apply(client.client(), irp.irp()));
            assertBugCheck(
                    BugCheck.Code.IRQL_NOT_LESS_OR_EQUAL,
                    "WskFreeAddressInfo",
                    () -> dispatch.wskFreeAddressInfo(client.client(), hints));
            assertThat(socket(dispatch, client.client(), irp)).isEqualTo(PENDING);
        });
        finish(irp);
    }

    @Test
    void aServiceThatGoesDoesNotDisturbACallInProgressAndAnotherTakesItsPlace() {
        dispatch.wskSocket = (c, family, type, protocol, flags, context, table, owner, ownerThread, sd, irp) -> {
            dispatch.wskSocket = null;
            irp.setNextStackLocation();
            return irp.complete(NtStatus.STATUS_SUCCESS, 0);
        };
        RecordedIrp irp = RecordedIrp.ready();

        assertThat(socket(dispatch, client.client(), irp)).isEqualTo(NtStatus.STATUS_SUCCESS);
        assertThat(socket(dispatch, client.client(), irp.again())).isEqualTo(NtStatus.STATUS_NOT_SUPPORTED);
        installServices();
        assertThat(socket(dispatch, client.client(), irp.again())).isEqualTo(PENDING);
        finish(irp);
    }

    @Test
    @Clause("PROVIDER-CHAR-02")
    void supportsItsVersionsAndNoOthers() {
        assertThat(ServiceDispatch.LOWEST_VERSION).isLessThanOrEqualTo(ServiceDispatch.HIGHEST_VERSION);
        assertThat(ServiceDispatch.supports(V1_0)).isTrue();
        assertThat(ServiceDispatch.supports(V1_1)).isFalse();
        assertThat(ServiceDispatch.supports(V2_0)).isFalse();
        assertThat(ServiceDispatch.supports(new WskClientDispatch(0, 0, null).version()))
                .isFalse();
    }
}
