// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.wsk4j.report.ControlReport;
import org.wsk4j.transport.TransportCapability;
import org.wsk4j.transport.TransportCapability.Kind;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

/** The names of options, control codes and messages, as far as the engine's table has them; numbers for the others. */
final class ControlNames {
    private static final int LAST_DECIMAL = 255; // headers write larger ones in hexadecimal

    private final Map<Key, String> names = new HashMap<>();

    private record Key(boolean ioctl, int level, int code) {}

    ControlNames(List<ControlReport> controls) {
        controls.forEach(control -> names.put(keyOf(control), control.name()));
    }

    private static Key keyOf(ControlReport control) {
        return new Key(control.ioctl(), control.level(), control.code());
    }

    private static Key keyOf(TransportCapability capability) {
        return new Key(capability.kind() == Kind.CONTROL, capability.level(), capability.code());
    }

    /** Whether a transport's ability concerns an option or a control code; messages concern none. */
    static boolean isAbout(ControlReport control, TransportCapability capability) {
        return switch (capability.kind()) {
            case SET_OPTION, GET_OPTION, CONTROL -> keyOf(capability).equals(keyOf(control));
            case SEND_MESSAGE, RECEIVE_MESSAGE -> false;
        };
    }

    /** The name of what a capability is about. A message has that of the option with its number, as in the headers. */
    String of(TransportCapability capability) {
        Key key = keyOf(capability);
        String name = names.get(key);
        if (name != null) {
            return name;
        }
        return key.ioctl() ? code(key.code()) : level(key.level()) + "/" + code(key.code());
    }

    /** A level: {@code SOL_SOCKET}, or as the protocol. */
    static String level(int level) {
        return level == SocketOptions.SOL_SOCKET ? "SOL_SOCKET" : IpProtocol.name(level);
    }

    /** A number as headers write it. */
    static String code(int code) {
        return code >= 0 && code <= LAST_DECIMAL ? Integer.toString(code) : String.format("0x%X", code);
    }
}
