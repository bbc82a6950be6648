// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import java.time.Instant;
import org.osgi.framework.Bundle;
import org.wsk4j.report.SocketReport;
import org.wsk4j.ws2def.SockAddr;

/** A socket at the moment of the report. */
record OpenSocketReport(
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
