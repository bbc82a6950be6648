// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.addressinfo.internal;

import java.net.IDN;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Reads and writes the text forms of addresses, and encodes names.
 *
 * <p>A scope is a number or the name of an interface: {@code fe80::1%3}, {@code fe80::1%eth0}.
 */
final class NodeText {
    private NodeText() {}

    /** The address that a text is; null when it is none. */
    static SockAddr parse(String text, SourceAddresses interfaces) {
        try {
            if (text.indexOf(':') < 0) {
                return SockAddrIn.of(text, 0);
            }
            int percent = text.indexOf('%');
            String scope = percent < 0 ? "0" : text.substring(percent + 1);
            if (isNumber(scope)) {
                return SockAddrIn6.of(text, 0);
            }
            int index = interfaces.indexOf(scope);
            return index <= 0 ? null : SockAddrIn6.of(text.substring(0, percent) + "%" + index, 0);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Whether a text that is no address cannot be a name either. */
    static boolean isNoName(String text) {
        return text.indexOf(':') >= 0 || text.indexOf('\0') >= 0;
    }

    /** The numeric form without the port. */
    static String of(SockAddr address) {
        String text = address.toString();
        String host = text.substring(0, text.lastIndexOf(':'));
        return address.family() == AddressFamily.AF_INET6 ? host.substring(1, host.length() - 1) : host;
    }

    /** A name with letters beyond ASCII as name services know it; null when it cannot be encoded. */
    static String encoded(String name) {
        if (name.chars().allMatch(c -> c < 0x80)) {
            return name;
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isNumber(String scope) {
        return !scope.isEmpty() && scope.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
