// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.util.ArrayList;
import java.util.List;
import org.wsk4j.ws2def.AddrInfoExW;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketType;

/**
 * Turns a service name and hints into the kinds of socket that an answer names.
 *
 * <p>Without a service, or with one that is a number, there is one choice, with the type and the protocol of the hints as they
 * are: 0 stays 0, as on Windows. A service that is a name is looked up for TCP, for UDP, or for both, as the hints leave it; a
 * choice that was left open is filled in, so that a service of both has two, TCP first.
 */
final class SocketChoices {
    private SocketChoices() {}

    /** The choices; none when nothing of the kind offers the service. */
    static List<SocketChoice> of(String serviceName, Hints hints, ServiceTable services) {
        if (serviceName == null || serviceName.isEmpty()) {
            return List.of(new SocketChoice(hints.socketType(), hints.protocol(), 0));
        }
        int number = ServiceTable.portOf(serviceName);
        if (number >= 0) {
            return List.of(new SocketChoice(hints.socketType(), hints.protocol(), number));
        }
        List<SocketChoice> choices = new ArrayList<>(2);
        if (!hints.has(AddrInfoExW.AI_NUMERICSERV)) {
            add(choices, services.port(serviceName, false), hints, SocketType.SOCK_STREAM, IpProtocol.IPPROTO_TCP);
            add(choices, services.port(serviceName, true), hints, SocketType.SOCK_DGRAM, IpProtocol.IPPROTO_UDP);
        }
        return choices;
    }

    /** Whether a named service is asked for with a type and a protocol that do not go together. */
    static boolean contradict(String serviceName, Hints hints) {
        return serviceName != null
                && !serviceName.isEmpty()
                && ServiceTable.portOf(serviceName) < 0
                && (hints.socketType() == SocketType.SOCK_STREAM && hints.protocol() == IpProtocol.IPPROTO_UDP
                        || hints.socketType() == SocketType.SOCK_DGRAM && hints.protocol() == IpProtocol.IPPROTO_TCP);
    }

    private static void add(List<SocketChoice> choices, int port, Hints hints, int socketType, int protocol) {
        boolean fits = (hints.socketType() == 0 || hints.socketType() == socketType)
                && (hints.protocol() == 0 || hints.protocol() == protocol);
        if (port < 0 || !fits) {
            return;
        }
        boolean open = hints.socketType() == 0;
        choices.add(new SocketChoice(socketType, open ? protocol : hints.protocol(), port));
    }
}
