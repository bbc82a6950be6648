// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.net.InetSocketAddress;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn6;

/**
 * Who sent the last datagram, and who may send any.
 *
 * <p>The JDK gives the same object again while datagrams come from one sender, so that it is translated once.
 *
 * <p>Locks: guarded by the receiver's.
 */
final class UdpSource {
    private final IpFamily family;
    private final SockAddr address; // of the last datagram
    private InetSocketAddress known; // what the address was made of; null before the first
    private boolean admitted; // the last datagram may be received
    private boolean foreignExcluded; // no IPv4 sender is wanted
    private SockAddr only; // the only sender that is wanted; null for all

    UdpSource(IpFamily family) {
        this.family = family;
        this.address = family.newAddress();
    }

    void excludeForeign(boolean excluded) {
        foreignExcluded = excluded;
    }

    /** Wants datagrams of one sender only, or of all: null. */
    void restrict(SockAddr sender) {
        only = sender;
        admitted = known != null && admits(address);
    }

    /** Whether datagrams of everybody are wanted, so that their senders need not be known before they are stored. */
    boolean admitsAll() {
        return only == null && !foreignExcluded;
    }

    /** A datagram has come. */
    void set(InetSocketAddress from) {
        if (from != known) {
            family.translate(from, address);
            known = from;
            admitted = admits(address);
        }
    }

    /** Whether the last datagram may be received. */
    boolean isAdmitted() {
        return admitted;
    }

    /** Who sent the last datagram; overwritten by the next one. */
    SockAddr address() {
        return address;
    }

    /** Whether datagrams of that sender are wanted. */
    boolean admits(SockAddr sender) {
        if (foreignExcluded && family.isForeign(sender)) {
            return false;
        }
        return only == null || only.equals(sender) || isSameWithoutScope(only, sender);
    }

    /** A link-local address names its sender also when it was given without the interface. */
    private static boolean isSameWithoutScope(SockAddr wanted, SockAddr sender) {
        return wanted instanceof SockAddrIn6 some
                && some.scopeId() == 0
                && sender instanceof SockAddrIn6 other
                && some.highAddress() == other.highAddress()
                && some.lowAddress() == other.lowAddress()
                && some.port() == other.port();
    }
}
