// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.wsk4j.report.ClientReport;
import org.wsk4j.report.SocketReport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.SockAddr;

/** Reports as records, and bundles with a name. */
final class FakeReports {
    private FakeReports() {}

    record Transport(
            String name,
            Guid providerId,
            int version,
            Map<TransportTriple, List<TransportCapability>> capabilities,
            int ranking,
            int endpoints)
            implements TransportReport {
        /** A transport that does nothing beside moving bytes. */
        Transport(
                String name, Guid providerId, int version, List<TransportTriple> triples, int ranking, int endpoints) {
            this(name, providerId, version, nothingFor(triples), ranking, endpoints);
        }

        private static Map<TransportTriple, List<TransportCapability>> nothingFor(List<TransportTriple> triples) {
            Map<TransportTriple, List<TransportCapability>> nothing = new LinkedHashMap<>();
            triples.forEach(triple -> nothing.put(triple, List.of()));
            return nothing;
        }

        @Override
        public List<TransportTriple> triples() {
            return List.copyOf(capabilities.keySet());
        }

        @Override
        public List<TransportCapability> capabilities(TransportTriple triple) {
            return capabilities.get(triple);
        }
    }

    static TransportRegistry registryOf(TransportReport... reports) {
        return (TransportRegistry) Proxy.newProxyInstance(
                FakeReports.class.getClassLoader(),
                new Class<?>[] {TransportRegistry.class},
                (proxy, method, arguments) -> List.of(reports));
    }

    record Client(Bundle bundle, int version, String state, int captures) implements ClientReport {}

    record Socket(
            long id,
            String category,
            String state,
            SockAddr localAddress,
            SockAddr remoteAddress,
            long bytesReceived,
            long bytesSent,
            int pendingIrps,
            int events,
            int acceptBacklog,
            int retained,
            Bundle owner,
            Instant opened)
            implements SocketReport {}

    static Bundle bundle(long id, String name) {
        return (Bundle) Proxy.newProxyInstance(
                FakeReports.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getSymbolicName" -> name;
                    case "getBundleId" -> id;
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> (int) id;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
