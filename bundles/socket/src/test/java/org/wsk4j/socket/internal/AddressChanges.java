// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_CHANGE;
import static org.wsk4j.ws2def.SocketOptions.SIO_ADDRESS_LIST_QUERY;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.ws2def.AddressFamily;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SockAddrIn;
import org.wsk4j.ws2def.SockAddrIn6;
import org.wsk4j.ws2def.SocketAddressList;

/** A program for an {@link OwnNetwork}: addresses come and go. Its exit value tells whether all was well. */
final class AddressChanges {
    private static final SockAddr LOOPBACK = SockAddrIn.of("127.0.0.1", 0);
    private static final SockAddr HOME = SockAddrIn.of(OwnNetwork.HOME, 0);
    private static final SockAddr ADDED = SockAddrIn.of("198.51.100.1", 0);
    private static final SockAddr ADDED6 = SockAddrIn6.of("2001:db8::2", 0);

    private final SocketFixture wsk;
    private final Path folder;

    private AddressChanges(SocketFixture wsk, Path folder) {
        this.wsk = wsk;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        SocketFixture wsk = SocketFixture.tcpip();
        wsk.begin();
        boolean passed = false;
        try {
            AddressChanges all = new AddressChanges(wsk, Path.of(arguments[0]));
            all.hearsOfAddresses(wsk.datagram(null, null));
            all.hearsOfAddresses(wsk.listening(null, null));
            all.hearsOfIpv6(wsk.datagram(AddressFamily.AF_INET6, null, null));
            all.hearsOfInterfaces(wsk.datagram(null, null), wsk.socket());
            passed = true;
        } finally {
            wsk.end(passed);
        }
    }

    private void hearsOfAddresses(AnySocket socket) {
        assertThat(addresses(socket)).containsExactly(LOOPBACK, HOME);
        Call added = awaitChange(socket);

        ip("addr", "add", "198.51.100.1/24", "dev", OwnNetwork.INTERFACE);

        added.completedWith(STATUS_SUCCESS);
        assertThat(addresses(socket)).containsExactly(LOOPBACK, HOME, ADDED);
        Call removed = awaitChange(socket);
        ip("addr", "del", "198.51.100.1/24", "dev", OwnNetwork.INTERFACE);
        removed.completedWith(STATUS_SUCCESS);
        assertThat(addresses(socket)).containsExactly(LOOPBACK, HOME);
    }

    /** The system may add addresses of its own at any time. */
    private void hearsOfIpv6(AnySocket socket) {
        assertThat(addresses(socket))
                .contains(SockAddrIn6.of("::1", 0), SockAddrIn6.of(OwnNetwork.HOME6, 0))
                .doesNotContain(ADDED6);
        Call added = socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 0, null);

        ip("addr", "add", "2001:db8::2/64", "dev", OwnNetwork.INTERFACE, "nodad");

        added.completedWith(STATUS_SUCCESS);
        assertThat(addresses(socket)).contains(ADDED6);
    }

    private void hearsOfInterfaces(AnySocket socket, AnySocket other) {
        Call gone = awaitChange(socket);
        Call goneToo = awaitChange(other);

        ip("link", "del", OwnNetwork.INTERFACE);

        gone.completedWith(STATUS_SUCCESS);
        goneToo.completedWith(STATUS_SUCCESS);
        assertThat(addresses(socket)).containsExactly(LOOPBACK);
    }

    private static Call awaitChange(AnySocket socket) {
        return socket.ioctl(SIO_ADDRESS_LIST_CHANGE, 0, null, 0, null).isPending();
    }

    private static List<SockAddr> addresses(AnySocket socket) {
        SocketAddressList list = new SocketAddressList();
        assertThat(socket.ioctl(SIO_ADDRESS_LIST_QUERY, 0, null, 4_000, list, new SizeT()))
                .isEqualTo(STATUS_SUCCESS);
        List<SockAddr> addresses = new ArrayList<>();
        list.forEach(addresses::add);
        return addresses;
    }

    private void ip(String... arguments) {
        try (Program ip = Program.start(folder, "ip", arguments)) {
            ip.complete();
        }
    }
}
