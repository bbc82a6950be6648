// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import org.osgi.framework.Bundle;
import org.wsk4j.report.ClientReport;
import org.wsk4j.report.SocketReport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.Guid;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/** Reports as records, and bundles with a name. */
final class FakeReports {
    private FakeReports() {}

    record Transport(
            String name, Guid providerId, int version, List<TransportTriple> triples, int ranking, int endpoints)
            implements TransportReport {
        @Override
        public List<TransportCapability> capabilities(TransportTriple triple) {
            return List.of(
                    new TransportCapability(
                            TransportCapability.Kind.SET_OPTION, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF),
                    new TransportCapability(
                            TransportCapability.Kind.GET_OPTION, SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF));
        }
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
