// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.testkit.api.wsk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.wsk4j.testkit.clause.Clause;
import org.wsk4j.wdm.Irp;
import org.wsk4j.wsk.WskClient;
import org.wsk4j.wsk.WskDataIndication;
import org.wsk4j.wsk.WskDatagramIndication;
import org.wsk4j.wsk.WskProviderBasicDispatch;
import org.wsk4j.wsk.WskProviderConnectionDispatch;
import org.wsk4j.wsk.WskProviderDatagramDispatch;
import org.wsk4j.wsk.WskProviderDispatch;
import org.wsk4j.wsk.WskProviderListenDispatch;
import org.wsk4j.wsk.WskProviderStreamDispatch;
import org.wsk4j.wsk.WskSocket;
import org.wsk4j.wsk.spi.PfnWskControlClient;
import org.wsk4j.wsk.spi.PfnWskFreeAddressInfo;
import org.wsk4j.wsk.spi.PfnWskGetAddressInfo;
import org.wsk4j.wsk.spi.PfnWskGetNameInfo;
import org.wsk4j.wsk.spi.PfnWskSocket;
import org.wsk4j.wsk.spi.PfnWskSocketConnect;

/** The tables of functions that the provider gives: which function exists for which category. */
class ProviderDispatchTest {
    private static final List<Class<?>> SOCKET_TABLES = List.of(
            WskProviderBasicDispatch.class,
            WskProviderListenDispatch.class,
            WskProviderDatagramDispatch.class,
            WskProviderConnectionDispatch.class,
            WskProviderStreamDispatch.class);

    @Test
    @Clause({"PROVIDER-BASIC-01", "BIND-15"})
    void basicTableHasTwoFunctions() {
        assertThat(functions(WskProviderBasicDispatch.class))
                .containsExactlyInAnyOrder("wskControlSocket", "wskCloseSocket");
    }

    @Test
    @Clause("PROVIDER-BASIC-02")
    void everySocketTableExtendsTheBasicOneAndNoOther() {
        for (Class<?> table : SOCKET_TABLES.subList(1, SOCKET_TABLES.size())) {
            assertThat(table.getInterfaces()).as(table.getSimpleName()).containsExactly(WskProviderBasicDispatch.class);
        }
    }

    @Test
    @Clause("LISTEN-DISPATCH-04")
    void listenTableHasItsFunctions() {
        assertThat(functions(WskProviderListenDispatch.class))
                .containsExactlyInAnyOrder(
                        "wskControlSocket",
                        "wskCloseSocket",
                        "wskBind",
                        "wskAccept",
                        "wskInspectComplete",
                        "wskGetLocalAddress");
    }

    @Test
    @Clause("DGRAM-DISPATCH-01")
    void datagramTableHasItsFunctions() {
        assertThat(functions(WskProviderDatagramDispatch.class))
                .containsExactlyInAnyOrder(
                        "wskControlSocket",
                        "wskCloseSocket",
                        "wskBind",
                        "wskSendTo",
                        "wskReceiveFrom",
                        "wskRelease",
                        "wskGetLocalAddress",
                        "wskSendMessages");
    }

    @Test
    @Clause({"CONN-DISPATCH-01", "CONN-DISPATCH-02"})
    void connectionTableHasItsFunctionsButNotTheReservedOnes() {
        assertThat(functions(WskProviderConnectionDispatch.class))
                .containsExactlyInAnyOrder(
                        "wskControlSocket",
                        "wskCloseSocket",
                        "wskBind",
                        "wskConnect",
                        "wskGetLocalAddress",
                        "wskGetRemoteAddress",
                        "wskSend",
                        "wskReceive",
                        "wskDisconnect",
                        "wskRelease",
                        "wskConnectEx");
    }

    @Test
    @Clause({"STREAM-03", "STREAM-04", "STREAM-05"})
    void streamTableHasItsFunctionsButNeitherInspectionNorTheReservedOnes() {
        assertThat(functions(WskProviderStreamDispatch.class))
                .containsExactlyInAnyOrder(
                        "wskControlSocket",
                        "wskCloseSocket",
                        "wskBind",
                        "wskAccept",
                        "wskConnect",
                        "wskListen",
                        "wskSend",
                        "wskReceive",
                        "wskDisconnect",
                        "wskRelease",
                        "wskGetLocalAddress",
                        "wskGetRemoteAddress",
                        "wskConnectEx");
    }

    @Test
    @Clause({"BIND-19", "GETLOCAL-14", "GETREMOTE-11", "LISTEN-09"})
    void functionsExistForTheirCategoriesOnly() {
        assertThat(tablesWith("wskBind")).containsExactlyInAnyOrder("Listen", "Datagram", "Connection", "Stream");
        assertThat(tablesWith("wskGetLocalAddress"))
                .containsExactlyInAnyOrder("Listen", "Datagram", "Connection", "Stream");
        assertThat(tablesWith("wskGetRemoteAddress")).containsExactlyInAnyOrder("Connection", "Stream");
        assertThat(tablesWith("wskListen")).containsExactly("Stream");
    }

    @Test
    @Clause("PROVIDER-DISPATCH-06")
    void clientLevelTableHasVersionReservedAndSixFunctions() {
        assertThat(functions(WskProviderDispatch.class))
                .containsExactlyInAnyOrder(
                        "version",
                        "reserved",
                        "wskSocket",
                        "wskSocketConnect",
                        "wskControlClient",
                        "wskGetAddressInfo",
                        "wskFreeAddressInfo",
                        "wskGetNameInfo");
    }

    @Test
    @Clause("CLIENT-OBJ-02")
    void clientLevelFunctionsTakeTheClientObjectFirst() {
        for (Method function : WskProviderDispatch.class.getMethods()) {
            if (function.getParameterCount() > 0) {
                assertThat(function.getParameterTypes()[0])
                        .as(function.getName())
                        .isSameAs(WskClient.class);
            }
        }
    }

    @Test
    @Clause("WSKSOCKET-03")
    void socketFunctionsTakeTheSocketFirstAndTheIrpLast() {
        for (Class<?> table : SOCKET_TABLES) {
            for (Method function : table.getMethods()) {
                Class<?>[] parameters = function.getParameterTypes();
                assertThat(parameters[0]).as(function.getName()).isSameAs(WskSocket.class);
                if (!function.getName().equals("wskRelease")) {
                    assertThat(parameters[parameters.length - 1])
                            .as(function.getName())
                            .isSameAs(Irp.class);
                }
            }
        }
    }

    @Test
    @Clause("LISTEN-01")
    void listenTakesNeitherFlagsNorBacklog() throws NoSuchMethodException {
        assertThat(WskProviderStreamDispatch.class.getMethod("wskListen", WskSocket.class, Irp.class))
                .isNotNull();
    }

    @Test
    void releaseTakesTheListOfItsCategoryAndNoIrp() {
        assertThat(signaturesOfRelease(WskProviderDatagramDispatch.class))
                .containsExactly(List.of(WskSocket.class, WskDatagramIndication.class));
        assertThat(signaturesOfRelease(WskProviderConnectionDispatch.class))
                .containsExactly(List.of(WskSocket.class, WskDataIndication.class));
        assertThat(signaturesOfRelease(WskProviderStreamDispatch.class))
                .containsExactly(List.of(WskSocket.class, WskDataIndication.class));
    }

    @Test
    void sharedFunctionsHaveOneSignatureInEveryTable() {
        Set<String> signatures = new TreeSet<>();
        for (Class<?> table : SOCKET_TABLES) {
            for (Method function : table.getMethods()) {
                signatures.add(signature(function));
            }
        }

        // two releases, one function of each other name
        assertThat(signatures)
                .hasSize(18)
                .filteredOn(s -> s.startsWith("wskRelease"))
                .hasSize(2);
    }

    @Test
    void servicesBehindTheClientLevelTableHaveTheSameSignatures() {
        List<Class<?>> services = List.of(
                PfnWskSocket.class,
                PfnWskSocketConnect.class,
                PfnWskControlClient.class,
                PfnWskGetAddressInfo.class,
                PfnWskFreeAddressInfo.class,
                PfnWskGetNameInfo.class);

        Set<String> offered = services.stream()
                .flatMap(service -> Arrays.stream(service.getDeclaredMethods()))
                .map(ProviderDispatchTest::signature)
                .collect(Collectors.toSet());
        Set<String> table = Arrays.stream(WskProviderDispatch.class.getMethods())
                .filter(function -> function.getParameterCount() > 0)
                .map(ProviderDispatchTest::signature)
                .collect(Collectors.toSet());

        assertThat(offered).isEqualTo(table);
    }

    private static List<List<Class<?>>> signaturesOfRelease(Class<?> table) {
        return Arrays.stream(table.getMethods())
                .filter(function -> function.getName().equals("wskRelease"))
                .map(function -> List.of(function.getParameterTypes()))
                .toList();
    }

    private static Set<String> functions(Class<?> table) {
        return Arrays.stream(table.getMethods()).map(Method::getName).collect(Collectors.toSet());
    }

    private static List<String> tablesWith(String function) {
        return SOCKET_TABLES.stream()
                .filter(table -> functions(table).contains(function))
                .map(table -> table.getSimpleName().replaceAll("WskProvider|Dispatch", ""))
                .toList();
    }

    private static String signature(Method function) {
        return function.getName() + Arrays.toString(function.getGenericParameterTypes()) + function.getReturnType();
    }
}
