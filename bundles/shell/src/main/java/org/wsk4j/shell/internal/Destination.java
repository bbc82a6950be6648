// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.shell.internal;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * The HOST and PORT of a command.
 *
 * @param host a name or a literal
 * @param port 1 to 65535, or 0 where any will do
 */
record Destination(String host, int port) {
    private static final int HIGHEST_PORT = 65_535;

    /** Reads two arguments; null when they are no host and port. */
    static Destination parse(String host, String port) {
        String bare = withoutBrackets(host);
        int number;
        try {
            number = Integer.parseInt(port);
        } catch (NumberFormatException e) {
            return null;
        }
        return bare.isBlank() || number < 1 || number > HIGHEST_PORT ? null : new Destination(bare, number);
    }

    /** Reads where to listen, which may be port 0 for any that is free; null when it is no host and port. */
    static Destination parseLocal(String host, String port) {
        return "0".equals(port) && !withoutBrackets(host).isBlank()
                ? new Destination(withoutBrackets(host), 0)
                : parse(host, port);
    }

    /** {@code [::1]} is an address with brackets, which Gogo takes for a list and hands over as {@code ["::1"]}. */
    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1).replace("\"", "")
                : host;
    }

    /** All addresses of the host, in the order in which to try them. Blocks while the name is looked up. */
    List<SockAddr> resolve() throws UnknownHostException {
        List<SockAddr> addresses = new ArrayList<>();
        for (InetAddress address : InetAddress.getAllByName(host)) {
            addresses.add(
                    address instanceof Inet4Address ? SockAddrIn.of(address, port) : SockAddrIn6.of(address, port));
        }
        return addresses;
    }

    /** The local address that leaves everything open, in the family of a remote address. */
    static SockAddr wildcardFor(SockAddr remote) {
        return remote.family() == AddressFamily.AF_INET6 ? new SockAddrIn6() : new SockAddrIn();
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
