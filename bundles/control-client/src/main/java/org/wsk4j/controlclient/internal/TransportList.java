// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.controlclient.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.wsk4j.transport.TransportRegistry;
import org.wsk4j.transport.TransportReport;
import org.wsk4j.transport.TransportTriple;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wsk.WskConstants;
import org.wsk4j.wsk.WskTransport;

/**
 * WSK_TRANSPORT_LIST_QUERY: each combination that WskSocket accepts once, with the transport that it would get.
 *
 * <p>Threads: safe for all. Locks: none.
 *
 * <p>Spec: TRANSPORT-QUERY-01..TRANSPORT-QUERY-08, TRANSPORT-01..TRANSPORT-05.
 */
final class TransportList {
    private final TransportRegistry transports;

    TransportList(TransportRegistry transports) {
        this.transports = transports;
    }

    NtStatus query(ControlCall call) {
        WskTransport[] output = (WskTransport[]) call.output();
        if (call.outputSize() < 0
                || output != null && call.outputSize() / WskConstants.SIZEOF_WSK_TRANSPORT > output.length) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        WskTransport[] list = list();
        long needed = (long) list.length * WskConstants.SIZEOF_WSK_TRANSPORT;
        call.sizeReturned().set(needed);
        if (call.outputSize() < needed) {
            return NtStatus.STATUS_BUFFER_OVERFLOW;
        }
        if (output != null) {
            System.arraycopy(list, 0, output, 0, list.length);
        }
        return NtStatus.STATUS_SUCCESS;
    }

    private WskTransport[] list() {
        Map<TransportTriple, WskTransport> best = new LinkedHashMap<>();
        for (TransportReport transport : transports.transports()) {
            for (TransportTriple triple : transport.triples()) {
                best.putIfAbsent(
                        triple,
                        new WskTransport(
                                transport.version(),
                                triple.socketType(),
                                triple.protocol(),
                                triple.addressFamily(),
                                transport.providerId()));
            }
        }
        return best.values().toArray(WskTransport[]::new);
    }
}
