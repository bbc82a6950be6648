// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transportloopback.internal;

import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.IpMreq;
import org.wsk4j.ws2def.Ipv6Mreq;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;

/** What the addresses of the two families mean here; scope and flow of an IPv6 address mean nothing. */
enum IpFamily {
    /** IPv4. */
    INET(AddressFamily.AF_INET, 65_507) {
        @Override
        boolean owns(SockAddr address) {
            return address instanceof SockAddrIn;
        }

        @Override
        SockAddr newAddress() {
            return new SockAddrIn();
        }

        @Override
        void setLoopback(SockAddr address) {
            ((SockAddrIn) address).setAddress(SockAddrIn.INADDR_LOOPBACK);
        }

        @Override
        int port(SockAddr address) {
            return ((SockAddrIn) address).port();
        }

        @Override
        void setPort(SockAddr address, int port) {
            ((SockAddrIn) address).setPort(port);
        }

        @Override
        boolean isWildcard(SockAddr address) {
            return ((SockAddrIn) address).isWildcard();
        }

        @Override
        boolean isLoopback(SockAddr address) {
            return ((SockAddrIn) address).isLoopback();
        }

        @Override
        boolean isGroup(SockAddr address) {
            return ((SockAddrIn) address).isMulticast();
        }

        @Override
        SockAddr groupOf(Object membership) {
            if (!(membership instanceof IpMreq mreq)) {
                return null;
            }
            SockAddrIn group = new SockAddrIn();
            group.setAddress(mreq.multicastAddress());
            return group;
        }

        @Override
        boolean isBroadcast(SockAddr address) {
            return ((SockAddrIn) address).isBroadcast();
        }

        @Override
        boolean sameHost(SockAddr one, SockAddr other) {
            return ((SockAddrIn) one).intAddress() == ((SockAddrIn) other).intAddress();
        }
    },

    /** IPv6. IPv4 addresses that are mapped into it cannot be reached: an endpoint is of one family. */
    INET6(AddressFamily.AF_INET6, 65_527) {
        @Override
        boolean owns(SockAddr address) {
            return address instanceof SockAddrIn6;
        }

        @Override
        SockAddr newAddress() {
            return new SockAddrIn6();
        }

        @Override
        void setLoopback(SockAddr address) {
            own(address).setAddress(0, 1);
        }

        @Override
        int port(SockAddr address) {
            return ((SockAddrIn6) address).port();
        }

        @Override
        void setPort(SockAddr address, int port) {
            ((SockAddrIn6) address).setPort(port);
        }

        @Override
        boolean isWildcard(SockAddr address) {
            return own(address).isWildcard() && !own(address).isV4Mapped();
        }

        @Override
        boolean isLoopback(SockAddr address) {
            return own(address).isLoopback() && !own(address).isV4Mapped();
        }

        @Override
        boolean isGroup(SockAddr address) {
            return own(address).isMulticast() && !own(address).isV4Mapped();
        }

        @Override
        SockAddr groupOf(Object membership) {
            if (!(membership instanceof Ipv6Mreq mreq)) {
                return null;
            }
            SockAddrIn6 group = new SockAddrIn6();
            group.setAddress(mreq.highAddress(), mreq.lowAddress());
            return group;
        }

        @Override
        boolean isBroadcast(SockAddr address) {
            return false;
        }

        @Override
        boolean sameHost(SockAddr one, SockAddr other) {
            return own(one).highAddress() == own(other).highAddress()
                    && own(one).lowAddress() == own(other).lowAddress();
        }

        private static SockAddrIn6 own(SockAddr address) {
            return (SockAddrIn6) address;
        }
    };

    private final int addressFamily;
    private final int longestDatagram;

    IpFamily(int addressFamily, int longestDatagram) {
        this.addressFamily = addressFamily;
        this.longestDatagram = longestDatagram;
    }

    /** The family with an AF_* number. */
    static IpFamily of(int addressFamily) {
        return addressFamily == AddressFamily.AF_INET ? INET : INET6;
    }

    /** AF_INET or AF_INET6. */
    int addressFamily() {
        return addressFamily;
    }

    /** The bytes that fit in one datagram. */
    int longestDatagram() {
        return longestDatagram;
    }

    /** Whether it is an address of this family, as for all functions below. */
    abstract boolean owns(SockAddr address);

    abstract SockAddr newAddress();

    abstract void setLoopback(SockAddr address);

    abstract int port(SockAddr address);

    abstract void setPort(SockAddr address, int port);

    abstract boolean isWildcard(SockAddr address);

    abstract boolean isLoopback(SockAddr address);

    abstract boolean isGroup(SockAddr address);

    abstract boolean isBroadcast(SockAddr address);

    /** The group that a request to join or leave names, in an address of its own; null when it is none of the family. */
    abstract SockAddr groupOf(Object membership);

    /** Whether two addresses are the same but for their ports. */
    abstract boolean sameHost(SockAddr one, SockAddr other);

    /** Whether two addresses are the same, ports included. */
    final boolean same(SockAddr one, SockAddr other) {
        return port(one) == port(other) && sameHost(one, other);
    }

    /** The loopback address with a port. */
    final SockAddr loopback(int port) {
        SockAddr address = newAddress();
        setLoopback(address);
        setPort(address, port);
        return address;
    }

    /** Tells where packets come from that leave from a local address: the loopback, if it leaves the choice. */
    final void copySource(SockAddr local, SockAddr source) {
        source.copyFrom(local);
        if (!isLoopback(local)) {
            setLoopback(source);
        }
    }
}
