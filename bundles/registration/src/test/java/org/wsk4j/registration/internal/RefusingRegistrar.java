// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.registration.internal;

import java.lang.reflect.Proxy;
import org.wsk4j.netioddk.NetworkModuleRegistrar;
import org.wsk4j.wdm.NtStatus;

/** A network module registrar that registers nobody. */
final class RefusingRegistrar {
    private RefusingRegistrar() {}

    static NetworkModuleRegistrar answering(NtStatus status) {
        return (NetworkModuleRegistrar) Proxy.newProxyInstance(
                NetworkModuleRegistrar.class.getClassLoader(),
                new Class<?>[] {NetworkModuleRegistrar.class},
                (proxy, method, arguments) -> {
                    if (!method.getName().equals("nmrRegisterClient")) {
                        throw new UnsupportedOperationException(method.toString());
                    }
                    return status;
                });
    }
}
