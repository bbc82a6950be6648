// SPDX-License-Identifier: Apache-2.0
package org.wsk4j.transporttcpip.internal;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import org.wsk4j.wdm.NtStatus;
import org.wsk4j.wdm.SizeT;
import org.wsk4j.wdm.ULong;
import org.wsk4j.ws2def.IpProtocol;
import org.wsk4j.ws2def.SocketOptions;

/**
 * The options of a TCP channel, by level and number; each is a {@link ULong}, 4 bytes. A listening channel has
 * {@link #RCVBUF}, which the connections that it accepts inherit, and {@link #REUSEADDR}; {@link AcceptedOptions} has the
 * rest for a listener.
 *
 * <p>Spec: SO-KEEPALIVE-01, SO-KEEPALIVE-03, SO-RCVBUF-01, SO-RCVBUF-03, SO-REUSEADDR-01.
 */
enum TcpOptions {
    /** Probes a silent connection: 0 or 1. */
    KEEPALIVE(SocketOptions.SOL_SOCKET, SocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_KEEPALIVE, null),
    /**
     * Lets the local address be shared with all who say so, too: 0 or 1; to be set before the bind. Where the platform has
     * SO_REUSEPORT it takes that for them to listen side by side; the JDK's own SO_REUSEADDR of a listening channel, which
     * is about connections that are just over, stays.
     */
    REUSEADDR(SocketOptions.SOL_SOCKET, SocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEADDR, null) {
        @Override
        void turn(NetworkChannel channel, boolean on) throws IOException {
            boolean ports = hasPorts(channel);
            if (ports) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, on);
            }
            super.turn(channel, on || ports && channel instanceof ServerSocketChannel);
        }

        @Override
        boolean isOn(NetworkChannel channel) throws IOException {
            return hasPorts(channel) ? channel.getOption(StandardSocketOptions.SO_REUSEPORT) : super.isOn(channel);
        }

        private static boolean hasPorts(NetworkChannel channel) {
            return channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        }
    },
    /** Size of the platform's receive buffer in bytes, above 0; the platform may round it. */
    RCVBUF(SocketOptions.SOL_SOCKET, SocketOptions.SO_RCVBUF, null, StandardSocketOptions.SO_RCVBUF),
    /** Sends small pieces at once: 0 or 1. */
    NODELAY(IpProtocol.IPPROTO_TCP, SocketOptions.TCP_NODELAY, StandardSocketOptions.TCP_NODELAY, null);

    private static final int SIZE = 4;

    private final int level;
    private final int number;
    private final SocketOption<Boolean> toggle; // null for a number
    private final SocketOption<Integer> quantity; // null for a switch

    TcpOptions(int level, int number, SocketOption<Boolean> toggle, SocketOption<Integer> quantity) {
        this.level = level;
        this.number = number;
        this.toggle = toggle;
        this.quantity = quantity;
    }

    /** Sets the option with that level and number. */
    static NtStatus set(NetworkChannel channel, int level, int number, Object input) {
        TcpOptions option = of(level, number);
        return option == null ? NtStatus.STATUS_NOT_SUPPORTED : option.set(channel, input);
    }

    /** Reads the option with that level and number. */
    static NtStatus get(NetworkChannel channel, int level, int number, Object output, SizeT written) {
        TcpOptions option = of(level, number);
        return option == null ? NtStatus.STATUS_NOT_SUPPORTED : option.get(channel, output, written);
    }

    int level() {
        return level;
    }

    int number() {
        return number;
    }

    /** Whether it is the option with that level and number. */
    boolean is(int someLevel, int someNumber) {
        return level == someLevel && number == someNumber;
    }

    /** Sets the option to the value that it has on another channel. */
    NtStatus copy(NetworkChannel from, NetworkChannel to) {
        try {
            if (toggle != null) {
                turn(to, isOn(from));
            } else {
                to.setOption(quantity, from.getOption(quantity));
            }
            return NtStatus.STATUS_SUCCESS;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    /**
     * Lets a channel have the address of others of which this was said, too, now or once it is bound: by SO_REUSEPORT where
     * the platform has it, which Linux asks of all sockets of an address at the moment of each bind, bound and listening ones
     * included; by SO_REUSEADDR elsewhere.
     */
    static NtStatus share(NetworkChannel channel) {
        boolean ports = channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        try {
            channel.setOption(ports ? StandardSocketOptions.SO_REUSEPORT : StandardSocketOptions.SO_REUSEADDR, true);
            return NtStatus.STATUS_SUCCESS;
        } catch (ClosedChannelException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    private static TcpOptions of(int level, int number) {
        for (TcpOptions option : values()) {
            if (option.is(level, number)) {
                return option;
            }
        }
        return null;
    }

    /** Switches it, one that is a switch. */
    void turn(NetworkChannel channel, boolean on) throws IOException {
        channel.setOption(toggle, on);
    }

    /** Whether it is on, one that is a switch. */
    boolean isOn(NetworkChannel channel) throws IOException {
        return channel.getOption(toggle);
    }

    /** Whether the option can have that value. */
    boolean allows(int value) {
        return toggle != null ? value == 0 || value == 1 : value > 0;
    }

    /** Sets the option. */
    NtStatus set(NetworkChannel channel, Object input) {
        if (!(input instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        int number = value.get();
        if (!allows(number)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        try {
            if (toggle != null) {
                turn(channel, number == 1);
            } else {
                channel.setOption(quantity, number);
            }
            return NtStatus.STATUS_SUCCESS;
        } catch (ClosedChannelException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }

    /** Reads the option. */
    NtStatus get(NetworkChannel channel, Object output, SizeT written) {
        if (!(output instanceof ULong value)) {
            return NtStatus.STATUS_INVALID_PARAMETER;
        }
        try {
            value.set(toggle != null ? (isOn(channel) ? 1 : 0) : channel.getOption(quantity));
            written.set(SIZE);
            return NtStatus.STATUS_SUCCESS;
        } catch (ClosedChannelException e) {
            return NtStatus.STATUS_INVALID_DEVICE_STATE;
        } catch (IOException | RuntimeException e) {
            return PlatformErrors.statusOf(e);
        }
    }
}
