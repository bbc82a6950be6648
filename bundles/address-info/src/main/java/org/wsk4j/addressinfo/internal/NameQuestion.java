// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.nio.CharBuffer;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketOptions;

/**
 * What a WskGetNameInfo asks: its checked parameters, and how its answer is written.
 *
 * @param address a copy of the address
 * @param nodeName the client's buffer; or null
 * @param serviceName the client's buffer; or null
 * @param flags NI_* bits
 */
record NameQuestion(SockAddr address, CharBuffer nodeName, CharBuffer serviceName, int flags) {
    private static final int KNOWN_FLAGS = SocketOptions.NI_NOFQDN
            | SocketOptions.NI_NUMERICHOST
            | SocketOptions.NI_NAMEREQD
            | SocketOptions.NI_NUMERICSERV
            | SocketOptions.NI_DGRAM;

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Whether an address has a length that fits it. */
    static boolean isValid(SockAddr address, int length) {
        return (address instanceof SockAddrIn || address instanceof SockAddrIn6)
                && length >= address.size()
                && length <= SockAddr.SOCKADDR_STORAGE_SIZE;
    }

    boolean isValid() {
        return (nodeName != null || serviceName != null)
                && nodeName != serviceName
                && (nodeName == null || !nodeName.isReadOnly())
                && (serviceName == null || !serviceName.isReadOnly())
                && (flags & ~KNOWN_FLAGS) == 0
                && !(has(SocketOptions.NI_NUMERICHOST) && has(SocketOptions.NI_NAMEREQD));
    }

    /** Whether a name service has to be asked. */
    boolean wantsLookup() {
        return nodeName != null && !has(SocketOptions.NI_NUMERICHOST);
    }

    String numericHost() {
        return NodeText.of(address);
    }

    /** The address as name spaces know it: without a port, and an IPv4 one also where it was v4-mapped. */
    SockAddr addressToAsk() {
        if (address instanceof SockAddrIn6 in6 && !in6.isV4Mapped()) {
            SockAddrIn6 asked = in6.copy();
            asked.setPort(0);
            return asked;
        }
        SockAddrIn asked = new SockAddrIn();
        asked.setAddress(
                address instanceof SockAddrIn in ? in.intAddress() : (int) ((SockAddrIn6) address).lowAddress());
        return asked;
    }

    private String service(ServiceTable services) {
        int port = address instanceof SockAddrIn in ? in.port() : ((SockAddrIn6) address).port();
        String name = has(SocketOptions.NI_NUMERICSERV) ? null : services.name(port, has(SocketOptions.NI_DGRAM));
        return name == null ? Integer.toString(port) : name;
    }

    /** What to store for a host name: both names, or a failure when one does not fit its buffer. */
    Inquiry.Result result(String host, ServiceTable services) {
        String service = serviceName == null ? null : service(services);
        if (nodeName != null && host.length() >= nodeName.remaining()
                || service != null && service.length() >= serviceName.remaining()) {
            return Inquiry.Result.failed(NtStatus.STATUS_BUFFER_TOO_SMALL);
        }
        return Inquiry.Result.stored(() -> {
            if (nodeName != null) {
                store(host, nodeName);
            }
            if (service != null) {
                store(service, serviceName);
            }
        });
    }

    private static void store(String name, CharBuffer buffer) {
        int at = buffer.position();
        buffer.duplicate().put(name).put('\0');
        buffer.limit(at + name.length());
    }
}
