// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.socket.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wsk4j.wdm.NtStatus.STATUS_SUCCESS;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.wsk4j.ws2def.SockAddr;
import org.wsk4j.ws2def.SocketOptions;

/** A program for an {@link OwnNetwork}: sockets and socat as members of a group. Its exit value tells whether all was well. */
final class SocatGroup {
    /** How socat is told of a group. */
    enum Family {
        INET("233.252.0.1", "UDP4", "233.252.0.1", "ip-add-membership", "ip-recvttl", "SOCAT_IP_TTL") {
            @Override
            String sendThere() {
                return "ip-multicast-if=" + OwnNetwork.HOME;
            }
        },
        INET6("ff05::db8:1", "UDP6", "[ff05::db8:1]", "ipv6-join-group", "ipv6-recvhoplimit", "SOCAT_IPV6_HOPLIMIT") {
            @Override
            String sendThere() {
                return "so-bindtodevice=" + OwnNetwork.INTERFACE;
            }
        };

        private final String group;
        private final String protocol;
        private final String literal; // the group, as socat has it
        private final String join;
        private final String askTimeToLive;
        private final String timeToLive; // the variable that tells it

        Family(String group, String protocol, String literal, String join, String askTimeToLive, String timeToLive) {
            this.group = group;
            this.protocol = protocol;
            this.literal = literal;
            this.join = join;
            this.askTimeToLive = askTimeToLive;
            this.timeToLive = timeToLive;
        }

        abstract String sendThere();
    }

    private static final int PORT = 5_000; // and the next two: nobody else is here

    private final SocketFixture wsk;
    private final Path folder;
    private final Family family;
    private final Group group;

    private SocatGroup(SocketFixture wsk, Path folder, Family family) {
        this.wsk = wsk;
        this.folder = folder;
        this.family = family;
        this.group = Group.on(OwnNetwork.INTERFACE, family.group);
    }

    public static void main(String[] arguments) throws Exception {
        SocketFixture wsk = SocketFixture.tcpip();
        wsk.begin();
        boolean passed = false;
        try {
            SocatGroup all = new SocatGroup(wsk, Path.of(arguments[0]), Family.valueOf(arguments[1]));
            all.isHeardBySocat();
            all.tellsItsTimeToLive();
            all.hearsSocat();
            passed = true;
        } finally {
            wsk.end(passed);
        }
    }

    private DatagramClient bound(int port) {
        DatagramClient socket = wsk.datagram(group.addressFamily(), null, null);
        socket.bind(group.wildcard(port)).completedWith(STATUS_SUCCESS);
        return socket;
    }

    private DatagramClient sender() {
        DatagramClient sender = bound(0);
        group.sendThere(sender);
        return sender;
    }

    private Program socat(String... arguments) {
        String[] all = new String[arguments.length + 5];
        System.arraycopy(new String[] {"-d", "-d", "-d", "-T", "60"}, 0, all, 0, 5); // it ends, whatever becomes of us
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        return Program.start(folder, "socat", all);
    }

    private String member(String how, int port) {
        return family.protocol + "-" + how + ":" + port + "," + family.join + "=" + family.literal + ":"
                + OwnNetwork.INTERFACE;
    }

    private static void awaitLog(Program socat, String text) {
        SocketFixture.eventually("socat says " + text, () -> {
            assertThat(socat.isAlive()).as(socat.errors()).isTrue();
            return socat.errors().contains(text);
        });
    }

    private static void awaitOutput(Program program, String text) {
        SocketFixture.eventually("it has written " + text, () -> program.written() >= text.length());
        assertThat(program.output()).asString(StandardCharsets.US_ASCII).isEqualTo(text);
    }

    private static void assertReceives(String text, Call receive, Bytes room) {
        receive.succeededWith(text.length());
        assertThat(room.text(0, text.length())).isEqualTo(text);
    }

    private void isHeardBySocat() {
        DatagramClient sender = sender();
        try (Program socat = socat("-u", member("RECV", PORT), "STDOUT")) {
            awaitLog(socat, "starting data transfer loop");

            sender.sendTo("all", group.at(PORT)).succeededWith(3);
            awaitOutput(socat, "all");
            group.set(sender, SocketOptions.IP_MULTICAST_LOOP, 0);
            sender.sendTo("not here", group.at(PORT)).succeededWith(8);
            group.set(sender, SocketOptions.IP_MULTICAST_LOOP, 1);
            sender.sendTo(" again", group.at(PORT)).succeededWith(6);

            awaitOutput(socat, "all again");
        }
    }

    private void tellsItsTimeToLive() {
        int port = PORT + 1;
        DatagramClient sender = sender();
        group.set(sender, SocketOptions.IP_MULTICAST_TTL, 7);
        String answer = "SYSTEM:echo $" + family.timeToLive;
        try (Program socat = socat(member("RECVFROM", port) + "," + family.askTimeToLive, answer)) {
            awaitLog(socat, "receiving on");
            Bytes room = Bytes.room(9);
            SockAddr from = group.wildcard(0);
            Call receive = sender.receiveFrom(room.buf(), from).isPending();

            sender.sendTo("how far?", group.at(port)).succeededWith(8);

            assertReceives("7\n", receive, room);
            assertThat(from).isEqualTo(group.home(port));
        }
    }

    private void hearsSocat() {
        int port = PORT + 2;
        DatagramClient socket = bound(port);
        group.join(socket);
        String everybody = family.protocol + "-DATAGRAM:" + family.literal + ":" + port + "," + family.sendThere();
        try (Program socat = socat("-u", "STDIN", everybody)) {
            Bytes room = Bytes.room(9);
            Call first = socket.receiveFrom(room.buf()).isPending();
            socat.write("hello".getBytes(StandardCharsets.US_ASCII));
            assertReceives("hello", first, room);

            group.leave(socket);
            Call second = socket.receiveFrom(room.buf()).isPending();
            socat.write("nobody".getBytes(StandardCharsets.US_ASCII));
            awaitLog(socat, "transferred 6 bytes");
            group.join(socket);
            socat.write("me again".getBytes(StandardCharsets.US_ASCII));

            assertReceives("me again", second, room);
        }
    }
}
